"""What a store of many places adds up to: one place with those above and below it, and the whole."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from policydiff.levels.amplification import Amplification, Step, amplification
from policydiff.model import Dimension, Level, Outcome, Relation
from policydiff.store.tables import sound

MOST = 20
"""How many of the promises most often missing, and most often loosened, are named."""
SHOWN = (Outcome.LOOSENS, Outcome.MIXED, Outcome.MISSING, Outcome.TIGHTENS, Outcome.INCOMPARABLE)
"""Of these a place's page has the texts; the others are counted."""

Counts = dict[Outcome, int]


def answered(counts: Counts) -> int:
    """How many promises have an answer."""
    return sum(count for outcome, count in counts.items() if outcome.answers)


def counted(counts: Counts) -> int:
    """How many promises are counted."""
    return sum(count for outcome, count in counts.items() if outcome.counted)


def coverage(counts: Counts) -> float | None:
    """Answered of all that are counted, 0 to 1; None where there are none."""
    every = counted(counts)
    return answered(counts) / every if every else None


@dataclass(frozen=True, slots=True)
class Held:
    """A document of the store."""

    id: str
    title: str
    place: str
    code: str
    level: str
    commitments: int
    completeness: str


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one promise from above."""

    outcome: Outcome
    theme: str
    theme_name: str
    label: str
    text: str
    answers: tuple[str, ...]
    """The texts that answer it, surest first."""
    reasons: tuple[tuple[str, str], ...]
    """Of their findings, in Chinese and English."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one document says to one above it."""

    upper: Held
    lower: Held
    counts: Counts
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceSummary:
    """A document with what it says to those above it, and what those below say to it."""

    document: Held
    above: tuple[Answer, ...]
    below: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Often:
    """A promise with how many of the documents below it miss or loosen it."""

    upper: Held
    theme: str
    theme_name: str
    text: str
    count: int
    all: int


