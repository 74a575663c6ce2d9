"""What goes into a store: documents, what is due between them, finished concordances."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from policydiff.commitments.parse import parse
from policydiff.corpus import Given
from policydiff.corpus.couples import Side, has_to_answer
from policydiff.errors import InvalidRequest
from policydiff.levels.chain import steps_between
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
    Pair,
    SourceText,
    Target,
)
from policydiff.store.tables import insert, sound, transaction
from policydiff.topics.themes import themes
from policydiff.verdicts import added_outcomes, outcomes_of
from policydiff.version import VERSION


@derived
def data_version() -> str:
    """A digest of the program's version and of every word list and weight it reads."""
    digest = hashlib.sha256(VERSION.encode())
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
    with transaction(connection):  # from the first look on: another run may be adding the same
        known = connection.execute(
            "SELECT key, sha256 FROM documents WHERE id = ?", (document.id,)
        ).fetchone()
        if known is not None and known["key"] == key:
            return False
        if known is not None and not replace and known["sha256"] != document.source.sha256:
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
                f"同一份文字已在库里，编号是 {same['id']}", where=stored.opened_as, hint="每份文件只放一次"
            )
        asked = connection.execute(
            "SELECT upper_document, lower_document FROM couples WHERE asked_for AND ? IN (upper_document, lower_document)",
            (document.id,),
        ).fetchall()
        write_document(connection, document_rows(document, stored))
        _couple(connection, document)
        for row in asked:
            ask(connection, row["upper_document"], row["lower_document"])
    return True


Rows = Mapping[str, Sequence[Mapping[str, object]]]
"""Rows by table, in the order in which they are written."""


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """A document as it goes into the store."""

    id: str
    key: str
    rows: Rows


@dataclass(frozen=True, slots=True)
class CoupleRows:
    """A finished concordance as it goes into the store."""

    upper: str
    lower: str
    lineage: str
    upper_key: str
    lower_key: str
    rows: Rows


def document_rows(document: Document, stored: Stored) -> DocumentRows:
    """The rows of ``document``."""
    key = key_of(document)
    commitments = document.commitments
    return DocumentRows(
        document.id,
        key,
        {
            "documents": [_document_row(document, stored, key)],
            "commitments": [_commitment_row(document, place, c) for place, c in enumerate(commitments)],
            "units": [row for c in commitments for row in _unit_rows(c)],
            "targets": [
                _target_row(c, place, target) for c in commitments for place, target in enumerate(c.targets)
            ],
        },
    )


def write_document(connection: sqlite3.Connection, document: DocumentRows) -> None:
    """Put these rows in place of an older document of the same id, whose results go with it."""
    connection.execute("DELETE FROM documents WHERE id = ?", (document.id,))
    for table, rows in document.rows.items():
        insert(connection, table, rows)


def _document_row(document: Document, stored: Stored, key: str) -> dict[str, object]:
    place = document.jurisdiction
    return {
        "id": document.id,
        "title": document.title,
        "kind": document.kind.value,
        "completeness": document.completeness.value,
        "place_code": place.code if place else None,
        "place": place.name if place else None,
        "level": place.level.value if place else None,
        "parent_code": place.parent if place else None,
        "number": document.number,
        "issued": _iso(document.issued),
        "issuer": document.issuer,
        "commitments": len(document.commitments),
        "sha256": document.source.sha256,
        "opened_as": stored.opened_as,
        "given": _given_json(stored.given),
        "source": _source_json(document.source),
        "text": document.source.text,
        "version": data_version(),
        "key": key,
    }


def _commitment_row(document: Document, position: int, commitment: Commitment) -> dict[str, object]:
    return {
        "id": commitment.id,
        "document": document.id,
        "position": position,
        "label": commitment.label,
        "trail": " › ".join(commitment.trail),
        "text": commitment.text,
        "lead": commitment.lead,
        "span_start": commitment.span.start,
        "span_end": commitment.span.end,
        "page": commitment.page,
        "theme": commitment.theme,
        "theme_name": themes()[commitment.theme].zh,
        "theme_score": commitment.theme_score,
        "lead_units": "、".join(commitment.lead_units),
        "responsible_units": "、".join(commitment.responsible_units),
        "deadline": _iso(commitment.deadline),
        "modality": commitment.modality.value,
    }


def _unit_rows(commitment: Commitment) -> list[dict[str, object]]:
    held = [
        *((unit, "lead") for unit in commitment.lead_units),
        *((unit, "responsible") for unit in commitment.responsible_units),
    ]
    return [
        {"commitment": commitment.id, "position": position, "unit": unit, "role": role}
        for position, (unit, role) in enumerate(held)
    ]


