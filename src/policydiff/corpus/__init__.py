"""The catalogue: documents, jurisdictions, and how they stand to each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from policydiff.commitments.parse import parse
from policydiff.errors import InvalidCatalogue, InvalidRequest, UnknownDocument
from policydiff.files import read_toml
from policydiff.model import (
    Completeness,
    Document,
    Jurisdiction,
    Kind,
    Level,
    Lineage,
    Notice,
)
from policydiff.readers import read
from policydiff.resources import folder
from policydiff.text import fold
from policydiff.wording import notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document of the catalogue."""

    id: str
    path: Path
    title: str
    code: str | None
    issuer: str | None
    number: str | None
    issued: date | None
    kind: Kind
    completeness: Completeness
    source: str
    sha256: str | None
    supersedes: tuple[str, ...] = ()
    """Ids of documents that step aside for this one."""
    stands_for: str = ""
    """Title or number of the document that a digest stands in for until it is there itself."""


@dataclass(frozen=True)
class Catalogue:
    """All entries and jurisdictions, in the order of the file."""

    path: Path
    entries: dict[str, Entry]
    jurisdictions: dict[str, Jurisdiction]

    def successor(self, id_: str) -> Entry | None:
        """The document that ``id_`` steps aside for; None when it stands for itself.

        One that names ``id_`` in ``supersedes``; else, for a digest or an
        excerpt, the full text of the same jurisdiction with its number, its
        title, or what it says it stands for.
        """
        found = None
        seen = {id_}
        # a catalogue that is wrong may go round, and is looked at all the same to say so
        while (newer := self._next.get(found.id if found else id_)) is not None and newer.id not in seen:
            found = newer
            seen.add(newer.id)
        return found

    def current(self) -> tuple[Entry, ...]:
        """The entries that nothing supersedes, in the order of the file."""
        return tuple(entry for entry in self.entries.values() if entry.id not in self._next)

    @cached_property
    def _next(self) -> dict[str, Entry]:
        """For each document that steps aside the one it steps aside for directly, the first of the file."""
        found: dict[str, Entry] = {}
        parts = [entry for entry in self.entries.values() if entry.completeness is not Completeness.FULL]
        for other in self.entries.values():
            full_text_of = [entry.id for entry in parts if _is_full_text_of(other, entry)]
            for id_ in (*other.supersedes, *full_text_of):
                if id_ != other.id:
                    found.setdefault(id_, other)
        return found

    def jurisdiction(self, code: str | None) -> Jurisdiction | None:
        """The jurisdiction with ``code``; one that is not in the catalogue gets its level and parent from the digits."""
        if code is None:
            return None
        known = self.jurisdictions.get(code)
        if known is not None:
            return known
        if not (len(code) == 6 and code.isdigit()):
            raise InvalidRequest(
                f"辖区代码应为 6 位数字，这里是“{code}”", hint="按 GB/T 2260 填写，例如 150000"
            )
        return Jurisdiction(code, code, level_of(code), parent_of(code))


def _is_full_text_of(other: Entry, entry: Entry) -> bool:
    if (
        other.code != entry.code
        or other.completeness is not Completeness.FULL
        or entry.completeness is Completeness.FULL
    ):
        return False
    names = {_name_key(name) for name in (other.title, other.number) if name}
    return any(name and _name_key(name) in names for name in (entry.number, entry.stands_for, entry.title))


def _name_key(name: str) -> str:
    """A title or number without what varies from print to print: brackets of other shapes, quotes, version notes."""
    text = re.sub(r"[\s《》“”\"'·]|[（(][^（()）]{1,12}[)）]$", "", fold(name))
    text = re.sub(r"^.{0,30}关于印发|的?通知$", "", text)
    return re.sub(r"[〔\[（(【](\d{4})[〕\]）)】]第?", r"(\1)", text)


def level_of(code: str) -> Level:
    """The level that the digits of a GB/T 2260 code say: 150000 region, 150600 city, 150624 banner.

    >>> [level_of(c).value for c in ("100000", "150000", "150600", "150624")]
    ['country', 'region', 'city', 'banner']
    """
    if code[:2] in {"10", "00"} and code.endswith("0000"):
        return Level.COUNTRY
    if code.endswith("0000"):
        return Level.REGION
    return Level.CITY if code.endswith("00") else Level.BANNER


def parent_of(code: str) -> str | None:
    """The code one level up, by the digits of GB/T 2260; None for the country."""
    match level_of(code):
        case Level.COUNTRY:
            return None
        case Level.REGION:
            return "100000"
        case Level.CITY:
            return code[:2] + "0000"
        case _:
            return code[:4] + "00"


