"""What a clause says and what a sentence does: every row of ``cases/clauses.md`` and ``cases/roles.md``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conftest import passage, rows, table
from policydiff.commitments.clauses import read_clauses, read_lead
from policydiff.commitments.parse import parse
from policydiff.commitments.roles import role_of
from policydiff.model import Clause, Kind, SourceText


def shown(clause: Clause) -> list[str]:
    """The word that governs it, its force, object, conditions and exceptions."""
    parts = (
        clause.governing[1].text if clause.governing else "",
        clause.force.value,
        clause.object.text if clause.object else "",
        "、".join(part.text for part in clause.conditions),
        "、".join(part.text for part in clause.exceptions),
    )
    return [part or "—" for part in parts]


def clauses_of(text: str) -> Iterator[Clause]:
    """The clauses of ``text``; what stands before ＞ leads to it."""
    lead, _, item = text.rpartition("＞")
    found = read_clauses(passage(item), (), read_lead(passage(lead)) if lead else ())
    return (clause for clause in found if not clause.lead)


def test_a_clause_says_how_strictly_what_and_when() -> None:
    cases = rows("clauses.md", 6)
    assert len(cases) >= 60
    with table() as checked:
        for text, *expected in cases:
            with checked.row(text):
                (clause,) = clauses_of(text)
                assert shown(clause) == expected


def test_every_part_of_a_clause_stands_where_it_says() -> None:
    for text, *_ in rows("clauses.md", 6):
        for clause in clauses_of(text):
            named = (clause.who, clause.verb, clause.object, *clause.conditions, *clause.exceptions)
            for part in (*named, *clause.extent, *clause.words):
                if part is not None:
                    assert clause.text[part.start : part.end] == part.text


def test_an_exception_before_its_clause_belongs_to_that_clause_and_one_behind_to_the_one_before() -> None:
    def excepted(text: str) -> list[tuple[str, list[str]]]:
        return [(clause.text, [part.text for part in clause.exceptions]) for clause in clauses_of(text)]

    assert excepted("精简报装材料，除涉密项目外，公开审批结果") == [
        ("精简报装材料", []),
        ("除涉密项目外，公开审批结果", ["除涉密项目外"]),
    ]
    assert excepted("公开审批结果，除涉密项目外；精简报装材料") == [
        ("公开审批结果，除涉密项目外", ["除涉密项目外"]),
        ("精简报装材料", []),
    ]


def test_a_sentence_has_the_role_that_its_headings_and_words_give_it() -> None:
    cases = rows("roles.md", 3)
    assert len(cases) >= 60
    assert {role for _, _, role in cases} == {
        "measure", "figure", "aim", "organisation", "schedule", "background"
    }  # fmt: skip
    with table() as checked:
        for trail, text, role in cases:
            with checked.row(f"{trail} | {text}"):
                law = trail.startswith("法规：")
                headings = [] if trail == "—" else trail.removeprefix("法规：").split(" › ")
                found = parse(SourceText("t", "txt", f"1.{text}。\n2.推行水表远传抄收。"), id="t").commitments
                targets = [target for one in found if one.text in text for target in one.targets]
                said = role_of(
                    text, headings, targets, tuple(clauses_of(text)), Kind.REGULATION if law else Kind.PLAN
                )
                assert said.value == role


@pytest.mark.parametrize(
    ("sentence", "title", "role"),
    [
        ("截至2027年底，建成家庭床位5000张", "某市2026年养老工作方案", "figure"),
        ("截至2026年末，建成家庭床位5000张", "某市2026年养老工作方案", "figure"),
        ("截至2026年3月，建成家庭床位5000张", "某市2026年养老工作方案", "background"),
        ("截至2025年底，建成家庭床位5000张", "某市2026年养老工作方案", "background"),
        ("截至2027年底，已签约建成家庭床位5000张", "某市2026年养老工作方案", "background"),
        ("截至2027年底，建成家庭床位5000张", "某市养老工作方案", "background"),
    ],
)
def test_by_when_is_a_promise_and_since_when_is_none(sentence: str, title: str, role: str) -> None:
    text = f"{title}\n一、重点任务\n1.{sentence}。\n2.推行水表远传抄收。\n"
    found = parse(SourceText("t", "txt", text), id="t").commitments
    assert {one.role.value for one in found if one.text != "推行水表远传抄收"} == {role}
