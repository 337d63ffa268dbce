"""Reading a programme file: what is right is read exactly, and every mistake is named."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from nkr_audit.errors import NkrError
from nkr_audit.programme_file import SHIPPED, TERMS, load_programmes, read_programme

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "programfil.md"

SOURCE = 'sources = [{ source = "b.pdf", quote = "Ord." }]'
SMALL = f"""\
id = "prov-2027"
payer = "Myndigheten"
name = {{ sv = "Prov", en = "Trial" }}

[documents]
"b.pdf" = {{ sv = "Beslut", en = "Decision" }}

[period]
from = 2027-01-01
to = 2027-12-31
{SOURCE}

[[amounts]]
name = "ram"
label = {{ sv = "Ram", en = "Frame" }}
kronor = 100.50
vat = "exkl"
{SOURCE}

[[amounts.parts]]
name = "del-1"
label = {{ sv = "Del 1", en = "Part 1" }}
kronor = 60.25
{SOURCE}

[[amounts.parts]]
name = "del-2"
label = {{ sv = "Del 2", en = "Part 2" }}
kronor = 40.25
{SOURCE}

[allocation]
frame = 100
per_register = 33
registers = 3
undistributed = 1
{SOURCE}

[requisition]
opens = 2027-02-01
closes = 2027-02-28
lapses = true
{SOURCE}

[repayment]
payee = "Myndigheten"
floor = 500
deadline = 2028-02-29
{SOURCE}

[external-income]
price = "affarsmassigt"
elements = ["lon", "overhead"]
{SOURCE}

[[reports]]
name = "rapport"
label = {{ sv = "Rapport", en = "Report" }}
to = "Myndigheten"
due = 2028-03-01
{SOURCE}

[purposes.stat.utbildning]
{SOURCE}

[categories.lokaler]
severity = "error"
{SOURCE}

[[forms.rapport]]
section = "1. Pengar"
fields = ["Bidrag", "Kostnader"]
{SOURCE}

[terms.unused]
{SOURCE}

[terms.egen-samrad]
{SOURCE}

