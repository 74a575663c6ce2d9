"""The catalogue of a corpus: its documents and jurisdictions, and which text steps aside for which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from policydiff.corpus.places import level_of, parent_of
from policydiff.errors import InvalidCatalogue, InvalidRequest
from policydiff.files import file_name, read_toml
from policydiff.model import Completeness, Jurisdiction, Kind
from policydiff.resources import folder
from policydiff.text import fold


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
        return self._last.get(id_)

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

    @cached_property
    def _last(self) -> dict[str, Entry]:
        """For each document that steps aside the one at the end of its chain, which may be thousands long."""
        found: dict[str, Entry] = {}
        for id_ in self._next:
            chain = {id_: self._next[id_]}
            end = self._next[id_]
            # a catalogue that is wrong may go round, and is looked at all the same to say so
            while end.id not in found and end.id in self._next and self._next[end.id].id not in chain:
                chain[end.id] = end = self._next[end.id]
            last = found.get(end.id, end)
            found.update((step, last) for step in chain if step != last.id)
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
    text = re.sub(r"^.{0,30}关于印发|的?通知$|(?:要点|内容)?(?:摘编|摘要|摘录|节选)$", "", text)
    return re.sub(r"[〔\[（(【](\d{4})[〕\]）)】]第?", r"(\1)", text)


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


def is_id(text: str) -> bool:
    """May ``text`` be the id of a document, and so the name of its files?"""
    return _ID.fullmatch(text) is not None and file_name(text) == text


_ID = re.compile(r"\w[\w.-]{0,79}")


def _wrong_successions(entries: dict[str, Entry]) -> Iterator[str]:
    for entry in entries.values():
        for old in entry.supersedes:
            if old not in entries:
                yield f"{entry.id} 取代的 {old} 不在目录里"
    known = {entry.id: [old for old in entry.supersedes if old in entries] for entry in entries.values()}
    try:
        TopologicalSorter(known).prepare()
    except CycleError as error:
        circle = set(error.args[1])
        yield from (f"{id_} 绕了一圈取代了自己" for id_ in entries if id_ in circle)


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
    named_alike: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        named = f"{row['id']} " if isinstance(row.get("id"), str) else f"第 {number} 个 document "
        if not _has_texts(row, named, _TEXTS, problems):
            continue
        id_ = row.get("id", "")
        if not id_ or id_ in found:
            problems.append(f"文件编号“{id_}”缺失或重复")
            continue
        if not is_id(id_):
            problems.append(f"文件编号“{id_}”不能用作文件名：用字母、数字、汉字、- 和 _")
            continue
        if id_.lower() in named_alike:
            problems.append(f"文件编号 {id_} 和 {named_alike[id_.lower()]} 只差大小写")
            continue
        named_alike[id_.lower()] = id_
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