def _target_row(commitment: Commitment, position: int, target: Target) -> dict[str, object]:
    low, high, day = _values(target)
    return {
        "id": target_id(commitment, position),
        "commitment": commitment.id,
        "position": position,
        "object": target.object,
        "dimension": target.dimension.value,
        "comparator": target.comparator.value,
        "value": low,
        "value_high": high,
        "value_date": day,
        "unit": target.unit,
        "phrase": target.phrase,
        "scope": target.scope,
        "direction": target.direction.value,
        "approximate": int(target.approximate),
        "status": target.status.value,
        "text": target.text,
        "span_start": target.span.start,
        "span_end": target.span.end,
        "rule": target.rule,
    }


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


def _couple(connection: sqlite3.Connection, document: Document) -> None:
    """Write down with which documents above and below it has to be compared."""
    own = Side(document.kind, document.completeness, document.jurisdiction)
    rows = connection.execute(
        "SELECT id, kind, completeness, place_code, place, level, parent_code FROM documents ORDER BY id"
    )
    for row in rows.fetchall():
        with sound(row["id"]):
            other = Side(Kind(row["kind"]), Completeness(row["completeness"]), _place(row))
        if has_to_answer(own, other):
            couple = (row["id"], document.id)
        elif has_to_answer(other, own):
            couple = (document.id, row["id"])
        else:
            continue
        connection.execute(
            "INSERT OR IGNORE INTO couples (upper_document, lower_document, asked_for) VALUES (?, ?, 0)",
            couple,
        )


def _place(row: sqlite3.Row) -> Jurisdiction | None:
    """The jurisdiction of a stored document."""
    if row["place_code"] is None:
        return None
    parent = None if row["parent_code"] is None else _text(row["parent_code"])
    return Jurisdiction(_text(row["place_code"]), _text(row["place"]), Level(row["level"]), parent)


def ask(connection: sqlite3.Connection, upper: str, lower: str) -> None:
    """Write down that these two are to be compared whatever their jurisdictions."""
    connection.execute(
        "INSERT INTO couples (upper_document, lower_document, asked_for) VALUES (?, ?, 1) "
        "ON CONFLICT (upper_document, lower_document) DO UPDATE SET asked_for = 1",
        (upper, lower),
    )


