"""Bean-check and Fava: the figure and the liability (SE)."""

from nkr_plugins.adapter import plugin_for

__plugins__ = [plugin_for("SE")]