[severities]
EL101 = "warning"
"""


def write(folder: Path, text: str, name: str = "prov.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def mistake(file: Path) -> NkrError:
    with pytest.raises(NkrError) as caught:
        read_programme(file)
    return caught.value


def test_a_small_programme_is_read_exactly(tmp_path: Path) -> None:
    programme = read_programme(write(tmp_path, SMALL))
    assert programme.id == "prov-2027"
    assert programme.name == ("Prov", "Trial")
    assert str(programme.period) == "2027-01-01/2027-12-31"
    assert programme.regions == ()
    (frame,) = programme.amounts
    assert (frame.kronor, frame.vat, frame.money) == (Decimal("100.50"), "exkl", None)
    assert [part.kronor for part in frame.parts] == [Decimal("60.25"), Decimal("40.25")]
    assert programme.allocation is not None
    assert programme.allocation.undistributed == 1
    assert programme.requisition is not None
    assert programme.requisition.lapses
    assert programme.repayment.floor == 500
    assert programme.repayment.deadline == date(2028, 2, 29)
    assert programme.external_income is not None
    assert programme.external_income.price == "affarsmassigt"
    assert programme.external_income.elements == ("lon", "overhead")
    assert programme.purposes["stat"]["utbildning"].severity is None
    assert programme.categories["lokaler"].severity == "error"
    assert [(f.section, f.label) for f in programme.form_fields] == [
        ("1. Pengar", "Bidrag"),
        ("1. Pengar", "Kostnader"),
    ]
    assert programme.severities == {"EL101": "warning"}
    assert programme.terms["unused"].sources[0].quote == "Ord."
    assert programme.documents["b.pdf"].sv == "Beslut"


def test_only_what_every_grant_has_is_demanded(tmp_path: Path) -> None:
    optional = (
        "amounts", "allocation", "requisition", "external-income", "reports", "forms", "terms",
        "severities",
    )  # fmt: skip
    blocks = re.split(r"\n(?=\[)", SMALL)
    least = "\n".join(b for b in blocks if not re.match(rf"\[+({'|'.join(optional)})\b", b))
    programme = read_programme(write(tmp_path, least))
    assert programme.requisition is None
    assert programme.allocation is None
    assert programme.external_income is None
    lists = [programme.amounts, programme.reports, programme.form_fields]
    assert lists == [(), (), ()]
    assert [programme.terms, programme.severities] == [{}, {}]


def test_amounts_are_decimals_with_two_places(tmp_path: Path) -> None:
    programme = read_programme(write(tmp_path, SMALL))
    sums = [a.kronor for a in programme.all_amounts()]
    assert [str(value) for value in sums] == ["100.50", "60.25", "40.25"]
    assert programme.allocation is not None
    assert str(programme.allocation.frame) == "100.00"


AMOUNTS_TWICE = f"""
[[amounts]]
name = "del-2"
label = {{ sv = "x", en = "x" }}
kronor = 1
{SOURCE}
"""

DOCUMENTS = '[documents]\n"b.pdf" = { sv = "Beslut", en = "Decision" }\n'
UNUSED = f"[terms.unused]\n{SOURCE}"

MISTAKES = {
    # what is replaced, by what, the key path named
    "unknown key at the top": ("payer =", 'betalare = "x"\npayer =', "betalare"),
    "unknown key in a part": (
        'name = "del-2"',
        'name = "del-2"\nnamn = "x"',
        "amounts[1].parts[2].namn",
    ),
    "unknown key in a source": (
        'quote = "Ord."',
        'quote = "Ord.", sida = 1',
        "period.sources[1].sida",
    ),
    "missing id": ('id = "prov-2027"\n', "", "id"),
    "missing payer": ('payer = "Myndigheten"\n', "", "payer"),
    "missing English": (', en = "Trial"', "", "name.en"),
    "missing period": ("to = 2027-12-31\n", "", "period.to"),
    "missing payee": ('payee = "Myndigheten"\n', "", "repayment.payee"),
    "price of another kind": ('"affarsmassigt"', '"marknad"', "external-income.price"),
    "element not a name": ('"overhead"]', '"Over head"]', "external-income.elements"),
    "missing lapses": ("lapses = true\n", "", "requisition.lapses"),
    "missing purposes": (f"[purposes.stat.utbildning]\n{SOURCE}\n", "", "purposes"),
    "missing documents": (DOCUMENTS, "", "documents"),
    "empty purposes": (f"[purposes.stat.utbildning]\n{SOURCE}\n", "[purposes]\n", "purposes.stat"),
    "unknown money of purposes": ("[purposes.stat.", "[purposes.kommun.", "purposes.stat"),
    "misspelt key": ("payee =", "paye =", "repayment.payee"),
    "text as a number": ('payer = "Myndigheten"', "payer = 7", "payer"),
    "blank text": ('payer = "Myndigheten"', 'payer = " "', "payer"),
    "name as one text": ('name = { sv = "Prov", en = "Trial" }', 'name = "Prov"', "name"),
    "date as text": ("from = 2027-01-01", 'from = "2027-01-01"', "period.from"),
    "date with a time": ("from = 2027-01-01", "from = 2027-01-01T00:00:00", "period.from"),
    "flag as text": ("lapses = true", 'lapses = "ja"', "requisition.lapses"),
    "amount as text": ("kronor = 60.25", 'kronor = "60.25"', "amounts[1].parts[1].kronor"),
    "amount as true": ("kronor = 60.25", "kronor = true", "amounts[1].parts[1].kronor"),
    "amount below the öre": ("kronor = 60.25", "kronor = 60.251", "amounts[1].parts[1].kronor"),
    "negative amount": ("floor = 500", "floor = -500", "repayment.floor"),
    "amount not a number": ("floor = 500", "floor = nan", "repayment.floor"),
    "amount without end": ("floor = 500", "floor = inf", "repayment.floor"),
    "amount absurdly large": ("floor = 500", "floor = 1e40", "repayment.floor"),
    "registers none": ("registers = 3", "registers = 0", "allocation.registers"),
    "registers with decimals": ("registers = 3", "registers = 3.5", "allocation.registers"),
    "registers as true": ("registers = 3", "registers = true", "allocation.registers"),
    "period reversed": ("to = 2027-12-31", "to = 2026-12-31", "period.to"),
    "window reversed": ("closes = 2027-02-28", "closes = 2027-01-31", "requisition.closes"),
    "repaid before the end": (
        "deadline = 2028-02-29",
        "deadline = 2027-06-30",
        "repayment.deadline",
    ),
    "report before the start": ("due = 2028-03-01", "due = 2026-03-01", "reports[1].due"),
    "parts that do not add up": ("kronor = 100.50", "kronor = 100.51", "amounts[1].kronor"),
    "frame not shared out": ("undistributed = 1", "undistributed = 2", "allocation.frame"),
    "no sources": (UNUSED, "[terms.unused]", "terms.unused.sources"),
    "empty sources": (UNUSED, "[terms.unused]\nsources = []", "terms.unused.sources"),
    "sources not tables": (UNUSED, '[terms.unused]\nsources = ["x"]', "terms.unused.sources[1]"),
    "blank quotation": (UNUSED, UNUSED.replace("Ord.", ""), "terms.unused.sources[1].quote"),
    "source not declared": (UNUSED, UNUSED.replace("b.pdf", "c.pdf"), "documents"),
    "half an interpretation": (
        UNUSED,
        UNUSED + '\ninterpretation = { sv = "x" }',
        "terms.unused.interpretation.en",
    ),
    "unknown term": ("[terms.unused]", "[terms.ounused]", "terms.ounused"),
    "term not a table": (UNUSED, "[terms]\nunused = 1", "terms.unused"),
    "purpose in capitals": (
        "[purposes.stat.utbildning]",
        "[purposes.stat.Utbildning]",
        "purposes.stat.Utbildning",
    ),
    "category with a space": (
        "[categories.lokaler]",
        '[categories."egna lokaler"]',
        'categories."egna lokaler"',
    ),
    "id with a space": ('id = "prov-2027"', 'id = "prov 2027"', "id"),
    "form in Swedish letters": (
        "[[forms.rapport]]",
        '[[forms."återrapport"]]',
        'forms."återrapport"',
    ),
    "unknown severity": ('severity = "error"', 'severity = "fel"', "categories.lokaler.severity"),
    "unknown severity of a rule": ('EL101 = "warning"', 'EL101 = "off"', "severities.EL101"),
    "not a rule code": ('EL101 = "warning"', 'el101 = "warning"', "severities.el101"),
    "unknown vat": ('vat = "exkl"', 'vat = "utan"', "amounts[1].vat"),
    "unknown money": ('vat = "exkl"', 'money = "kommun"', "amounts[1].money"),
    "amounts not a list": ("[[amounts]]", "[amounts]", "amounts"),
    "no fields in a form": (
        'fields = ["Bidrag", "Kostnader"]',
        "fields = []",
        "forms.rapport[1].fields",
    ),
    "field not a text": ('"Kostnader"]', "2]", "forms.rapport[1].fields[2]"),
    "two amounts with one name": ("\n[allocation]", AMOUNTS_TWICE + "\n[allocation]", "amounts"),
    "regions without names": ("[repayment]", f"[regions]\n{SOURCE}\n[repayment]", "regions.names"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_names_the_file_and_the_key_and_how_to_mend_it(case: str, tmp_path: Path) -> None:
    before, after, key = MISTAKES[case]
    assert before in SMALL
    file = write(tmp_path, SMALL.replace(before, after, 1))
    error = mistake(file)
    assert error.place is not None
    assert error.place.file == str(file)
    for language in (error.what.sv, error.what.en):
        assert language.startswith(f"{key} "), language
    assert error.what.sv != error.what.en
    assert error.remedy.sv
    assert error.remedy.en
    assert error.describe("sv").startswith(f"{file}: {key} ")


def test_the_sums_are_told_when_parts_do_not_add_up(tmp_path: Path) -> None:
    error = mistake(write(tmp_path, SMALL.replace("kronor = 100.50", "kronor = 1100.50")))
    assert "1\xa0100,50" in error.what.sv
    assert "100,50" in error.what.sv
    assert "1,100.50" in error.what.en


def test_a_near_miss_is_suggested(tmp_path: Path) -> None:
    error = mistake(write(tmp_path, SMALL.replace("payee =", "paye =")))
    assert "paye" in error.remedy.sv


def test_an_unknown_key_tells_which_are_known(tmp_path: Path) -> None:
    error = mistake(write(tmp_path, SMALL.replace("floor =", "golv =")))
    assert error.what.sv.startswith("repayment.golv ")
    assert "payee, floor, deadline, sources, interpretation" in error.remedy.sv


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    file = write(tmp_path, SMALL.replace('payer = "Myndigheten"', "payer = Myndigheten"))
    error = mistake(file)
    assert error.describe("sv").startswith(f"{file}:2: Filen är inte giltig TOML")


def test_a_key_written_twice_names_the_line(tmp_path: Path) -> None:
    file = write(tmp_path, 'payer = "a"\npayer = "b"\n')
    assert f"{file}:2: " in mistake(file).describe("en")


def test_broken_toml_at_the_end_names_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, 'payer = "a')
    assert mistake(file).describe("sv").startswith(f"{file}: ")


def test_bad_utf8_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "prov.toml"
    file.write_bytes('# rad 1\npayer = "Västra"\n'.encode("latin-1"))
    error = mistake(file)
    assert error.describe("sv").startswith(f"{file}:2: Filen är inte i UTF-8")


def test_windows_byte_order_mark_and_line_ends_are_read(tmp_path: Path) -> None:
    file = tmp_path / "prov.toml"
    file.write_bytes(SMALL.replace("\n", "\r\n").encode("utf-8-sig"))
    assert read_programme(file).id == "prov-2027"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    error = mistake(tmp_path / "borta.toml")
    assert "borta.toml: Filen kan inte läsas." in error.describe("sv")


# --- a region's own programmes ------------------------------------------------------------------


def test_own_programmes_are_added_to_the_shipped_ones(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    (tmp_path / "anteckningar.txt").write_text("inte ett program", encoding="utf-8")
    assert sorted(load_programmes(tmp_path)) == ["prov-2027", "skr-2021", "skr-2022", "sos-2026"]
    assert "prov-2027" not in load_programmes()


def test_the_same_id_twice_names_both_files(tmp_path: Path) -> None:
    file = write(tmp_path, SMALL.replace("prov-2027", "sos-2026"))
    with pytest.raises(NkrError) as caught:
        load_programmes(tmp_path)
    for text in caught.value.what:
        assert "sos-2026" in text
        assert str(file) in text
        assert str(SHIPPED / "sos_2026.toml") in text


def test_the_same_id_twice_among_ones_own(tmp_path: Path) -> None:
    files = [write(tmp_path, SMALL, name) for name in ("a.toml", "b.toml")]
    with pytest.raises(NkrError) as caught:
        load_programmes(tmp_path)
    assert all(str(file) in caught.value.what.sv for file in files)


@pytest.mark.parametrize("folder", ["tom", "borta"])
def test_a_folder_without_programmes_is_an_error(tmp_path: Path, folder: str) -> None:
    (tmp_path / "tom").mkdir()
    with pytest.raises(NkrError) as caught:
        load_programmes(tmp_path / folder)
    assert str(tmp_path / folder) in caught.value.describe("sv")


# --- the guide ----------------------------------------------------------------------------------


def test_the_guides_example_is_a_programme(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    write(tmp_path, example)
    own = load_programmes(tmp_path)["suicidprevention-2027"]
    assert own.repayment.deadline == date(2028, 3, 31)
    assert own.amounts[0].kronor == Decimal(2_400_000)
    assert set(own.purposes["stat"]) == {"utbildning", "samordning"}
    assert own.categories["lokaler"].severity == "error"


def test_the_guide_lists_every_term_once() -> None:
    text = GUIDE.read_text(encoding="utf-8").partition("### Namngivna villkor")[2]
    listed = re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE)
    assert sorted(listed) == sorted(TERMS)