@dataclass(frozen=True, slots=True)
class Line:
    """A region, a theme or a level, with what is said of the promises there."""

    id: str
    name: str
    couples: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole store."""

    documents: int
    commitments: int
    couples: int
    waiting: int
    """Couples that are not compared yet."""
    regions: tuple[Line, ...]
    levels: tuple[Line, ...]
    themes: tuple[Line, ...]
    missing: tuple[Often, ...]
    loosened: tuple[Often, ...]
    amplification: tuple[Amplification, ...]
    """Of all steps together, then of each step from level to level."""


def place_summary(connection: sqlite3.Connection, id_: str) -> PlaceSummary:
    """The document ``id_`` with those above and below it; raises UnreadableSource where the store was changed by hand."""
    with sound(id_):
        return _place_summary(connection, id_)


def _place_summary(connection: sqlite3.Connection, id_: str) -> PlaceSummary:
    document = _held(connection, id_)
    couples = connection.execute(
        "SELECT upper_document AS upper, lower_document AS lower FROM couples "
        "WHERE lower_key IS NOT NULL AND ? IN (upper_document, lower_document) ORDER BY 1, 2",
        (id_,),
    ).fetchall()
    above = tuple(
        Answer(
            _held(connection, row["upper"]), document, _counts(connection, row["upper"], id_),
            tuple(_told(connection, row["upper"], id_)),
        )
        for row in couples
        if row["lower"] == id_
    )  # fmt: skip
    below = [
        Answer(document, _held(connection, row["lower"]), _counts(connection, id_, row["lower"]))
        for row in couples
        if row["upper"] == id_
    ]
    return PlaceSummary(document, above, tuple(sorted(below, key=lambda answer: answer.lower.code)))


def _held(connection: sqlite3.Connection, id_: str) -> Held:
    row = connection.execute(
        "SELECT id, title, place, place_code, level, commitments, completeness FROM documents WHERE id = ?",
        (id_,),
    ).fetchone()
    return Held(
        row["id"], row["title"], row["place"] or row["title"], row["place_code"] or "", row["level"] or "",
        row["commitments"], row["completeness"],
    )  # fmt: skip


def _counts(connection: sqlite3.Connection, upper: str, lower: str) -> Counts:
    rows = connection.execute(
        "SELECT outcome, count(*) AS count FROM verdicts WHERE upper_document = ? AND lower_document = ? GROUP BY 1",
        (upper, lower),
    )
    return {Outcome(row["outcome"]): row["count"] for row in rows}


def _told(connection: sqlite3.Connection, upper: str, lower: str) -> Iterator[Told]:
    answers: dict[str, list[str]] = defaultdict(list)
    reasons: dict[str, list[tuple[str, str]]] = defaultdict(list)
    pairs = (
        "FROM pairs p {} WHERE p.upper_document = ? AND p.lower_document = ? AND p.sure <> 'low' "
        "ORDER BY p.upper, p.confidence DESC, p.lower"
    )
    joined = pairs.format("JOIN commitments l ON l.id = p.lower")
    for row in connection.execute(f"SELECT p.upper, l.text {joined}", (upper, lower)):
        answers[row["upper"]].append(row["text"])
    joined = pairs.format("JOIN findings f ON f.upper = p.upper AND f.lower = p.lower") + ", f.position"
    for row in connection.execute(f"SELECT p.upper, f.reason, f.reason_en {joined}", (upper, lower)):
        reasons[row["upper"]].append((row["reason"], row["reason_en"]))
    order = {outcome.value: place for place, outcome in enumerate(SHOWN)}
    rows = connection.execute(
        "SELECT v.commitment, v.outcome, c.theme, c.theme_name, c.label, c.text, c.position FROM verdicts v "
        "JOIN commitments c ON c.id = v.commitment WHERE v.upper_document = ? AND v.lower_document = ?",
        (upper, lower),
    ).fetchall()
    shown = [row for row in rows if row["outcome"] in order]
    for row in sorted(shown, key=lambda row: (order[row["outcome"]], row["position"])):
        id_ = row["commitment"]
        yield Told(
            Outcome(row["outcome"]), row["theme"], row["theme_name"], row["label"], row["text"],
            tuple(answers.get(id_, ())), tuple(reasons.get(id_, ())),
        )  # fmt: skip


def whole(connection: sqlite3.Connection) -> Whole:
    """What everything in the store adds up to; raises UnreadableSource where it was changed by hand."""
    with sound("*"):
        return _whole(connection)


def _whole(connection: sqlite3.Connection) -> Whole:
    (documents, commitments), (couples, waiting) = (
        connection.execute(statement).fetchone()
        for statement in (
            "SELECT count(*), coalesce(sum(commitments), 0) FROM documents",
            "SELECT count(lower_key), count(*) - count(lower_key) FROM couples",
        )
    )
    return Whole(
        documents, commitments, couples, waiting,
        _lines(connection, _REGION, f"(SELECT place FROM documents WHERE place_code = {_REGION} LIMIT 1)"),
        _lines(connection, "u.level || '/' || l.level", "''"),
        _lines(connection, "c.theme", "min(c.theme_name)", "JOIN commitments c ON c.id = v.commitment"),
        _often(connection, Outcome.MISSING),
        _often(connection, Outcome.LOOSENS),
        tuple(_amplification(connection)),
    )  # fmt: skip


_REGION = "substr(l.place_code, 1, 2) || '0000'"


def _lines(connection: sqlite3.Connection, key: str, name: str, join: str = "") -> tuple[Line, ...]:
    """The verdicts of all couples by ``key``, in the order of the keys."""
    found: dict[str, tuple[str, Counts]] = {}
    for row in connection.execute(
        f"SELECT {key} AS k, {name} AS name, v.outcome, count(*) AS count FROM verdicts v "
        "JOIN documents u ON u.id = v.upper_document JOIN documents l ON l.id = v.lower_document "
        f"{join} WHERE l.place_code IS NOT NULL GROUP BY 1, v.outcome ORDER BY 1, v.outcome"
    ):
        found.setdefault(row["k"], (row["name"] or row["k"], {}))[1][Outcome(row["outcome"])] = row["count"]
    couples: dict[str, int] = {}
    if not join:
        rows = connection.execute(
            f"SELECT {key} AS k, count(*) AS count FROM couples v JOIN documents u ON u.id = v.upper_document "
            "JOIN documents l ON l.id = v.lower_document WHERE v.lower_key IS NOT NULL GROUP BY 1"
        )
        couples = {row["k"]: row["count"] for row in rows}
    return tuple(Line(k, name, couples.get(k, 0), counts) for k, (name, counts) in found.items())


def _often(connection: sqlite3.Connection, outcome: Outcome) -> tuple[Often, ...]:
    """The promises of which ``outcome`` is most often said, where several documents could have answered."""
    rows = connection.execute(
        "SELECT c.document, c.theme, c.theme_name, c.text, sum(v.outcome = ?) AS count, count(*) AS every FROM verdicts v "
        "JOIN commitments c ON c.id = v.commitment GROUP BY v.commitment "
        "HAVING count > 0 AND every > 1 ORDER BY count DESC, every, c.document, c.position LIMIT ?",
        (outcome.value, MOST),
    ).fetchall()
    return tuple(
        Often(
            _held(connection, row["document"]),
            row["theme"],
            row["theme_name"],
            row["text"],
            row["count"],
            row["every"],
        )
        for row in rows
    )


def _amplification(connection: sqlite3.Connection) -> Iterator[Amplification]:
    """Of all steps, then by the levels they lead from and to."""
    steps: dict[str, list[Step]] = defaultdict(list)
    for row in connection.execute(
        "SELECT u.level AS upper_level, l.level AS lower_level, c.theme, s.* FROM steps s "
        "JOIN documents u ON u.id = s.upper_document JOIN documents l ON l.id = s.lower_document "
        "JOIN commitments c ON c.id = s.upper ORDER BY s.upper, s.lower, s.position"
    ):
        levels = list(Level)
        upper, lower = (
            levels.index(Level(row[side])) if row[side] else 0 for side in ("upper_level", "lower_level")
        )
        steps[f"{row['upper_level']}/{row['lower_level']}"].append(
            Step(
                upper_level=upper,
                lower_level=lower,
                theme=row["theme"],
                dimension=Dimension(row["dimension"]),
                relation=Relation(row["relation"]),
                log_ratio=row["log_ratio"],
                upper=row["upper"],
                lower=row["lower"],
                upper_value=row["upper_value"],
                lower_value=row["lower_value"],
            )
        )
    yield amplification("", (step for key in sorted(steps) for step in steps[key]))
    for key in sorted(steps):
        yield amplification(key, steps[key])
