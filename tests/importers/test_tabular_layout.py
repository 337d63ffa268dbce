"""Mapping files: strict, and each mistake told with file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from nkr_audit.errors import NkrError
from nkr_importers.tabular.layout import CONSTANTS, FIELDS, load_layout, shipped

LAYOUT = """\
beskrivning = "Exempel"
[kolumner]
nummer = "Nr"
datum = "Datum"
konto = "Konto"
belopp = "Belopp"
"""


def write(folder: Path, text: str) -> str:
    path = folder / "egen.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def refused(folder: Path, text: str) -> str:
    with pytest.raises(NkrError) as caught:
        load_layout(write(folder, text))
    message = caught.value.describe("sv")
    assert message.startswith(str(folder / "egen.toml"))
    return message


@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_shipped_layouts_are_sound(name: str) -> None:
    assert load_layout(name).about


def test_the_shipped_layouts_are_these() -> None:
    assert set(shipped()) == {"raindance", "agresso", "leverantorsreskontra", "region-exempel"}


def test_a_small_layout_is_enough(tmp_path: Path) -> None:
    layout = load_layout(write(tmp_path, LAYOUT))
    assert (layout.name, layout.header_row, layout.first_month) == ("egen", 1, 1)
    assert set(layout.columns) == {"nummer", "datum", "konto", "belopp"}


def test_a_name_that_is_neither_file_nor_shipped(tmp_path: Path) -> None:
    with pytest.raises(NkrError, match="agresso, leverantorsreskontra, raindance"):
        load_layout(str(tmp_path / "none.toml"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("beskrivning", "beskrivnig", "beskrivning saknas"),
        ('nummer = "Nr"\n', "", "kolumner.nummer saknas"),
        ('datum = "Datum"\n', "", "kolumner.datum saknas"),
        ('konto = "Konto"\n', "", "kolumner.konto saknas"),
        ('belopp = "Belopp"\n', "", "kolumner.belopp ska sägas på ett sätt"),
        ('belopp = "Belopp"\n', 'debet = "D"\n', "ska sägas på ett sätt"),
        ("[kolumner]", '[kolumner]\ndebet = "D"\nkredit = "K"', "ska sägas på ett sätt"),
        ("[kolumner]", '[kolumner]\nbelop = "B"', "kolumner.belop är ingen känd nyckel"),
        ("[kolumner]", '[fasta]\nkonto = "5420"\n[kolumner]', "både under [kolumner] och [fasta]"),
        ("[kolumner]", "[kolumner]\nserie = 5", "ska vara en text"),
        (
            "[kolumner]",
            '[dimensioner]\nkst = "X"\n[kolumner]',
            "dimensioner.kst är ingen dimension",
        ),
        ("[kolumner]", '[dimensioner]\nprojekt = "X"\n6 = "Y"\n[kolumner]', "är ingen dimension"),
        ("[kolumner]", '[belopp]\ntusental = "punkt"\n[kolumner]', "kräver att decimal"),
        ("[kolumner]", '[belopp]\nenhet = "tkr"\n[kolumner]', "okänt värde"),
        ("[kolumner]", '[belopp]\ndebet = ["k"]\n[kolumner]', "har samma tecken"),
        ("[kolumner]", '[datum]\nformat = ["YYYY"]\n[kolumner]', "inget datumformat"),
        ("[kolumner]", '[fil]\nteckenkodning = "ebcdic"\n[kolumner]', "okänt värde"),
        ("[kolumner]", 'motkonto = "x"\n[kolumner]', "inget kontonummer"),
        ("[kolumner]", 'rakenskapsar_borjar = "07-02"\n[kolumner]', "månads första dag"),
        ("[kolumner]", 'far_saknas = ["belopp"]\n[kolumner]', "far_saknas nämner belopp"),
        ("[kolumner]", 'far_saknas = ["text"]\n[kolumner]', "far_saknas nämner text"),
        ("[kolumner]", 'serie_i_nummer = true\n[fasta]\nserie="A"\n[kolumner]', "också i numret"),
        ("[kolumner]", "[kolumner", "giltig TOML"),
        ("[kolumner]", "x = " + "[" * 3000 + "]" * 3000 + "\n[kolumner]", "nästlad"),
    ],
)
def test_mistakes_are_told_with_file_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in refused(tmp_path, LAYOUT.replace(old, new))


def test_every_field_can_be_mapped(tmp_path: Path) -> None:
    fields = [one for one in FIELDS if one not in {"debet", "kredit"}]
    text = "\n".join(f'{one} = "{one}"' for one in fields)
    layout = load_layout(write(tmp_path, f'beskrivning = "x"\n[kolumner]\n{text}\n'))
    assert list(layout.columns) == fields


def handbook() -> str:
    path = Path(__file__).parents[2] / "docs" / "handbok" / "mappningsfil.md"
    return path.read_text(encoding="utf-8")


def test_the_handbook_names_every_field_and_every_shipped_layout() -> None:
    text = handbook()
    for name in (*FIELDS, *CONSTANTS, *shipped()):
        assert f"`{name}`" in text


def test_the_example_of_the_handbook_is_sound(tmp_path: Path) -> None:
    example = handbook().split("```toml\n")[1].split("```")[0]
    assert load_layout(write(tmp_path, example)).about.startswith("Region Exempel")
