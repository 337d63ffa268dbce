"""Beancount plugins: the same findings as ``nkr check``, in bean-check and Fava."""
