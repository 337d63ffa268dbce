"""Payroll extracts: the grant's shares of salaries, as vouchers without names."""

from __future__ import annotations
