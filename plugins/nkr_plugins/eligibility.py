"""Bean-check and Fava: what the grant may pay for, and why (EL, PU)."""

from nkr_plugins.adapter import plugin_for

__plugins__ = [plugin_for("EL", "PU")]
