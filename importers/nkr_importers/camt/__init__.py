"""Bank statements (camt.053) and notifications (camt.054), matched against the book.

What is read is never booked: it proves what the book says of money received and repaid.
"""

from __future__ import annotations
