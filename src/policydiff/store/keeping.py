"""What goes into a store: documents, what is due between them, finished concordances."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

import policydiff
from policydiff.commitments.parse import parse
from policydiff.corpus import Given, ancestors
from policydiff.errors import InvalidRequest
from policydiff.lexicon import FOLDER, derived, load
from policydiff.model import (
    Commitment,
    Completeness,
    Concordance,
    Document,
    Jurisdiction,
    Kind,
    Level,
    Outcome,
    SourceText,
    Target,
)
from policydiff.store.tables import transaction
from policydiff.topics.themes import themes
from policydiff.verdicts import added_outcomes, outcomes_of


@derived
def data_version() -> str:
    """A digest of the program's version and of every word list and weight it reads."""
    digest = hashlib.sha256(policydiff.__version__.encode())
    for path in sorted(FOLDER.glob("*.toml")):
        content = json.dumps(load(path.stem), sort_keys=True, ensure_ascii=False, default=str)
        digest.update(f"{path.stem}\n{content}\n".encode())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as it came into the store."""

    id: str
    opened_as: str
    """The path or id it was asked for by."""
    given: Given


def key_of(document: Document) -> str:
    """A digest of all that a comparison of ``document`` depends on: text, facts, data."""
    place = document.jurisdiction
    facts = [
        document.id, document.title, document.kind, document.completeness, document.source.text,
        place and (place.code, place.name, place.level, place.parent),
        document.issued and document.issued.isoformat(), data_version(),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def put(connection: sqlite3.Connection, document: Document, stored: Stored, *, replace: bool = False) -> bool:
    """Put ``document`` into the store, with the couples that its jurisdiction makes; False when it is there already.

    Raises InvalidRequest when its id or its text stands for another document;
    ``replace`` lets it take the place of the one with its id.
    """
    key = key_of(document)
    known = connection.execute("SELECT key, sha256 FROM documents WHERE id = ?", (document.id,)).fetchone()
    if known is not None and known[0] == key:
        return False
    if known is not None and not replace and known[1] != document.source.sha256:
        raise InvalidRequest(
            f"库里已有编号 {document.id} 的另一份文字",
            where=stored.opened_as,
            hint="要换成新的就用 store update；是另一份文件就换个文件名",
        )
    same = connection.execute(
        "SELECT id FROM documents WHERE sha256 = ? AND id <> ?", (document.source.sha256, document.id)
    ).fetchone()
    if same is not None:
        raise InvalidRequest(
            f"同一份文字已在库里，编号是 {same[0]}", where=stored.opened_as, hint="每份文件只放一次"
        )
    with transaction(connection):
        asked = connection.execute(
            "SELECT upper_document, lower_document FROM couples WHERE asked_for AND ? IN (upper_document, lower_document)",
            (document.id,),
        ).fetchall()
        connection.execute("DELETE FROM documents WHERE id = ?", (document.id,))
        _insert_document(connection, document, stored, key)
        _couple(connection, document, asked)
    return True


def _insert_document(connection: sqlite3.Connection, document: Document, stored: Stored, key: str) -> None:
    place = document.jurisdiction
    connection.execute(
        f"INSERT INTO documents VALUES ({_marks(19)})",
        (
            document.id, document.title, document.kind.value, document.completeness.value,
            place.code if place else None, place.name if place else None,
            place.level.value if place else None, place.parent if place else None,
            document.number, _iso(document.issued), document.issuer, len(document.commitments),
            document.source.sha256, stored.opened_as, _given_json(stored.given),
            _source_json(document.source), document.source.text, data_version(), key,
        ),
    )  # fmt: skip
    names = themes()
    commitments = document.commitments
    connection.executemany(
        f"INSERT INTO commitments VALUES ({_marks(17)})",
        [
            (
                c.id, document.id, position, c.label, " › ".join(c.trail), c.text, c.lead,
                c.span.start, c.span.end, c.page, c.theme, names[c.theme].zh, c.theme_score,
                "、".join(c.lead_units), "、".join(c.responsible_units), _iso(c.deadline), c.modality.value,
            )
            for position, c in enumerate(commitments)
        ],
    )  # fmt: skip
    connection.executemany(
        f"INSERT INTO units VALUES ({_marks(4)})",
        [
            (c.id, position, unit, role)
            for c in commitments
            for position, (unit, role) in enumerate(
                [
                    *((unit, "lead") for unit in c.lead_units),
                    *((unit, "responsible") for unit in c.responsible_units),
                ]
            )
        ],
    )
    connection.executemany(
        f"INSERT INTO targets VALUES ({_marks(19)})",
        [_target_row(c, position, target) for c in commitments for position, target in enumerate(c.targets)],
    )


def _target_row(commitment: Commitment, position: int, target: Target) -> tuple[object, ...]:
    low, high, day = _values(target)
    return (
        target_id(commitment, position), commitment.id, position, target.object, target.dimension.value,
        target.comparator.value, low, high, day, target.unit, target.phrase, target.scope,
        target.direction.value, int(target.approximate), target.status.value, target.text,
        target.span.start, target.span.end, target.rule,
    )  # fmt: skip


def target_id(commitment: Commitment, position: int) -> str:
    """The id of a target: that of its commitment and its place in it."""
    return f"{commitment.id}#{position + 1}"


def _values(target: Target) -> tuple[float | None, float | None, str | None]:
    """The low end, the high end of a range, the day."""
    if isinstance(target.value, date):
        return None, None, target.value.isoformat()
    if isinstance(target.value, Decimal):
        return float(target.value), None, None
    return float(target.value[0]), float(target.value[1]), None


def _couple(connection: sqlite3.Connection, document: Document, asked: Iterable[tuple[str, str]]) -> None:
    """Write down with which documents above and below it has to be compared."""
    rows = connection.execute(
        "SELECT id, kind, completeness, place_code, place, level, parent_code FROM documents"
    ).fetchall()
    known = {row[0]: _Brief(*row) for row in rows}
    own = known[document.id]
    wanted = {(other.id, own.id) for other in known.values() if other.is_above(own)}
    wanted |= {(own.id, other.id) for other in known.values() if own.is_above(other)}
    for upper, lower in sorted(wanted):
        connection.execute("INSERT OR IGNORE INTO couples VALUES (?, ?, 0, NULL, NULL, NULL)", (upper, lower))
    for upper, lower in asked:
        ask(connection, upper, lower)


def ask(connection: sqlite3.Connection, upper: str, lower: str) -> None:
    """Write down that these two are to be compared whatever their jurisdictions."""
    connection.execute(
        "INSERT INTO couples VALUES (?, ?, 1, NULL, NULL, NULL) "
        "ON CONFLICT (upper_document, lower_document) DO UPDATE SET asked_for = 1",
        (upper, lower),
    )


@dataclass(frozen=True, slots=True)
class _Brief:
    """What decides whether two documents are compared."""

    id: str
    kind: str
    completeness: str
    code: str | None
    place: str | None
    level: str | None
    parent: str | None

    def is_above(self, other: _Brief) -> bool:
        """Does ``other`` have to answer this one?  Reports promise nothing, a digest answers nothing."""
        if self.code is None or other.code is None or Kind.REPORT in {self.kind, other.kind}:
            return False
        if other.completeness == Completeness.DIGEST or self.code == other.code:
            return False
        assert other.level is not None
        return self.code in ancestors(
            Jurisdiction(other.code, other.place or other.code, Level(other.level), other.parent)
        )


def due(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The couples that are not compared yet, or that were before one of them changed; by id."""
    return connection.execute(
        "SELECT c.upper_document, c.lower_document FROM couples c "
        "JOIN documents u ON u.id = c.upper_document JOIN documents l ON l.id = c.lower_document "
        "WHERE c.upper_key IS NOT u.key OR c.lower_key IS NOT l.key ORDER BY 1, 2"
    ).fetchall()


