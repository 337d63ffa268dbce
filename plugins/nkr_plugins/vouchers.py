"""Bean-check and Fava: vouchers that balance exactly, in whole öre (VO)."""

from nkr_plugins.adapter import plugin_for

__plugins__ = [plugin_for("VO")]
