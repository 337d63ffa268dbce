"""What a sample and its projection are called, and the method in words with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.sampling.generator import VERSION
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.sampling.model import Estimate, Method, Plan

METHODS: Final[Mapping[Method, Text]] = {
    "mus": Text("Beloppsviktat urval (MUS)", "Monetary-unit sample (MUS)"),
    "stratified": Text("Stratifierat urval", "Stratified sample"),
    "random": Text("Obundet slumpmässigt urval", "Simple random sample"),
}
UNITS: Final = {
    "rad": Text("kostnadsrader", "cost rows"),
    "verifikation": Text("verifikationer", "vouchers"),
}
_POPULATION: Final = Text(
    "Populationen är bidragets kostnader, med den del som hör till bidragsåret; summan är"
    " kostnaderna i avräkningen. Kreditposter (minusbelopp) dras inte. De listas för sig, fel i dem"
    " räknas som de är, och de som inte granskas redovisas som ogranskade. Poster som inte har"
    " något belopp i bidragsåret är inte med.",
    "The population is the costs of the grant, the share within the grant year; it adds up to the"
    " costs of the settlement. Credits (negative amounts) are not drawn. They are listed apart,"
    " errors in them count as they are, and those not examined are told as such. Items without an"
    " amount in the grant year are left out.",
)
_SEED: Final = Text(
    f"Slumptalen är SHA-256 av fröet och en räknare ({VERSION}; se docs/handbok/urval.md). Samma"
    " bok och samma frö ger samma urval på alla datorer. Posterna ligger efter datum och"
    " verifikationsnummer.",
    f"The random numbers are SHA-256 of the seed and a counter ({VERSION}; see"
    " docs/handbok/urval.md). The same book and seed give the same sample on every machine. The"
    " items lie by date and voucher number.",
)
_MUS: Final = (
    Text(
        "Intervallet är kostnaderna delade med urvalets storlek, avrundat nedåt till öre. Poster på"
        " minst intervallet granskas alla (toppskiktet). Ur de andra väljs posten där startpunkten"
        " nås och sedan en för varje intervall: chansen att en post dras är dess belopp"
        " delat med intervallet.",
        "The interval is the costs divided by the sample size, rounded down to the öre. Items of"
        " the interval or more are all examined (the top stratum). Of the others, the item where"
        " the starting point is reached is drawn, then one for each interval: the chance of an"
        " item is its amount divided by the interval.",
    ),
    Text(
        "Framskrivning: felandel (fel ÷ postens belopp) × intervallet; fel i toppskiktet räknas som"
        " de är. Övre felgräns = grundprecision (faktorn för noll fel × intervallet) + framskrivna"
        " fel + tillägg. Tillägget är (faktorns ökning − 1) × framskrivet fel, största felandelen"
        " först. För lågt bokförda kostnader sänker det mest sannolika felet men inte gränsen.",
        "Projection: taint (error ÷ the item's amount) × the interval; errors in the top stratum"
        " count as they are. Upper limit = basic precision (the factor of no error × the interval)"
        " + projected errors + allowance. The allowance is (growth of the factor − 1) × projected"
        " error, largest taint first. Costs booked too low lower the likely error, not the limit.",
    ),
    Text(
        "Källa: AICPA, Audit Guide: Audit Sampling (MUS; konfidensfaktorer och"
        " urvalsstorlekar). Faktorerna är Poissonfördelningens, avrundade uppåt till två"
        " decimaler. Krav på framskrivning: ISA 530 p. 14.",
        "Source: AICPA, Audit Guide: Audit Sampling (MUS; confidence factors and sample"
        " sizes). The factors are those of the Poisson distribution, rounded up to two decimals."
        " That errors are projected: ISA 530, paragraph 14.",
    ),
)
_STRATIFIED: Final = Text(
    "Kostnaderna delas i skikt efter belopp. Varje skikt får minst två poster, och resten efter"
    " skiktets belopp. Inom ett skikt är chansen lika för alla poster. Ett skikt som tas helt"
    " granskas, och inget i det skrivs fram.",
    "The costs are divided into strata by amount. Each stratum has at least two items, and the rest"
    " by its amount. Within a stratum each item has the same chance. Nothing is projected in a"
    " stratum that is drawn whole.",
)
_RANDOM: Final = Text(
    "Alla kostnader har samma chans att dras.", "Each cost has the same chance of being drawn."
)
_ESTIMATES: Final[Mapping[Estimate, Text]] = {
    "ratio": Text(
        "Framskrivning (kvotskattning): delens belopp × summan av fel ÷ summan av det granskade.",
        "Projection (ratio): the part's amount × sum of errors ÷ sum of what was examined.",
    ),
    "mean": Text(
        "Framskrivning (medelvärde per post): delens antal poster × summan av fel ÷ antalet"
        " granskade.",
        "Projection (mean per unit): the part's number of items × sum of errors ÷ number examined.",
    ),
}
_PRECISION: Final = Text(
    "Övre felgräns = mest sannolikt fel + precision; precisionen är z × roten ur summan av"
    " N² × s² ÷ n över delarna, med z tvåsidigt ur normalfördelningen (1,960 vid 95 %). Utan fel i"
    " urvalet kan gränsen inte beräknas; vid få fel eller färre än 30 poster är den osäker. Källa:"
    " Europeiska kommissionen, Guidance on sampling methods for audit authorities"
    " (EGESIF_16-0014-01, 2017). Krav på framskrivning: ISA 530 p. 14.",
    "Upper limit = most likely error + precision; the precision is z × the root of the sum of"
    " N² × s² ÷ n over the parts, with z two-sided of the normal distribution (1.960 at 95 %)."
    " Without errors in the sample there can be no limit; with few errors, or fewer than 30 items,"
    " it is uncertain. Source: European Commission, Guidance on sampling methods for audit"
    " authorities (EGESIF_16-0014-01, 2017). That errors are projected: ISA 530, paragraph 14.",
)


def method_text(plan: Plan) -> tuple[Text, ...]:
    """Say how the sample was drawn and is projected, and by which source."""
    if plan.method == "mus":
        return (_POPULATION, _SEED, *_MUS)
    how = _STRATIFIED if plan.method == "stratified" else _RANDOM
    return (_POPULATION, _SEED, how, _ESTIMATES[plan.estimate], _PRECISION)
