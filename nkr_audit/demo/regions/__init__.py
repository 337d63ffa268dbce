"""The example books, one module per region, and the book of the two agreements."""

from __future__ import annotations

from typing import Final

from nkr_audit.demo.regions import (
    jonkoping,
    skane,
    skr,
    skr_skillnad,
    stockholm,
    uppsala,
    varmland,
    vasterbotten,
    vastragotaland,
)

PLANS: Final = (
    jonkoping.PLAN,
    skane.PLAN,
    stockholm.PLAN,
    uppsala.PLAN,
    varmland.PLAN,
    vasterbotten.PLAN,
    vastragotaland.PLAN,
    skr.PLAN,
    skr_skillnad.PLAN,
)
