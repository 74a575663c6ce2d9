"""The catalogue: what it holds, what follows from the codes, what it refuses."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from conftest import ROOT
from policydiff.corpus import (
    level_of,
    lineage_of,
    load_catalogue,
    open_document,
    parent_of,
    read_catalogue,
)
from policydiff.corpus.couples import Side, couples, has_to_answer, standing
from policydiff.errors import InvalidCatalogue, UnknownDocument
from policydiff.model import Completeness, Jurisdiction, Kind, Level, Lineage


def test_the_catalogue_holds_the_six_documents_as_received() -> None:
    catalogue = load_catalogue()
    assert set(catalogue.entries) == {
        "naiman-2022", "ordos-2021", "ordos-reply-2023", "otog-supervision-2023", "nmg-digest", "nmg-progress-2022"
    }  # fmt: skip
    for entry in catalogue.entries.values():
        assert hashlib.sha256(entry.path.read_bytes()).hexdigest() == entry.sha256, entry.id
        assert entry.title
        assert entry.source
    assert catalogue.entries["nmg-digest"].completeness is Completeness.DIGEST
    assert catalogue.entries["otog-supervision-2023"].kind is Kind.REPORT


def test_the_corpus_beside_the_project_is_the_same(shared: Path) -> None:
    for entry in load_catalogue().entries.values():
        assert (shared / "corpus" / entry.path.name).read_bytes() == entry.path.read_bytes()


def test_no_regulation_is_committed() -> None:
    assert not [path for path in (ROOT / "corpus").rglob("*") if "regulation" in path.name]


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [("100000", Level.COUNTRY, None), ("150000", Level.REGION, "100000"), ("150500", Level.CITY, "150000"),
     ("150525", Level.BANNER, "150500"), ("370100", Level.CITY, "370000")],
)  # fmt: skip
def test_level_and_parent_follow_from_the_digits(code: str, level: Level, parent: str | None) -> None:
    assert (level_of(code), parent_of(code)) == (level, parent)


@pytest.mark.parametrize(
    ("upper", "lower", "lineage"),
    [
        ("150000", "150600", Lineage.SUBORDINATE),
        ("150000", "150525", Lineage.SUBORDINATE),
        ("150600", "150624", Lineage.SUBORDINATE),
        ("150600", "150525", Lineage.PEER),
        ("150500", "150600", Lineage.PEER),
        ("370000", "150600", Lineage.UNRELATED),
        ("150600", "150000", Lineage.PEER),
    ],
)
def test_lineage_follows_from_the_codes(upper: str, lower: str, lineage: Lineage) -> None:
    catalogue = load_catalogue()
    assert lineage_of(catalogue.jurisdiction(upper), catalogue.jurisdiction(lower)) is lineage


def test_an_unknown_jurisdiction_has_no_lineage() -> None:
    assert lineage_of(None, Jurisdiction("150000", "x", Level.REGION, "100000")) is Lineage.UNRELATED


def test_the_couples_are_promises_of_different_levels() -> None:
    assert [(upper.id, lower.id) for upper, lower in couples(load_catalogue())] == [
        ("nmg-digest", "ordos-2021"), ("nmg-digest", "naiman-2022"), ("ordos-2021", "naiman-2022")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("upper", "lower", "stands", "answers"),
    [
        ("150000 plan full", "150600 plan full", Lineage.SUBORDINATE, True),
        ("150000 regulation excerpt", "150624 plan excerpt", Lineage.SUBORDINATE, True),
        ("150000 digest digest", "150600 plan full", Lineage.SUBORDINATE, True),
        ("150000 plan full", "150600 digest digest", Lineage.SUBORDINATE, False),
        ("150600 plan full", "150525 plan full", Lineage.PEER, False),
        ("150600 plan full", "150500 plan full", Lineage.UNRELATED, False),
        ("150600 plan full", "150000 plan full", Lineage.UNRELATED, False),
        ("150600 plan full", "370102 plan full", Lineage.UNRELATED, False),
        ("150000 report full", "150600 plan full", Lineage.UNRELATED, False),
        ("150000 plan full", "150600 report full", Lineage.UNRELATED, False),
        ("- plan full", "150600 plan full", Lineage.UNRELATED, False),
        ("150000 plan full", "- plan full", Lineage.UNRELATED, False),
    ],
)
def test_one_rule_says_which_documents_are_compared(
    upper: str, lower: str, stands: Lineage, answers: bool
) -> None:
    above, below = side(upper), side(lower)
    assert standing(above, below) is stands
    assert has_to_answer(below, above) is answers


def side(words: str) -> Side:
    code, kind, completeness = words.split()
    place = None if code == "-" else Jurisdiction(code, code, level_of(code), parent_of(code))
    return Side(Kind(kind), Completeness(completeness), place)


def test_a_file_of_the_corpus_is_known_wherever_it_lies(tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_bytes(load_catalogue().entries["naiman-2022"].path.read_bytes())
    assert open_document(str(copy)).id == "naiman-2022"


def test_an_unknown_id_names_the_near_ones() -> None:
    with pytest.raises(UnknownDocument, match="naiman-2022"):
        open_document("naiman-2023")


def test_a_catalogue_tells_all_its_problems_at_once(tmp_path: Path) -> None:
    (tmp_path / "catalog.toml").write_text(
        '[[jurisdiction]]\ncode = "15"\nname = "x"\n[[jurisdiction]]\ncode = "150600"\nname = "y"\nparent = "370000"\n'
        '[[document]]\nid = "a"\nfile = "../../a.txt"\ncode = "999999"\ndate = "yesterday"\n[[document]]\nid = "a"\n',
        encoding="utf-8",
    )
    with pytest.raises(InvalidCatalogue) as caught:
        load_catalogue(tmp_path)
    message = str(caught.value)
    assert "6 处错误" in message
    assert len(message.splitlines()) <= 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[document]]\nid = "a"\ncode = { x = 1 }\ntitle = ["t"]\n', ("a 的 code 应是", "a 的 title 应是")),
        ('[[document]]\nid = 7\n[[document]]\nid = "b"\nsupersedes = [1]\n', ("第 1 个 document", "b 的 supersedes 应是")),
        ('[[jurisdiction]]\ncode = 150000\n[[jurisdiction]]\ncode = []\nname = 1\n', ("第 1 个", "第 2 个 jurisdiction 的 name")),
        ('[[document]]\nid = "a"\nfile = "a\\u0000.txt"\n', ("［document.1.file］的文字里有控制字符",)),
        ("document = 1\njurisdiction = [1]\n", ("应写成 [[document]]", "应写成 [[jurisdiction]]")),
        (f"a = {'[' * 3000}", ("太深",)),
        (f"a = {'7' * 5000}", ("位数太多",)),
        (f"{'.'.join('k' * 3000)} = 1", ("第 1 行的键太长",)),
    ],
)  # fmt: skip
def test_a_hostile_catalogue_is_refused_with_place_and_cure(
    text: str, told: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "catalog.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidCatalogue) as caught:
        load_catalogue(tmp_path)
    assert all(words in str(caught.value) for words in told), caught.value
    assert caught.value.hint


def test_what_goes_round_is_said_and_thousands_of_versions_are_followed(tmp_path: Path) -> None:
    rows = [f'[[document]]\nid = "v{n}"\nsupersedes = ["v{n - 1}"]\n' for n in range(1, 3000)]
    (tmp_path / "catalog.toml").write_text('[[document]]\nid = "v0"\n' + "".join(rows), encoding="utf-8")
    catalogue = load_catalogue(tmp_path)
    newest = catalogue.successor("v0")
    assert newest is not None
    assert newest.id == "v2999"
    assert catalogue.current() == (newest,)
    (tmp_path / "catalog.toml").write_text('[[document]]\nid = "a"\nsupersedes = "a"\n', encoding="utf-8")
    catalogue, problems = read_catalogue(tmp_path)
    assert problems == ("a 绕了一圈取代了自己",)
    assert catalogue.successor("a") is None


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1.推行一网通办。", encoding="utf-8")
    (tmp_path / "catalog.toml").write_text(
        '[[document]]\nid = "a"\nfile = "a.txt"\nkind = "plan"\nsha256 = "00"\n', encoding="utf-8"
    )
    document = open_document("a", catalogue=load_catalogue(tmp_path))
    assert "changed-source" in [notice.code for notice in document.notices]