def due(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The couples that are not compared yet, or that were before one of them changed; by id."""
    rows = connection.execute(
        "SELECT c.upper_document, c.lower_document FROM couples c "
        "JOIN documents u ON u.id = c.upper_document JOIN documents l ON l.id = c.lower_document "
        "WHERE c.upper_key IS NOT u.key OR c.lower_key IS NOT l.key "
        "ORDER BY c.upper_document, c.lower_document"
    )
    return [(row["upper_document"], row["lower_document"]) for row in rows]


def keep(connection: sqlite3.Connection, concordance: Concordance) -> None:
    """Put a finished concordance into the store, in place of an older one of the same two documents."""
    with transaction(connection):
        write_couple(connection, couple_rows(concordance))


def couple_rows(concordance: Concordance) -> CoupleRows:
    """The rows of ``concordance``."""
    upper, lower = concordance.upper, concordance.lower
    couple: dict[str, object] = {"upper_document": upper.id, "lower_document": lower.id}
    added = added_outcomes(concordance)
    verdicts = {**dict.fromkeys(_apart(concordance), Outcome.NOT_JUDGED), **outcomes_of(concordance)}
    rows: Rows = {
        "pairs": [{**couple, **_pair_row(pair)} for pair in concordance.pairs],
        "findings": [row for pair in concordance.pairs for row in _finding_rows(pair)],
        "steps": [{**couple, **row} for row in _step_rows(concordance)],
        "verdicts": [
            {**couple, "commitment": id_, "outcome": outcome.value} for id_, outcome in verdicts.items()
        ],
        "candidates": [
            {
                "upper": id_,
                "lower_document": lower.id,
                "rank": rank,
                "lower": near.lower.id,
                "confidence": near.confidence,
                "reason": near.reason.zh,
            }
            for id_ in verdicts
            for rank, near in enumerate(concordance.candidates.get(id_, ()), 1)
        ],
        "added": [{**couple, "commitment": id_, "outcome": outcome.value} for id_, outcome in added.items()],
    }
    return CoupleRows(upper.id, lower.id, concordance.lineage.value, key_of(upper), key_of(lower), rows)


def write_couple(connection: sqlite3.Connection, couple: CoupleRows) -> None:
    """Put these rows in place of older ones of the same two documents.

    Where another run has put in another text meanwhile the couple stays due.
    """
    ids = (couple.upper, couple.lower)
    keys = {
        row["id"]: row["key"]
        for row in connection.execute("SELECT id, key FROM documents WHERE id IN (?, ?)", ids)
    }
    if keys != {couple.upper: couple.upper_key, couple.lower: couple.lower_key}:
        return
    for table in ("pairs", "steps", "verdicts", "added"):
        connection.execute(f"DELETE FROM {table} WHERE upper_document = ? AND lower_document = ?", ids)
    connection.execute(
        "UPDATE couples SET lineage = ?, upper_key = ?, lower_key = ? "
        "WHERE upper_document = ? AND lower_document = ?",
        (couple.lineage, couple.upper_key, couple.lower_key, *ids),
    )
    for table, rows in couple.rows.items():
        insert(connection, table, rows)


def _step_rows(concordance: Concordance) -> Iterator[dict[str, object]]:
    """The targets that both sides state, numbered within each pair."""
    position: Counter[tuple[str, str]] = Counter()
    for step in steps_between(concordance):
        position[step.upper, step.lower] += 1
        yield {
            "upper": step.upper,
            "lower": step.lower,
            "position": position[step.upper, step.lower],
            "dimension": step.dimension.value,
            "relation": step.relation.value,
            "upper_value": step.upper_value,
            "lower_value": step.lower_value,
            "log_ratio": step.log_ratio,
        }


def _pair_row(pair: Pair) -> dict[str, object]:
    return {
        "upper": pair.upper.id,
        "lower": pair.lower.id,
        "theme": pair.upper.theme,
        "outcome": pair.outcome.value,
        "relation": pair.relation.value,
        "sure": pair.sure.value,
        "confidence": pair.confidence,
        "match_weight": pair.weight,
    }


def _finding_rows(pair: Pair) -> Iterator[dict[str, object]]:
    for position, finding in enumerate(pair.findings):
        yield {
            "upper": pair.upper.id,
            "lower": pair.lower.id,
            "position": position,
            "dimension": finding.dimension.value,
            "relation": finding.relation.value,
            "upper_target": _target_of(pair.upper, finding.upper_target),
            "lower_target": _target_of(pair.lower, finding.lower_target),
            "reason": finding.reason.zh,
            "reason_en": finding.reason.en,
            "rule": finding.rule,
        }


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
    rows = connection.execute("SELECT id, opened_as, given FROM documents ORDER BY id")
    return [_stored(row) for row in rows if not ids or row["id"] in ids]


def _stored(row: sqlite3.Row) -> Stored:
    with sound(row["id"]):
        return Stored(_text(row["id"]), _text(row["opened_as"]), _given(row["given"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def refresh(connection: sqlite3.Connection, id_: str) -> Document:
    """The document as the program reads its stored text now; put back when word lists or program have changed."""
    row = connection.execute("SELECT * FROM documents WHERE id = ?", (id_,)).fetchone()
    with sound(id_):
        source = _source(_text(row["source"]), _text(row["text"]), _text(row["sha256"]))
        title, kind, completeness = _text(row["title"]), Kind(row["kind"]), Completeness(row["completeness"])
        issued = date.fromisoformat(row["issued"]) if row["issued"] else None
        number, issuer = (None if row[name] is None else _text(row[name]) for name in ("number", "issuer"))
        place = _place(row)
    document = parse(
        source,
        id=id_,
        title=title,
        kind=kind,
        jurisdiction=place,
        number=number,
        issued=issued,
        issuer=issuer,
        completeness=completeness,
    )
    if row["version"] != data_version():
        put(connection, document, _stored(row), replace=True)
    return document


def outdated(connection: sqlite3.Connection) -> list[str]:
    """The documents that other word lists or another version of the program have read, by id."""
    rows = connection.execute("SELECT id FROM documents WHERE version <> ? ORDER BY id", (data_version(),))
    return [row["id"] for row in rows]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _given_json(given: Given) -> str:
    values = {"title": given.title, "code": given.code, "kind": given.kind, "issued": _iso(given.issued)}
    return json.dumps({name: value for name, value in values.items() if value}, ensure_ascii=False)


def _given(text: str) -> Given:
    values = json.loads(text)
    return Given(
        title=None if values.get("title") is None else _text(values["title"]),
        code=None if values.get("code") is None else _text(values["code"]),
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
    for value in known.values():
        if not (isinstance(value, str) or (isinstance(value, tuple) and all(type(n) is int for n in value))):
            raise TypeError
    return SourceText(text=text, sha256=sha256, **known)
