"""Bean-check and Fava: what the grant may pay for, and money from others (EL, PU, IN)."""

from nkr_plugins.adapter import plugin_for

__plugins__ = [plugin_for("EL", "PU", "IN")]
