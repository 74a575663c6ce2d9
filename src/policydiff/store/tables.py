"""The tables of a store, and opening its file.  Column by column: docs/store.md."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path

from policydiff.errors import InvalidRequest, UnreadableSource, UnwritableOutput

APPLICATION = 0x70644966
"""Written into the file's head, so that a store is told from any other database."""
VERSION = 3
"""Of the tables; raised whenever one changes its meaning."""
LONGEST = 64_000_000
"""Bytes of one value; the text of a document has 1,000,000 characters at the most."""
WAIT = 30.0
"""Seconds to wait for another run that is writing."""

TABLES = """
CREATE TABLE documents (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, kind TEXT NOT NULL, completeness TEXT NOT NULL,
  place_code TEXT, place TEXT, level TEXT, parent_code TEXT,
  number TEXT, issued TEXT, issuer TEXT, commitments INTEGER NOT NULL,
  sha256 TEXT NOT NULL UNIQUE, opened_as TEXT NOT NULL, given TEXT NOT NULL,
  source TEXT NOT NULL, text TEXT NOT NULL, version TEXT NOT NULL, key TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE commitments (
  id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
  position INTEGER NOT NULL, label TEXT NOT NULL, trail TEXT NOT NULL, text TEXT NOT NULL, lead TEXT NOT NULL,
  span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, page INTEGER,
  theme TEXT NOT NULL, theme_name TEXT NOT NULL, theme_score REAL NOT NULL,
  lead_units TEXT NOT NULL, responsible_units TEXT NOT NULL, deadline TEXT, modality TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX commitments_document ON commitments (document);
CREATE INDEX commitments_theme ON commitments (theme);
CREATE TABLE units (
  commitment TEXT NOT NULL REFERENCES commitments ON DELETE CASCADE,
  position INTEGER NOT NULL, unit TEXT NOT NULL, role TEXT NOT NULL,
  PRIMARY KEY (commitment, position)
) WITHOUT ROWID;
CREATE TABLE targets (
  id TEXT PRIMARY KEY, commitment TEXT NOT NULL REFERENCES commitments ON DELETE CASCADE,
  position INTEGER NOT NULL, object TEXT NOT NULL, dimension TEXT NOT NULL, comparator TEXT NOT NULL,
  value REAL, value_high REAL, value_date TEXT, unit TEXT NOT NULL, phrase TEXT NOT NULL,
  scope TEXT NOT NULL, direction TEXT NOT NULL, approximate INTEGER NOT NULL, status TEXT NOT NULL,
  text TEXT NOT NULL, span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, rule TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX targets_commitment ON targets (commitment);
CREATE TABLE couples (
  upper_document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
  lower_document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
  asked_for INTEGER NOT NULL, lineage TEXT, upper_key TEXT, lower_key TEXT,
  PRIMARY KEY (upper_document, lower_document)
) WITHOUT ROWID;
CREATE INDEX couples_lower ON couples (lower_document);
CREATE TABLE pairs (
  upper TEXT NOT NULL REFERENCES commitments ON DELETE CASCADE,
  lower TEXT NOT NULL REFERENCES commitments ON DELETE CASCADE,
  upper_document TEXT NOT NULL, lower_document TEXT NOT NULL,
  theme TEXT NOT NULL, outcome TEXT NOT NULL, relation TEXT NOT NULL, sure TEXT NOT NULL,
  confidence REAL NOT NULL, match_weight REAL NOT NULL,
  PRIMARY KEY (upper, lower),
  FOREIGN KEY (upper_document, lower_document) REFERENCES couples ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX pairs_lower ON pairs (lower);
CREATE INDEX pairs_outcome ON pairs (outcome);
CREATE INDEX pairs_couple ON pairs (upper_document, lower_document);
CREATE TABLE findings (
  upper TEXT NOT NULL, lower TEXT NOT NULL, position INTEGER NOT NULL,
  dimension TEXT NOT NULL, relation TEXT NOT NULL,
  upper_target TEXT REFERENCES targets ON DELETE CASCADE, lower_target TEXT REFERENCES targets ON DELETE CASCADE,
  reason TEXT NOT NULL, reason_en TEXT NOT NULL, rule TEXT NOT NULL,
  PRIMARY KEY (upper, lower, position),
  FOREIGN KEY (upper, lower) REFERENCES pairs ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX findings_upper_target ON findings (upper_target);
CREATE INDEX findings_lower_target ON findings (lower_target);
CREATE TABLE verdicts (
  commitment TEXT NOT NULL REFERENCES commitments ON DELETE CASCADE,
  upper_document TEXT NOT NULL, lower_document TEXT NOT NULL, outcome TEXT NOT NULL,
  PRIMARY KEY (commitment, lower_document),
  FOREIGN KEY (upper_document, lower_document) REFERENCES couples ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX verdicts_couple ON verdicts (upper_document, lower_document);
CREATE INDEX verdicts_outcome ON verdicts (outcome);
CREATE TABLE candidates (
  upper TEXT NOT NULL, lower_document TEXT NOT NULL, rank INTEGER NOT NULL,
  lower TEXT NOT NULL REFERENCES commitments ON DELETE CASCADE, confidence REAL NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (upper, lower_document, rank),
  FOREIGN KEY (upper, lower_document) REFERENCES verdicts ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX candidates_lower ON candidates (lower);
CREATE TABLE added (
  commitment TEXT NOT NULL REFERENCES commitments ON DELETE CASCADE,
  upper_document TEXT NOT NULL, lower_document TEXT NOT NULL, outcome TEXT NOT NULL,
  PRIMARY KEY (commitment, upper_document),
  FOREIGN KEY (upper_document, lower_document) REFERENCES couples ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX added_couple ON added (upper_document, lower_document);
CREATE TABLE steps (
  upper TEXT NOT NULL REFERENCES commitments ON DELETE CASCADE,
  lower TEXT NOT NULL REFERENCES commitments ON DELETE CASCADE,
  position INTEGER NOT NULL, upper_document TEXT NOT NULL, lower_document TEXT NOT NULL,
  dimension TEXT NOT NULL, relation TEXT NOT NULL, upper_value TEXT NOT NULL, lower_value TEXT NOT NULL,
  log_ratio REAL,
  PRIMARY KEY (upper, lower, position),
  FOREIGN KEY (upper_document, lower_document) REFERENCES couples ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX steps_couple ON steps (upper_document, lower_document);
CREATE INDEX steps_lower ON steps (lower);
CREATE VIEW answers AS
  SELECT p.outcome, v.outcome AS verdict, u.theme, u.theme_name,
    p.upper_document, du.place AS upper_place, p.upper, u.text AS upper_text,
    p.lower_document, dl.place AS lower_place, dl.place_code AS lower_code, p.lower, l.text AS lower_text,
    p.confidence,
    (SELECT group_concat(reason, '；') FROM
      (SELECT reason FROM findings f WHERE f.upper = p.upper AND f.lower = p.lower ORDER BY f.position)) AS reasons
  FROM pairs p JOIN verdicts v ON v.commitment = p.upper AND v.lower_document = p.lower_document
    JOIN commitments u ON u.id = p.upper JOIN commitments l ON l.id = p.lower
    JOIN documents du ON du.id = p.upper_document JOIN documents dl ON dl.id = p.lower_document
  UNION ALL
  SELECT m.outcome, m.outcome, u.theme, u.theme_name, m.upper_document, du.place, m.commitment, u.text,
    m.lower_document, dl.place, dl.place_code, NULL, NULL, NULL, NULL
  FROM verdicts m JOIN commitments u ON u.id = m.commitment
    JOIN documents du ON du.id = m.upper_document JOIN documents dl ON dl.id = m.lower_document
  WHERE NOT EXISTS (SELECT 1 FROM pairs p WHERE p.upper = m.commitment AND p.lower_document = m.lower_document)
  UNION ALL
  SELECT a.outcome, a.outcome, l.theme, l.theme_name, a.upper_document, du.place, NULL, NULL,
    a.lower_document, dl.place, dl.place_code, a.commitment, l.text, NULL, NULL
  FROM added a JOIN commitments l ON l.id = a.commitment
    JOIN documents du ON du.id = a.upper_document JOIN documents dl ON dl.id = a.lower_document;
"""


