"""Tests of nkr code."""
