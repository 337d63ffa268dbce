"""Bean-check and Fava: the grant, its requisition and its receipt (GR)."""

from nkr_plugins.adapter import plugin_for

__plugins__ = [plugin_for("GR")]
