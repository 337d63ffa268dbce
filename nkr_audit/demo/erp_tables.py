"""What the example ERP's year holds on the grant's cost centre, as tables.

The coding has four faults on purpose: a voucher that says neither purpose nor register, a cost of
operations, an invoice for the next year, and a cost without its document.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from nkr_audit.demo.organisations import IT, LAW, MANAGEMENT, OFFICE, PLATFORM, PRINT, STATISTICS
from nkr_audit.demo.plan import Activity, Employee, Grant, Payroll, direct

if TYPE_CHECKING:
    from nkr_audit.demo.organisations import Supplier

YEAR: Final = 2026
COST_CENTRE: Final = "2610"
REGISTERS: Final = ("Svenska Barnhälsovårdsregistret (BHVQ)", "RiksSår")
_BHVQ, _RIKSSAR = REGISTERS

_DONE: Final = date(2026, 12, 15)
ACTIVITIES: Final = (
    Activity(
        "I1", "Gemensam it-plattform", "it", "Upprätthåller inrapporteringen.", _DONE,
        (("Genomfört", "Två versionsbyten och månatliga uppdateringar"),),
    ),
    Activity(
        "I2", "Statistik och årsrapport", "statistik", "Ger jämförbar statistik.", _DONE,
        (("Genomfört", "Årsrapport publicerad 20 maj"),),
    ),
    Activity(
        "I3", "Juridisk kompetens", "juridik", "Stärker kompetensen om utlämnande.", _DONE,
        (("Genomfört", "Rutin för utlämnande fastställd i maj"),),
    ),
)  # fmt: skip
_SALARY: Final = Decimal("49800.00")
EMPLOYEE: Final = Employee("80155", "Statistiker", _SALARY, _SALARY, 40, "I2", direct(_BHVQ))
GRANT: Final = Grant(
    id="NKR2026",
    programme="sos-2026",
    region="Region Exempel",
    cost_centre=COST_CENTRE,
    year=YEAR,
    registers=tuple((name, Decimal("792929.00")) for name in REGISTERS),
    activities=ACTIVITIES,
    payroll=Payroll((EMPLOYEE,)),
    events=(),
    requisition=date(2026, 4, 8),
    receipt=date(2026, 5, 21),
    payer="Socialstyrelsen",
    closing=date(2027, 2, 15),
)

# The other cost centres' part of each month's salaries.
OTHER_SALARIES: Final = (("1100", "1846200.00"), ("1200", "965300.00"), ("9000", "412750.00"))


@dataclass(frozen=True, slots=True)
class Bought:
    """A supplier's invoice on the grant's cost centre: amounts by account, and its coding.

    ``others`` are the registers of the rows after the first, when each row has its own;
    ``delivery`` what a delivery report says, when there is one.
    """

    day: str
    supplier: Supplier
    invoice: str
    text: str
    amounts: tuple[tuple[str, str], ...]
    period: str
    register: str
    activity: str
    project: str = "P100"
    category: str = ""
    coded: bool = True
    proved: bool = True
    others: tuple[str, ...] = ()
    delivery: str = ""


BOUGHT: Final = (
    Bought("2026-01-20", IT, "884512", "Analyslicenser 2026, tre användare",
            (("5420", "22500.00"),), "2026", _BHVQ, "I2"),
    Bought("2026-03-31", PLATFORM, "20260031", "Serverkapacitet första kvartalet",
            (("5440", "31000.00"),), "2026-01/2026-03", _RIKSSAR, "I1"),
    Bought("2026-04-22", LAW, "9016", "Rådgivning om utlämnande, 15 timmar",
            (("6560", "36000.00"),), "2026-04", _BHVQ, "I3", "P200"),
    Bought("2026-05-20", PRINT, "41877", "Årsrapport 2025: form och publicering",
            (("5620", "44700.00"),), "2026-05", _RIKSSAR, "I2"),
    Bought("2026-06-30", PLATFORM, "20260038", "Serverkapacitet och felsökning andra kvartalet",
            (("5440", "31000.00"), ("5430", "8400.00")), "2026-04/2026-06", _RIKSSAR, "I1",
            others=(_BHVQ,), delivery="Serverkapacitet april-juni, felsökning 8 timmar"),
    Bought("2026-07-09", PLATFORM, "20260045", "Kreditering av felsökning i juni",
            (("5430", "-1050.00"),), "2026-06", _RIKSSAR, "I1"),
    # Fault: operations are not covered by the grant.
    Bought("2026-09-15", MANAGEMENT, "15530", "Löpande drift av registret, juli och augusti",
            (("5710", "18000.00"),), "2026-07/2026-08", _RIKSSAR, "I1"),
    # Fault: the invoice is not attached.
    Bought("2026-10-14", STATISTICS, "3308", "Nyckeltal för barnhälsovården, delleverans",
            (("5610", "39500.00"),), "2026-10", _BHVQ, "I2", proved=False),
    # Fault: neither purpose nor register is said. The account is in no range of the chart.
    Bought("2026-11-20", OFFICE, "78011", "Möteskostnader för registerpersonal",
            (("7690", "6200.00"),), "2026-11", _BHVQ, "I2", category="ovriga-externa",
            coded=False),
    # Fault: the invoice is for the next year.
    Bought("2026-12-10", IT, "884524", "Analyslicenser 2027, tre användare",
            (("5420", "23400.00"),), "2027", _BHVQ, "I2"),
)  # fmt: skip

# Costs inside the region: day, unit, account, text, pool, part, whole, basis, period, activity.
ALLOCATED: Final = (
    ("2026-06-30", "Registercentrum", "6810", "Registercentrums stöd första halvåret",
     "640000.00", 45, 800, "nedlagda timmar", "2026-01/2026-06", "I2"),
    ("2026-12-30", "Registercentrum", "6810", "Registercentrums stöd andra halvåret",
     "640000.00", 52, 800, "nedlagda timmar", "2026-07/2026-12", "I2"),
    ("2026-12-30", "Regionservice", "6910", "Lokaler och ekonomistöd 2026",
     "520000.00", 6, 160, "årsarbetare", "2026", "I1"),
)  # fmt: skip
