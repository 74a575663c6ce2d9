"""The worked example of another policy field: its folder is in order and gives what its page says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from policydiff import lexicon
from policydiff.corpus import load_catalogue, open_document
from policydiff.levels.gathering import chain_among, matrix_among
from policydiff.model import Outcome

EXAMPLE = ROOT / "docs" / "examples" / "air-quality"


def lists(name: str) -> dict[str, Any]:
    return tomllib.loads((EXAMPLE / "lexicon" / f"{name}.toml").read_text(encoding="utf-8"))


def test_every_invented_document_says_that_it_is_invented() -> None:
    entries = load_catalogue(EXAMPLE).entries
    assert len(entries) == 4
    for entry in entries.values():
        assert "虚构" in entry.title
        assert "虚构" in entry.path.read_text(encoding="utf-8").splitlines()[0]


def test_the_matrix_of_the_example_is_what_the_page_says() -> None:
    matrix = matrix_among(
        [], under="990000", level=None, corpus=EXAMPLE, themes=(), progress=lambda message: None
    )
    city = matrix.places[0]
    assert (city.name, city.answered, city.counts[Outcome.TIGHTENS], len(matrix.rows)) == (
        "示例市",
        11,
        8,
        11,
    )
    assert [place.name for _, place in matrix.apart()] == ["样本县"]
    # 36 μg/m³ and 60 % are weaker than the province's 35 and 80
    assert matrix.places[2].counts[Outcome.LOOSENS] == 2


def test_the_chain_of_the_example_has_an_index_above_one() -> None:
    chain = chain_among(["air-county"], corpus=EXAMPLE, themes=(), progress=lambda message: None)
    assert [station.name for station in chain.stations] == ["示例省", "示例市", "示例县"]
    assert chain.total.index is not None
    assert chain.total.index > 1


def test_the_lists_of_the_example_are_written_as_the_built_in_ones() -> None:
    known = {"id", "zh", "en", "heading", "strong", "words", "near"}
    found = lists("themes")["theme"]
    ids = {theme["id"] for theme in found}
    assert "general" in ids
    for theme in found:
        assert set(theme) == known, theme["id"]
        assert set(theme["near"]) <= ids
    concepts = {theme: entries for theme, entries in lists("concepts").items() if theme != "replace"}
    assert set(concepts) <= ids | {"cross"}
    names = [id_ for entries in concepts.values() for id_ in entries]
    assert len(names) == len(set(names)) == 14
    for entries in concepts.values():
        for entry in entries.values():
            assert {"zh", "en", "any"} <= set(entry) <= {"zh", "en", "any", "not", "kin"}
            assert set(entry.get("kin", ())) <= set(names)


def test_with_its_lists_every_commitment_of_the_example_has_a_theme_of_the_field() -> None:
    variable = getattr(lexicon, "VARIABLE", None)
    if variable is None:
        pytest.skip("this version reads no lists of the user's own")
    result = subprocess.run(
        [sys.executable, "-m", "policydiff", "parse", str(EXAMPLE / "province.txt"), "--format", "json"],
        env={**os.environ, variable: str(EXAMPLE / "lexicon")}, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    themes = [commitment["theme"] for commitment in json.loads(result.stdout)["commitments"]]
    assert len(themes) == 11
    assert "general" not in themes


def test_with_its_units_the_example_compares_one_figure_more() -> None:
    words = ["matrix", "--under", "990000", "--corpus", str(EXAMPLE), "-f", "json", "-o", "-"]
    result = subprocess.run(
        [sys.executable, "-m", "policydiff", *words, "--lexicon", str(EXAMPLE / "lexicon")],
        capture_output=True, encoding="utf-8", check=True, timeout=60,
    )  # fmt: skip
    city = json.loads(result.stdout)["places"][0]
    assert (city["answered"], city["counts"]["tightens"]) == (11, 9)


@pytest.mark.parametrize(
    ("code", "region"), [("429004", "420000"), ("310101", "310000"), ("150671", "150000")]
)
def test_places_outside_the_usual_tree_are_found_below_their_region(
    tmp_path: Path, code: str, region: str
) -> None:
    (tmp_path / "a.txt").write_text("甲方案\n1.企业开办时间压缩至3个工作日以内。\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("乙方案\n1.企业开办时间压缩至2个工作日以内。\n", encoding="utf-8")
    (tmp_path / "catalog.toml").write_text(
        "".join(
            f'[[jurisdiction]]\ncode = "{own}"\nname = "{name}"\n[[document]]\nid = "{name}"\nfile = "{name}.txt"\ncode = "{own}"\n'
            for name, own in (("a", region), ("b", code))
        ),
        encoding="utf-8",
    )
    chain = chain_among(["b"], corpus=tmp_path, themes=(), progress=lambda message: None)
    assert [station.name for station in chain.stations] == ["a", "b"]
    assert open_document("b", catalogue=load_catalogue(tmp_path)).jurisdiction is not None
