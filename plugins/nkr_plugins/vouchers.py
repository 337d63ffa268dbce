"""Bean-check and Fava: vouchers that balance, are numbered and attested (VO, PD, TR)."""

from nkr_plugins.adapter import plugin_for

__plugins__ = [plugin_for("VO", "PD", "TR")]
