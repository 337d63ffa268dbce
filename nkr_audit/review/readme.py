"""README.txt of a package: for somebody who has never heard of the program that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from nkr_audit.review.contents import Contents
    from nkr_audit.text import Language


def readme(contents: Contents, notes: tuple[Text, ...]) -> bytes:
    """Return the file, Swedish first. ``notes`` are what the reader must know of this package."""
    parts = (_part(contents, notes, language) for language in ("sv", "en"))
    return ("\n\n" + "=" * 78 + "\n\n").join(parts).lstrip().encode()


def _part(contents: Contents, notes: tuple[Text, ...], language: Language) -> str:
    context = contents.opened.context
    settlement = context.grant.settlement
    grant = settlement.grant
    programme = grant.programme
    period = f"{programme.period.start} – {programme.period.end}" if programme else "–"
    figures = Text(
        f"  Utbetalt bidrag  {kronor(settlement.received)} kr\n"
        f"  Kostnader        {kronor(settlement.costs)} kr\n"
        f"  Oanvänt          {kronor(settlement.unused)} kr",
        f"  Grant received   SEK {kronor(settlement.received, 'en')}\n"
        f"  Costs            SEK {kronor(settlement.costs, 'en')}\n"
        f"  Unused           SEK {kronor(settlement.unused, 'en')}",
    ).to(language)
    named = programme.name.to(language) if programme else grant.programme_id
    told = "".join(f"  * {note.to(language)}\n" for note in notes)
    return _BODY.to(language).format(
        region=grant.region or "–", grant=grant.id, programme=named, period=period,
        figures=figures, notes=told or "  –\n",
    )  # fmt: skip


_BODY = Text(
    """\
GRANSKNINGSPAKET: {region}, {grant}
{programme}, {period}

Paketet innehåller allt som behövs för att följa bidraget från talet till fakturan, och för att
räkna om talet utan regionens system. Inget program behöver installeras.

{figures}

SÅ LÄSER DU
  Öppna index.html i en webbläsare. Sidan fungerar utan nätverk. Klicka på ett belopp för att
  komma till verifikationen, och på underlaget för att öppna det.

SÅ KONTROLLERAR DU
  * Att inget är ändrat, i mappen ovanför den här:
        sha256sum -c manifest-sha256.txt
    eller med vilket BagIt-verktyg som helst (RFC 8493), till exempel bagit.py --validate
  * Att inget är ändrat, att behandlingshistoriken är hel och att talet stämmer, i den här mappen:
        python3 verify.py
    Programmet är en enda kort fil som bara behöver Python. Läs den gärna först.
  * Den som har gjort om hela paketet gör om kontrollsummorna med. Jämför därför paketets
    kontrollsumma, som verify.py skriver ut, med den som regionen har lämnat på annan väg.

DET HÄR FINNS
  index.html, sidor/      sidor att bläddra i
  avrakning.json          avräkningen: oanvänt = bidrag − kostnader
  iakttagelser.json       vad reglerna har funnit, med godtagna avvikelser och skälen till dem
  rapporter/              huvudbok, grundbok, blanketten med flera (PDF, Excel, CSV, SIE 4E)
  tabeller/               revisionsdata som CSV; schema.json beskriver kolumnerna
  underlag/               fakturor, avtal, bevis på insatser
  personuppgifter/        lönespecifikationer och anställningsavtal; hantera dem därefter
  bok/                    bokföringen som Beancount (beancount.github.io), läsbar för sig
  behandlingshistorik/    loggen över varje ändring, kedjad med SHA-256, och dess förseglingar
  systemdokumentation.pdf hur systemet är uppbyggt
  verify.py               det fristående kontrollprogrammet

ATT TÄNKA PÅ
{notes}""",
    """\
REVIEW PACKAGE: {region}, {grant}
{programme}, {period}

The package has all that is needed to follow the grant from the figure to the invoice, and to
compute the figure anew without the region's system. No program has to be installed.

{figures}

HOW TO READ IT
  Open index.html in a browser. It needs no network. Click on an amount to come to the voucher,
  and on the document to open it.

HOW TO CHECK IT
  * That nothing is altered, in the folder above this one:
        sha256sum -c manifest-sha256.txt
    or by any BagIt tool (RFC 8493), such as bagit.py --validate
  * That nothing is altered, the processing log is whole and the figure is right, in this folder:
        python3 verify.py
    It is one short file that needs Python only. Do read it first.
  * Whoever makes the whole package anew makes new checksums too. So compare the package's
    checksum, which verify.py prints, with the one that the region has given in another way.

WHAT IS HERE
  index.html, sidor/      pages to browse
  avrakning.json          the settlement: unused = grant − costs
  iakttagelser.json       what the rules have found, with accepted deviations and their reasons
  rapporter/              general ledger, journal, the form and more (PDF, Excel, CSV, SIE 4E)
  tabeller/               audit data as CSV; schema.json describes the columns
  underlag/               invoices, agreements, proof of activities
  personuppgifter/        payslips and contracts of employment; handle them as such
  bok/                    the ledger as Beancount (beancount.github.io), which loads by itself
  behandlingshistorik/    the log of every change, chained by SHA-256, and its seals
  systemdokumentation.pdf how the system is built
  verify.py               the stand-alone verifier

TO NOTE
{notes}""",
)