def keep(connection: sqlite3.Connection, concordance: Concordance) -> None:
    """Put a finished concordance into the store, in place of an older one of the same two documents."""
    upper, lower = concordance.upper, concordance.lower
    added = added_outcomes(concordance)
    verdicts = {**dict.fromkeys(_apart(concordance), Outcome.NOT_JUDGED), **outcomes_of(concordance)}
    with transaction(connection):
        for table in ("pairs", "verdicts", "added"):
            connection.execute(
                f"DELETE FROM {table} WHERE upper_document = ? AND lower_document = ?", (upper.id, lower.id)
            )
        connection.execute(
            "UPDATE couples SET lineage = ?, upper_key = ?, lower_key = ? WHERE upper_document = ? AND lower_document = ?",
            (concordance.lineage.value, key_of(upper), key_of(lower), upper.id, lower.id),
        )
        connection.executemany(
            f"INSERT INTO pairs VALUES ({_marks(10)})",
            [
                (
                    p.upper.id,
                    p.lower.id,
                    upper.id,
                    lower.id,
                    p.upper.theme,
                    p.outcome.value,
                    p.relation.value,
                    p.sure,
                    p.confidence,
                    p.weight,
                )
                for p in concordance.pairs
            ],
        )
        connection.executemany(
            f"INSERT INTO findings VALUES ({_marks(10)})",
            [
                (
                    p.upper.id, p.lower.id, position, f.dimension.value, f.relation.value,
                    _target_of(p.upper, f.upper_target), _target_of(p.lower, f.lower_target),
                    f.reason.zh, f.reason.en, f.rule,
                )
                for p in concordance.pairs
                for position, f in enumerate(p.findings)
            ],
        )  # fmt: skip
        connection.executemany(
            f"INSERT INTO verdicts VALUES ({_marks(4)})",
            [(id_, upper.id, lower.id, outcome.value) for id_, outcome in verdicts.items()],
        )
        connection.executemany(
            f"INSERT INTO candidates VALUES ({_marks(6)})",
            [
                (id_, lower.id, rank, near.lower.id, near.confidence, near.reason.zh)
                for id_ in verdicts
                for rank, near in enumerate(concordance.candidates.get(id_, ()), 1)
            ],
        )
        connection.executemany(
            f"INSERT INTO added VALUES ({_marks(4)})",
            [(id_, upper.id, lower.id, outcome.value) for id_, outcome in added.items()],
        )


