"""nkr-audit: ledger and audit trail for the state grant to the national quality registers."""