_DEPTH = {Level.COUNTRY: 0, Level.REGION: 1, Level.CITY: 2, Level.BANNER: 3}


def depth(jurisdiction: Jurisdiction | None) -> int:
    """How far below the country a jurisdiction lies, 0 to 3; -1 when unknown."""
    return -1 if jurisdiction is None else _DEPTH[jurisdiction.level]


def lineage_of(upper: Jurisdiction | None, lower: Jurisdiction | None) -> Lineage:
    """How ``lower`` stands to ``upper``: under it, beside it under a common region, or neither."""
    if upper is None or lower is None:
        return Lineage.UNRELATED
    if upper.code != lower.code and upper.code in ancestors(lower):
        return Lineage.SUBORDINATE
    if upper.code == lower.code:
        return Lineage.PEER
    common = {*ancestors(upper), upper.code} & {*ancestors(lower), lower.code} - {"100000"}
    return Lineage.PEER if common else Lineage.UNRELATED


def of_one_level(upper: Jurisdiction | None, lower: Jurisdiction | None) -> bool:
    """Are both places known and of one level, so that what each reaches in all may be compared?"""
    return upper is not None and lower is not None and upper.level is lower.level


def ancestors(jurisdiction: Jurisdiction) -> tuple[str, ...]:
    """The codes above ``jurisdiction``, nearest first."""
    found: list[str] = []
    code = jurisdiction.parent
    while code is not None and code not in found:
        found.append(code)
        code = parent_of(code)
    return tuple(found)


@cache
def load_catalogue(root: Path | None = None) -> Catalogue:
    """The catalogue of the corpus at ``root``, by default the one that comes with the program.

    Raises InvalidCatalogue with every problem of the file at once.
    """
    catalogue, problems = read_catalogue(root or folder("corpus"))
    if problems:
        shown = "；".join(problems[:5]) + (f"；另有 {len(problems) - 5} 处" if len(problems) > 5 else "")
        raise InvalidCatalogue(
            f"目录有 {len(problems)} 处错误：{shown}", where=str(catalogue.path), hint="逐处改正后再试"
        )
    return catalogue


def read_catalogue(root: Path) -> tuple[Catalogue, tuple[str, ...]]:
    """The catalogue of the corpus at ``root`` as far as it makes sense, and what is wrong with it.

    Raises InvalidCatalogue when the file is absent or no TOML.
    """
    path = root / "catalog.toml"
    data = read_toml(path)
    problems: list[str] = []
    rows = {name: data.get(name, []) for name in ("jurisdiction", "document")}
    for name, value in rows.items():
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            problems.append(f"{name} 应写成 [[{name}]]")
            rows[name] = []
    jurisdictions = _jurisdictions(rows["jurisdiction"], problems)
    entries = _entries(rows["document"], root, jurisdictions, problems)
    problems.extend(_wrong_successions(entries))
    return Catalogue(path, entries, jurisdictions), tuple(problems)


def _wrong_successions(entries: dict[str, Entry]) -> Iterator[str]:
    for entry in entries.values():
        for old in entry.supersedes:
            if old not in entries:
                yield f"{entry.id} 取代的 {old} 不在目录里"
    for entry in entries.values():
        seen, open_ = set[str](), list(entry.supersedes)
        while open_:
            old = open_.pop()
            if old == entry.id:
                yield f"{entry.id} 绕了一圈取代了自己"
                break
            if old in entries and old not in seen:
                seen.add(old)
                open_.extend(entries[old].supersedes)


def _jurisdictions(rows: list[dict[str, Any]], problems: list[str]) -> dict[str, Jurisdiction]:
    found: dict[str, Jurisdiction] = {}
    for number, row in enumerate(rows, 1):
        if not _has_texts(row, f"第 {number} 个 jurisdiction ", ("code", "name", "parent"), problems):
            continue
        code = row.get("code", "")
        if not (len(code) == 6 and code.isdigit()):
            problems.append(f"辖区代码“{code}”不是 6 位数字")
            continue
        if code in found:
            problems.append(f"辖区代码 {code} 重复")
        parent = row.get("parent") or parent_of(code)
        if parent != parent_of(code):
            problems.append(f"辖区 {code} 的上级写作 {parent}，按代码应为 {parent_of(code)}")
        found[code] = Jurisdiction(code, row.get("name", code), level_of(code), parent)
    return found