def _apart(concordance: Concordance) -> Iterable[str]:
    """The upper commitments of which no answer is asked for, with or without a pair."""
    judged = {verdict.upper.id for verdict in concordance.verdicts}
    found = (*(pair.upper for pair in concordance.pairs), *concordance.not_judged)
    return (commitment.id for commitment in found if commitment.id not in judged)


def _target_of(commitment: Commitment, target: Target | None) -> str | None:
    if target is None:
        return None
    return target_id(commitment, commitment.targets.index(target))


def stored(connection: sqlite3.Connection, ids: Sequence[str] = ()) -> list[Stored]:
    """The documents of the store, by id; only ``ids`` when given."""
    rows = connection.execute("SELECT id, opened_as, given FROM documents ORDER BY id").fetchall()
    return [Stored(id_, opened_as, _given(text)) for id_, opened_as, text in rows if not ids or id_ in ids]


def refresh(connection: sqlite3.Connection, id_: str) -> Document:
    """The document as the program reads its stored text now; put back when word lists or program have changed."""
    row = connection.execute(
        "SELECT title, kind, completeness, place_code, place, level, parent_code, number, issued, issuer, sha256, "
        "opened_as, given, source, text, version FROM documents WHERE id = ?",
        (id_,),
    ).fetchone()
    title, kind, completeness, code, place, level, parent, number, issued, issuer, sha256 = row[:11]
    opened_as, given, source, text, version = row[11:]
    document = parse(
        _source(source, text, sha256),
        id=id_,
        title=title,
        kind=Kind(kind),
        jurisdiction=Jurisdiction(code, place, Level(level), parent) if code else None,
        number=number,
        issued=date.fromisoformat(issued) if issued else None,
        issuer=issuer,
        completeness=Completeness(completeness),
    )
    if version != data_version():
        put(connection, document, Stored(id_, opened_as, _given(given)), replace=True)
    return document


def outdated(connection: sqlite3.Connection) -> list[str]:
    """The documents that other word lists or another version of the program have read, by id."""
    return [
        id_
        for (id_,) in connection.execute(
            "SELECT id FROM documents WHERE version <> ? ORDER BY id", (data_version(),)
        )
    ]


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _given_json(given: Given) -> str:
    values = {"title": given.title, "code": given.code, "kind": given.kind, "issued": _iso(given.issued)}
    return json.dumps({name: value for name, value in values.items() if value}, ensure_ascii=False)


def _given(text: str) -> Given:
    values = json.loads(text)
    return Given(
        title=values.get("title"),
        code=values.get("code"),
        kind=Kind(values["kind"]) if "kind" in values else None,
        issued=date.fromisoformat(values["issued"]) if "issued" in values else None,
    )


_SIMPLE = (str, int, tuple)
_APART = frozenset({"text", "sha256", "notices"})


def _source_json(source: SourceText) -> str:
    """What is known of the source besides its text: format, encoding, where pages begin."""
    values = {
        field.name: getattr(source, field.name)
        for field in fields(source)
        if field.name not in _APART and isinstance(getattr(source, field.name), _SIMPLE)
    }
    return json.dumps(values, ensure_ascii=False)


def _source(values: str, text: str, sha256: str) -> SourceText:
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(values).items()
    }
    return SourceText(text=text, sha256=sha256, **known)
