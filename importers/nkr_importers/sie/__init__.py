"""SIE 4: from the region's whole-year file to the vouchers that carry the grant's code."""

from nkr_importers.sie.codes import codes_used
from nkr_importers.sie.format import FORMAT
from nkr_importers.sie.reader import read_sie

__all__ = ["FORMAT", "codes_used", "read_sie"]