@contextmanager
def opened(path: Path, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    """The store at ``path``; with ``create`` a new one where there is none.

    Raises UnreadableSource when the file is absent or no store, InvalidRequest
    when another version wrote it, UnwritableOutput when it cannot be written.
    """
    if path.is_dir() or (not create and not path.exists()):
        raise UnreadableSource("找不到这个库文件", where=str(path), hint="先用 policydiff store add 建立")
    if path.exists() and not path.is_file():
        raise UnreadableSource("库文件不是普通文件，是管道或设备", where=str(path), hint="换一个文件名")
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path if create else f"{path.resolve().as_uri()}?mode=rw",
            uri=not create,
            isolation_level=None,
            timeout=WAIT,
        )
    except (OSError, sqlite3.Error) as error:
        raise UnwritableOutput(
            f"库文件打不开：{error}", where=str(path), hint="检查文件夹是否存在、可写"
        ) from error
    connection.row_factory = sqlite3.Row
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        _prepare(connection, path, create)
        yield connection
    except UnreadableSource as error:
        error.where = error.where or str(path)
        raise
    except sqlite3.DatabaseError as error:
        raise _explained(error, path) from error
    except UnicodeDecodeError as error:  # bytes that are no text, which the library passes on as they are
        raise damaged("里面有不是文字的值", str(path)) from error
    finally:
        connection.close()


