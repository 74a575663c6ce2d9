"""One part of a study, worked out anywhere: a document read once and held against those above it."""

from __future__ import annotations

import hashlib
import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from policydiff.concordance import compare
from policydiff.corpus import Entry, Given
from policydiff.corpus.opening import open_entry
from policydiff.errors import PolicyDiffError
from policydiff.files import read_plain
from policydiff.lexicon import Lexicon, current, using
from policydiff.model import Document, Jurisdiction
from policydiff.readers import MAX_PACKED
from policydiff.store import CoupleRows, DocumentRows, Stored, couple_rows, data_version, document_rows

OPEN = 8
"""Documents from above that a process keeps open."""


@dataclass(frozen=True, slots=True)
class Task:
    """What one part needs."""

    entry: Entry
    place: Jurisdiction
    above: tuple[bytes, ...]
    """The packed documents that it is held against."""
    kept: bool
    """The store has the document as it is: only its comparisons are wanted."""
    wanted_below: bool
    """Other documents will be held against this one."""
    lexicon: Path | None
    """The folder of own word lists."""


@dataclass(frozen=True, slots=True)
class Part:
    """What came of it."""

    id: str
    document: DocumentRows | None
    couples: tuple[CoupleRows, ...]
    packed: bytes
    """The document, where others are held against it."""
    version: str
    """Of program and word lists, where the part was worked out."""
    trouble: str = ""
    """Why the document could not be read; then there is nothing else."""


def work(task: Task) -> Part:
    """The part that ``task`` asks for; what is wrong with its file is said in ``trouble``."""
    with using(_lexicon(task.lexicon)):
        try:
            document = open_entry(task.entry, task.place)
        except PolicyDiffError as error:
            return Part(task.entry.id, None, (), b"", data_version(), str(error))
        stored = Stored(document.id, task.entry.id, Given())
        return Part(
            document.id,
            None if task.kept else document_rows(document, stored),
            tuple(couple_rows(compare(_opened(upper), document)) for upper in task.above),
            pack(document) if task.wanted_below else b"",
            data_version(),
        )


def pack(document: Document) -> bytes:
    """``document`` as it goes from process to process; never written to a file."""
    return zlib.compress(pickle.dumps(document, pickle.HIGHEST_PROTOCOL), 1)


@lru_cache(maxsize=OPEN)
def _opened(packed: bytes) -> Document:
    document: Document = pickle.loads(zlib.decompress(packed))
    return document


@cache
def _own(folder: Path) -> Lexicon:
    return Lexicon(folder)


def _lexicon(folder: Path | None) -> Lexicon:
    return current() if folder is None else _own(folder)


def mark(entry: Entry, place: Jurisdiction, above: Sequence[str]) -> str:
    """A digest of all that a part depends on besides the documents above it: file, facts, word lists, program.

    A file that is absent has a mark too, so that it is asked for again when it is there.
    """
    try:
        content = hashlib.sha256(read_plain(entry.path, MAX_PACKED)).hexdigest()
    except PolicyDiffError:
        content = ""
    facts = (
        content, entry.id, entry.title, entry.kind, entry.completeness, entry.number, entry.issued, entry.issuer,
        place.code, place.name, place.level, place.parent, *above, data_version(),
    )  # fmt: skip
    return hashlib.sha256("\n".join(map(str, facts)).encode()).hexdigest()
