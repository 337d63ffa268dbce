"""Bean-check and Fava: costs inside and outside the grant year (GY)."""

from nkr_plugins.adapter import plugin_for

__plugins__ = [plugin_for("GY")]
