"""Bean-check and Fava: the grant's own cost centre and registers (CC)."""

from nkr_plugins.adapter import plugin_for

__plugins__ = [plugin_for("CC")]
