"""The common questions to a store, as rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from policydiff.model import Outcome
from policydiff.store.tables import damaged
from policydiff.verdicts import check_outcomes


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked for; empty parts ask for everything."""

    themes: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    """By code or by Chinese word."""
    place: str = ""
    """Name or code of a jurisdiction, or the id of a document; for answers of the lower side."""
    unit: str = ""
    """Part of the name of a responsible unit, of either side."""


def answers(connection: sqlite3.Connection, question: Question) -> list[dict[str, object]]:
    """Pairs, missing and added in one list: outcome, verdict, theme, both sides, confidence, reasons.

    Outcomes are asked of the verdict: one for all answers to an upper
    commitment.  Raises InvalidRequest for one that is not known or not counted.
    """
    where, values = _where(
        question, "theme", ("lower_place", "lower_code", "lower_document"), ("upper", "lower")
    )
    if question.outcomes:
        wanted = check_outcomes(question.outcomes)
        where.append(f"verdict IN ({_marks(wanted)})")
        values.extend(outcome.value for outcome in wanted)
    return _rows(
        connection,
        f"SELECT a.* FROM answers a {_clause(where)} ORDER BY upper_document, lower_document, verdict, "
        "(SELECT position FROM commitments WHERE id = coalesce(a.upper, a.lower)), confidence DESC, lower",
        values,
    )


def targets(connection: sqlite3.Connection, question: Question) -> list[dict[str, object]]:
    """Every target with its commitment, theme and place."""
    where, values = _where(question, "c.theme", ("d.place", "d.place_code", "d.id"), ("c.id",))
    return _rows(
        connection,
        "SELECT d.place, d.id AS document, c.theme_name, t.object, t.dimension, t.comparator, t.value, t.value_high, "
        "t.value_date, t.unit, t.phrase, c.deadline, c.lead_units, c.responsible_units, c.id AS commitment, c.text "
        f"FROM targets t JOIN commitments c ON c.id = t.commitment JOIN documents d ON d.id = c.document {_clause(where)} "
        "ORDER BY d.id, c.position, t.position",
        values,
    )


def documents(connection: sqlite3.Connection, question: Question) -> list[dict[str, object]]:
    """Every document with its commitments, and the couples it is the lower side of."""
    where, values = _where(Question(place=question.place), "", ("d.place", "d.place_code", "d.id"), ())
    return _rows(
        connection,
        "SELECT d.id, d.title, d.place, d.place_code, d.level, d.kind, d.completeness, d.issued, d.commitments, "
        "(SELECT count(*) FROM couples c WHERE c.lower_document = d.id AND c.lower_key IS NOT NULL) AS compared, "
        "d.sha256, d.opened_as "
        f"FROM documents d {_clause(where)} ORDER BY d.place_code, d.id",
        values,
    )


def _where(
    question: Question, theme: str, places: tuple[str, ...], commitments: tuple[str, ...]
) -> tuple[list[str], list[object]]:
    where: list[str] = []
    values: list[object] = []
    if question.themes:
        where.append(f"{theme} IN ({_marks(question.themes)})")
        values.extend(question.themes)
    if question.place:
        where.append("(" + " OR ".join(f"{place} = ?" for place in places) + ")")
        values.extend([question.place] * len(places))
    if question.unit and commitments:
        held = "EXISTS (SELECT 1 FROM units WHERE commitment = {} AND instr(unit, ?))"
        where.append("(" + " OR ".join(held.format(commitment) for commitment in commitments) + ")")
        values.extend([question.unit] * len(commitments))
    return where, values


def _clause(where: list[str]) -> str:
    return f"WHERE {' AND '.join(where)}" if where else ""


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _rows(connection: sqlite3.Connection, statement: str, values: list[object]) -> list[dict[str, object]]:
    rows = [dict(row) for row in connection.execute(statement, values)]
    for row in rows:
        for name, value in row.items():
            if isinstance(value, bytes):
                raise damaged(f"{name} 一栏有不是文字的值")
            if name in {"outcome", "verdict"} and value not in set(Outcome):
                raise damaged(f"没有“{str(value)[:20]}”这种结果")
    return rows
