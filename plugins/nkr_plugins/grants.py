"""Bean-check and Fava: the grant, its requisition, receipt and deadlines (GR, DL)."""

from nkr_plugins.adapter import plugin_for

__plugins__ = [plugin_for("GR", "DL")]