def _entries(
    rows: list[dict[str, Any]], root: Path, jurisdictions: dict[str, Jurisdiction], problems: list[str]
) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for number, row in enumerate(rows, 1):
        named = f"{row['id']} " if isinstance(row.get("id"), str) else f"第 {number} 个 document "
        if not _has_texts(row, named, _TEXTS, problems):
            continue
        id_ = row.get("id", "")
        if not id_ or id_ in found:
            problems.append(f"文件编号“{id_}”缺失或重复")
            continue
        code = row.get("code")
        if code is not None and code not in jurisdictions:
            problems.append(f"{id_} 的辖区 {code} 不在目录里")
        issued = row.get("date")
        if issued is not None and not isinstance(issued, date):
            problems.append(f"{id_} 的日期“{issued}”不是 2022-03-18 这样的日期")
            issued = None
        try:
            kind = Kind(row.get("kind", "plan"))
            completeness = Completeness(row.get("completeness", "full"))
        except ValueError as error:
            problems.append(f"{id_}：{error}")
            continue
        path = (root / row.get("file", "")).resolve()
        if not path.is_relative_to(root.resolve()):
            problems.append(f"{id_} 的文件在语料文件夹之外：{row.get('file')}")
        found[id_] = Entry(
            id=id_,
            path=path,
            title=row.get("title", id_),
            code=code,
            issuer=row.get("issuer"),
            number=row.get("number"),
            issued=issued,
            kind=kind,
            completeness=completeness,
            source=row.get("source", ""),
            sha256=row.get("sha256"),
            supersedes=_ids(named, row.get("supersedes", []), problems),
            stands_for=row.get("stands_for", ""),
        )
    return found


_TEXTS = (
    "id", "file", "title", "code", "issuer", "number", "kind", "completeness", "source", "sha256", "stands_for",
)  # fmt: skip
"""What a document's entry says in words."""


def _has_texts(row: dict[str, Any], named: str, fields: Iterable[str], problems: list[str]) -> bool:
    """Whether each of ``fields`` that the row has is a text; notes every one that is not."""
    wrong = [name for name in fields if not isinstance(row.get(name, ""), str)]
    problems.extend(f"{named}的 {name} 应是一段带引号的文字" for name in wrong)
    return not wrong


def _ids(named: str, value: Any, problems: list[str]) -> tuple[str, ...]:
    """One id or a list of them."""
    ids = value if isinstance(value, list) else [value]
    if all(isinstance(id_, str) for id_ in ids):
        return tuple(ids)
    problems.append(f'{named}的 supersedes 应是编号的列表，如 ["nmg-digest"]')
    return ()


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
    source = read(entry.path)
    if entry.sha256 and source.sha256 != entry.sha256:
        notices = (*notices, notice("changed-source", file=entry.path.name))
    return parse(
        source,
        id=entry.id,
        title=given.title or entry.title,
        kind=given.kind or entry.kind,
        jurisdiction=catalogue.jurisdiction(given.code or entry.code),
        number=entry.number,
        issued=given.issued or entry.issued,
        issuer=entry.issuer,
        completeness=entry.completeness,
        notices=notices,
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
    notices: tuple[Notice, ...] = ()
    for entry in catalogue.entries.values():
        if entry.sha256 == source.sha256:
            return open_document(entry.id, given, catalogue)
    jurisdiction = catalogue.jurisdiction(given.code)
    if jurisdiction is None:
        notices = (notice("jurisdiction-unknown"),)
    return parse(
        source,
        id=path.stem,
        title=given.title,
        kind=given.kind,
        jurisdiction=jurisdiction,
        issued=given.issued,
        completeness=Completeness.DIGEST if given.kind is Kind.DIGEST else Completeness.FULL,
        notices=notices,
    )


def couples(catalogue: Catalogue) -> Iterator[tuple[Entry, Entry]]:
    """Every couple worth comparing: a promise-making upper document with one of a lower level in the same region.

    Reports state results and are not compared as promises; what stepped
    aside for a fuller text is left out.
    """
    entries = [entry for entry in catalogue.current() if entry.kind is not Kind.REPORT]
    for upper in entries:
        for lower in entries:
            above, below = catalogue.jurisdiction(upper.code), catalogue.jurisdiction(lower.code)
            if above is None or below is None or depth(above) >= depth(below):
                continue
            if (
                lower.completeness is not Completeness.DIGEST
                and lineage_of(above, below) is not Lineage.UNRELATED
            ):
                yield upper, lower