def _explained(error: sqlite3.DatabaseError, path: Path) -> UnreadableSource | UnwritableOutput:
    name = error.sqlite_errorname if hasattr(error, "sqlite_errorname") else ""
    if name in {"SQLITE_NOTADB", "SQLITE_CORRUPT"}:
        return UnreadableSource("这个文件不是库，或已损坏", where=str(path), hint="换一个文件名，或重新建库")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return UnwritableOutput("库正被另一个程序写入", where=str(path), hint="等它结束再运行")
    return UnwritableOutput(f"库读写出错：{error}", where=str(path), hint="检查磁盘空间和文件权限")


def _prepare(connection: sqlite3.Connection, path: Path, create: bool) -> None:
    """Make the tables of a new store, or see that an old one is of this program and version."""
    if create:
        with transaction(connection):
            if _pragma(connection, "application_id") == 0 and not _has_tables(connection):
                for statement in TABLES.split(";\n"):
                    if statement.strip():
                        connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                connection.execute(f"PRAGMA user_version = {VERSION}")
    if _pragma(connection, "application_id") != APPLICATION:
        raise UnreadableSource(
            "这不是 policydiff 的库", where=str(path), hint="换一个文件名，不要用别的数据库"
        )
    found = _pragma(connection, "user_version")
    if found != VERSION:
        raise InvalidRequest(
            f"库的表结构是第 {found} 版，程序用第 {VERSION} 版", where=str(path), hint="换一个文件名重新建库"
        )
    if not _is_as_made(connection):
        raise damaged("表、索引或视图被改动过", str(path))


def damaged(what: str, where: str = "") -> UnreadableSource:
    """The error for a store that something else than this program has changed."""
    return UnreadableSource(
        f"库已损坏：{what}",
        where=where,
        hint="库不能用别的程序改；换一个文件名，用 policydiff store add 重新建库",
    )


@contextmanager
def sound(id_: object) -> Iterator[None]:
    """What cannot be made of the rows about a document, within, is told as a store that was changed by hand."""
    try:
        yield
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
        raise damaged(f"文件 {str(id_)[:80]} 的记录读不懂") from error


_OBJECTS = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"


def _is_as_made(connection: sqlite3.Connection) -> bool:
    """Is everything there as it was made, and nothing that acts of itself?  Views and indexes of one's own may be there."""
    with closing(sqlite3.connect(":memory:")) as model:
        model.executescript(TABLES)
        made = {(type_, name, sql) for type_, name, sql in model.execute(_OBJECTS)}
    found = {(type_, name, sql) for type_, name, sql in connection.execute(_OBJECTS)}
    return made <= found and all(type_ != "trigger" for type_, _, _ in found)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _has_tables(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Put ``rows`` into ``table``; each names its columns, all of them the same."""
    waiting = iter(rows)
    first = next(waiting, None)
    if first is not None:
        values = ", ".join(f":{name}" for name in first)
        connection.executemany(
            f"INSERT INTO {table} ({', '.join(first)}) VALUES ({values})", chain((first,), waiting)
        )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of what is written inside, or nothing of it: also when the power goes."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
