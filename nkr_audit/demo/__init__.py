"""Example data: seven regions' books and the agreements' book, made the same way every time.

``python -m nkr_audit.demo ledger`` writes the books that are checked in under ``ledger/``. The
plans of what happened are ``data/<book>.toml``, read by ``demo.plan_file``; ``demo.bookings`` and
``demo.closing`` turn them into vouchers, ``demo.papers`` and ``demo.evidence`` into documents.
"""
