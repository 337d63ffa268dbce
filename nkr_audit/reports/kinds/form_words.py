"""What the fields of the forms are called. On a form its own words go before the Swedish here."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHIEF = Text("Ekonomichefens", "The finance chief's")

FIELDS: Final[Mapping[str, Text]] = MappingProxyType({
    "mottagare": Text("Bidragsmottagare", "Recipient of the grant"),
    "organisationsnummer": Text("Organisationsnummer", "Organisation number"),
    "kontaktperson": Text("Kontaktperson", "Contact person"),
    "postadress": Text("Postadress", "Postal address"),
    "telefon": Text("Telefon inkl. riktnummer", "Telephone with area code"),
    "fax": Text("Faxnummer", "Fax number"),
    "e-post": Text("E-postadress", "E-mail address"),
    "ombud": Text("Ombud", "Representative in the e-service"),
    "dnr-overenskommelse": Text(
        "Diarienumret för överenskommelsen", "The government's diarienummer of the agreement"
    ),
    "dnr-regeringsbeslut": Text(
        "Diarienumret för regeringsbeslutet om utbetalning",
        "The government's diarienummer of the decision on payment",
    ),
    "benamning": Text("Överenskommelsens benämning", "Name of the agreement"),
    "period": Text("Period", "Period"),
    "rekvirerat": Text("Belopp som rekvireras", "Amount requisitioned"),
    "bankgiro-plusgiro": Text("Bankgiro/plusgiro", "Bankgiro/plusgiro"),
    "betalningsreferens": Text("Önskad betalningsreferens", "Payment reference wanted"),
    "beviljat": Text("Summa bidrag enligt överenskommelsen", "Grant under the agreement"),
    "utbetalt": Text("Summa utbetalt bidrag", "Grant paid out"),
    "erhallet": Text("Bidrag som erhållits", "Grant received"),
    "kostnader": Text("Kostnader", "Costs (larger items specified)"),
    "summa-kostnader": Text("Summa kostnader", "Total costs"),
    "ej-forbrukat": Text("Medel som inte har förbrukats", "Money not used (grant − costs)"),
    "alternativ-1": Text("Alternativ 1", "Alternative 1: the report under point 3 is correct"),
    "alternativ-2": Text("Alternativ 2", "Alternative 2: the report under point 3 is not correct"),
    "ekonomichef-namn": Text(f"{_CHIEF.sv} namn", f"{_CHIEF.en} name"),
    "ekonomichef-befattning": Text(f"{_CHIEF.sv} befattning", f"{_CHIEF.en} position"),
    "ekonomichef-telefon": Text(f"{_CHIEF.sv} telefon", f"{_CHIEF.en} telephone"),
    "ekonomichef-e-post": Text(f"{_CHIEF.sv} e-postadress", f"{_CHIEF.en} e-mail address"),
    "forsakran": Text(
        "Uppgifterna är riktiga", "The recipient certifies that the details given are correct."
    ),
    "forsakran-anvandning": Text(
        "Uppgifterna är riktiga, och bidraget används enligt överenskommelsen",
        "The recipient certifies that the details given are correct, and that the grant will be "
        "used according to the agreement.",
    ),
    "datum": Text("Datum", "Date"),
    "underskrift": Text("Underskrift", "Signature"),
    "namnfortydligande": Text("Den behöriga företrädarens namn", "The signatory's name in print"),
    "register-andel": Text(
        "Registrens del av bidraget", "What the registers have had, directly or indirectly"
    ),
    "register-anvandning": Text(
        "Registrens användning", "What the registers have used the grant for"
    ),
    "anvant": Text("Använt bidrag", "How much of the grant the region has used"),
    "region-anvandning": Text(
        "Regionens användning", "What the region has used the grant for"
    ),
    "framjande": Text(
        "Hur insatserna främjar syftet", "How the activities further the purpose of the grant"
    ),
    "verksamhet": Text("Redogörelsen för verksamheten", "The account of the activity"),
})  # fmt: skip

# The blocks of the forms in English, by any one of their fields.
SECTIONS: Final[Mapping[str, str]] = MappingProxyType({
    "postadress": "Contact details",
    "benamning": "The grant applied for",
    "betalningsreferens": "Payment details",
    "summa-kostnader": "Account of the activity",
    "alternativ-1": "The finance chief's review of the economic report",
    "underskrift": "Original signature of an authorised signatory",
    "rekvirerat": "Requisition",
    "bankgiro-plusgiro": "Requisition",
    "ombud": "Representative",
})  # fmt: skip
