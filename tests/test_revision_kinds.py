"""Every kind of change between two versions, each as a small text with what must be said of it."""

from __future__ import annotations

from hashlib import sha256

import pytest

from conftest import CASES
from policydiff.commitments.parse import parse
from policydiff.model import ChangeKind, Document, Relation, Revision, SourceText
from policydiff.revision import revise

NUMERALS = "一二三四五六七八九十"
PARTS = ("旧", "新", "得")


def read_kinds() -> dict[str, dict[str, list[str]]]:
    """The cases by name, each with its three parts line by line."""
    text = (CASES / "revision-kinds.md").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = {}
    for case in text.split("\n## ")[1:]:
        name, *lines = case.strip().split("\n")
        parts: dict[str, list[str]] = {part: [] for part in PARTS}
        at = ""
        for line in filter(None, lines):
            if line in PARTS:
                at = line
            else:
                parts[at].append(line)
        found[name] = parts
    return found


KINDS = read_kinds()


def version(lines: list[str]) -> Document:
    """A document with a line for each article, numbered in their order."""
    number = 0
    blocks = ["某市夜市规定"]
    for line in lines:
        if line.startswith("#"):
            blocks.append(line.removeprefix("# "))
        else:
            blocks.append(f"第{NUMERALS[number]}条　" + line.replace("/", "\n\n"))
            number += 1
    text = "\n\n".join(blocks)
    return parse(SourceText("t", "txt", text, sha256=sha256(text.encode()).hexdigest()), id="t")


def said(revision: Revision) -> set[tuple[str, str, str, str]]:
    """What a revision says: old places, new places, kind, relation."""
    return {
        (
            ",".join(str(NUMERALS.index(a.label[1]) + 1) for a in change.olds) or "—",
            ",".join(str(NUMERALS.index(a.label[1]) + 1) for a in change.news) or "—",
            change.kind.value,
            change.relation.value if change.relation else "",
        )
        for change in revision.changes
    }


def wanted(lines: list[str]) -> list[tuple[str, str, str, str]]:
    """The same of the lines of a case."""
    found = []
    for line in lines:
        ends, _, kind = line.partition("：")
        old, _, new = ends.partition(" → ")
        name, _, relation = kind.partition(" ")
        found.append((old, new, name, relation))
    return found


def test_there_are_thirty_kinds_and_more() -> None:
    assert len(KINDS) >= 30


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_of_change_is_called_what_it_is(name: str) -> None:
    case = KINDS[name]
    found = said(revise(version(case["旧"]), version(case["新"])))
    covered: set[tuple[str, str]] = set()
    for old, new, kind, relation in wanted(case["得"]):
        if kind != "*":
            assert (old, new, kind, relation) in found
            covered |= {(one, other) for one in old.split(",") for other in new.split(",")}
            continue
        # any word for it will do, but these articles belong together
        assert any(
            old in said_old.split(",") and new in said_new.split(",") for said_old, said_new, _, _ in found
        )
        covered.add((old, new))
    pairs = {(one, other) for old, new, _, _ in found for one in old.split(",") for other in new.split(",")}
    assert pairs == covered


@pytest.mark.parametrize("name", KINDS)
def test_a_version_beside_itself_is_unchanged(name: str) -> None:
    for part in ("旧", "新"):
        text = version(KINDS[name][part])
        assert {change.kind for change in revise(text, text).changes} == {ChangeKind.UNCHANGED}


OPPOSITE = {
    "added": "deleted",
    "deleted": "added",
    "split": "merged",
    "merged": "split",
    "tightened": "loosened",
    "loosened": "tightened",
    "tightens": "loosens",
    "loosens": "tightens",
}


@pytest.mark.parametrize("name", KINDS)
def test_exchanged_versions_exchange_what_is_said(name: str) -> None:
    old, new = version(KINDS[name]["旧"]), version(KINDS[name]["新"])
    there, back = said(revise(old, new)), said(revise(new, old))
    turned = {
        (second, first, OPPOSITE.get(kind, kind), OPPOSITE.get(relation, relation))
        for first, second, kind, relation in back
    }
    assert turned == there


def test_a_direction_is_said_with_words_of_both_versions() -> None:
    for case in KINDS.values():
        for change in revise(version(case["旧"]), version(case["新"])).changes:
            for finding in change.findings:
                if finding.relation in {Relation.TIGHTENS, Relation.LOOSENS}:
                    assert finding.upper_evidence
                    assert finding.lower_evidence
