"""One document opened: by its id in the catalogue or by the path of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from policydiff.commitments.parse import parse
from policydiff.corpus.catalogue import Catalogue, Entry, load_catalogue
from policydiff.corpus.names import located
from policydiff.errors import UnknownDocument
from policydiff.model import Document, Jurisdiction, Kind, Notice
from policydiff.readers import read
from policydiff.text import visible
from policydiff.wording import notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Facts of a document that the user gave; they go before what the text says."""

    title: str | None = None
    code: str | None = None
    kind: Kind | None = None
    issued: date | None = None


def open_document(
    doc: str, given: Given | None = None, catalogue: Catalogue | None = None, *, newest: bool = False
) -> Document:
    """The document that ``doc`` names: an id of the catalogue, or the path of a file.

    ``newest`` gives the full text in place of a digest that stepped aside for
    it, and a notice.  Raises UnknownDocument, with near ids, when ``doc`` is neither.
    """
    catalogue = catalogue or load_catalogue()
    given = given or Given()
    entry = catalogue.entries.get(doc)
    if entry is None:
        return _open_path(doc, given, catalogue)
    notices: tuple[Notice, ...] = ()
    newer = catalogue.successor(entry.id)
    if newer is not None:
        code = "superseded-replaced" if newest else "superseded"
        notices = (notice(code, old=entry.id, new=newer.id),)
        entry = newer if newest else entry
    return open_entry(entry, catalogue.jurisdiction(given.code or entry.code), given, notices)


def open_entry(
    entry: Entry,
    jurisdiction: Jurisdiction | None,
    given: Given | None = None,
    notices: Sequence[Notice] = (),
) -> Document:
    """The document of an entry, whose facts go behind those ``given``."""
    given = given or Given()
    source = read(entry.path)
    if entry.sha256 and source.sha256 != entry.sha256:
        notices = (*notices, notice("changed-source", file=entry.path.name))
    return parse(
        source,
        id=entry.id,
        title=given.title or entry.title,
        kind=given.kind or entry.kind,
        jurisdiction=jurisdiction,
        number=entry.number,
        issued=given.issued or entry.issued,
        issuer=entry.issuer,
        completeness=entry.completeness,
        notices=tuple(notices),
    )


def _open_path(doc: str, given: Given, catalogue: Catalogue) -> Document:
    path = Path(doc)
    try:
        exists = path.exists()
    except (OSError, ValueError):
        exists = False
    if not exists:
        near = get_close_matches(doc, catalogue.entries, n=3, cutoff=0.5)
        hint = f"是不是 {'、'.join(near)}？" if near else "可用编号：" + "、".join(catalogue.entries)
        raise UnknownDocument(f"找不到“{doc}”：既不是文件，也不是目录里的编号", hint=hint)
    source = read(path)
    for entry in catalogue.entries.values():
        if entry.sha256 == source.sha256:
            return open_document(entry.id, given, catalogue)
    jurisdiction = catalogue.jurisdiction(given.code)
    document = parse(
        source,
        id=visible(path.stem),  # a name need not be text that can be written
        title=given.title,
        kind=given.kind,
        jurisdiction=jurisdiction,
        issued=given.issued,
    )
    if jurisdiction is not None:
        return document
    return located(document, catalogue)
