"""Bean-check and Fava: the documents that prove each cost (EV)."""

from nkr_plugins.adapter import plugin_for

__plugins__ = [plugin_for("EV")]
