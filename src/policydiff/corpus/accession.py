"""Taking a document into a corpus: what its entry will say, the copy as received, and whether a corpus is in order."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from policydiff.corpus import Catalogue, Entry, load_catalogue, open_document, read_catalogue
from policydiff.corpus.catalogue import is_id
from policydiff.errors import InvalidRequest, PolicyDiffError
from policydiff.files import locked, parse_toml, read_plain, write_whole, written_beside
from policydiff.model import Completeness, Document
from policydiff.readers import MAX_PACKED
from policydiff.resources import folder, is_installed

_HEADER = """# 语料目录：辖区按 GB/T 2260 代码，文件一件一条。
# file 相对于本目录；文件按收到时的原样保存，sha256 用来发现改动。
# completeness：full 全文，excerpt 节选，digest 摘编（不能据以断定缺失或新增）。
"""


def corpus_to_write(root: Path | None) -> Path:
    """The corpus folder that documents are added to; one without a catalogue gets an empty one in memory only.

    Raises InvalidRequest for the corpus inside an installed program, which
    the next installation would replace.
    """
    if root is None:
        root = folder("corpus")
        if is_installed(root):
            raise InvalidRequest(
                "随程序安装的语料不能添加文件：重新安装时会丢失",
                where=str(root),
                hint="用 --corpus 给出自己的语料文件夹，第一次会新建",
            )
    if root.exists() and not root.is_dir():
        raise InvalidRequest("--corpus 给出的不是文件夹", where=str(root), hint="给出语料文件夹的路径")
    return root


def catalogue_of(root: Path) -> Catalogue:
    """The catalogue of ``root``; an empty one where the folder has none yet."""
    if not (root / "catalog.toml").exists():
        return Catalogue(root / "catalog.toml", {}, {})
    return load_catalogue(root)


def proposed_id(document: Document, code: str, catalogue: Catalogue) -> str:
    """An id after the manner of the catalogue: the name of its jurisdiction's folder and the year."""
    name = _folder_name(code, None, catalogue).removeprefix(code).strip("-") or code
    return f"{name}-{document.issued.year}" if document.issued else name


@dataclass(frozen=True, slots=True)
class Accession:
    """A document about to be taken in."""

    entry: Entry
    document: Document
    root: Path
    data: bytes
    place: str | None
    """The name of a jurisdiction that the catalogue does not have yet."""

    @property
    def file(self) -> str:
        """Where the copy will lie, below the corpus folder."""
        return self.entry.path.relative_to(self.root.resolve()).as_posix()


def prepare(
    path: Path,
    document: Document,
    root: Path,
    *,
    code: str,
    id_: str | None = None,
    number: str | None = None,
    issuer: str | None = None,
    completeness: Completeness | None = None,
    source: str = "",
    supersedes: Sequence[str] = (),
    place: str | None = None,
) -> Accession:
    """What adding ``document``, read from ``path``, will write; nothing is written yet.

    Raises InvalidRequest for an id or text that the catalogue has, an id that
    is no file name, an unknown document to supersede, a code that is not six
    digits or that the catalogue has no name for.
    """
    catalogue = catalogue_of(root)
    jurisdiction = catalogue.jurisdiction(code)
    if code not in catalogue.jurisdictions and not place:
        raise InvalidRequest(f"目录里没有辖区 {code}", hint="用 --name 给出它的名称，例如 --name 通辽市")
    assert jurisdiction is not None
    id_ = id_ or proposed_id(document, code, catalogue)
    check_id(id_)
    for old in supersedes:
        if old not in catalogue.entries:
            raise InvalidRequest(f"要取代的“{old}”不在目录里", hint="编号见 policydiff corpus list")
    data = _bytes(path, document.source.sha256)
    home = _folder_name(code, place, catalogue)
    target = (root / home / f"{id_}{_suffix(path)}").resolve()
    if not target.is_relative_to(root.resolve()):
        raise InvalidRequest(
            "文件会写到语料文件夹之外", where=str(target), hint=f"检查 {home} 是不是符号链接"
        )
    kind = document.kind
    entry = Entry(
        id=id_,
        path=target,
        title=document.title,
        code=code,
        issuer=issuer or document.issuer,
        number=number or document.number,
        issued=document.issued,
        kind=kind,
        completeness=completeness or document.completeness,
        source=source or "收到的文件，按原样保存",
        sha256=document.source.sha256,
        supersedes=tuple(supersedes),
    )
    _refuse_known(entry, catalogue)
    return Accession(entry, document, root, data, None if code in catalogue.jurisdictions else place)


def _refuse_known(entry: Entry, catalogue: Catalogue) -> None:
    """Raise InvalidRequest where ``catalogue`` has the id, the text or the document of ``entry`` already."""
    known = {name.lower(): name for name in catalogue.entries}
    if entry.id.lower() in known:
        raise InvalidRequest(f"编号 {known[entry.id.lower()]} 已经有了", hint="用 --id 给出另一个编号")
    for other in catalogue.entries.values():
        if other.sha256 == entry.sha256:
            raise InvalidRequest(f"这份文件已经登记，编号 {other.id}", hint="不用再添加")
    same = [
        other.id
        for other in catalogue.entries.values()
        if other.completeness is entry.completeness
        and other.code == entry.code
        and ((entry.number and other.number == entry.number) or other.title == entry.title)
        and other.id not in entry.supersedes
    ]
    if same:
        raise InvalidRequest(
            f"目录里已有同一份文件：{'、'.join(same)}（标题或文号相同）",
            hint=f"若是新的版本，加 --supersedes {same[0]}",
        )


def check_id(id_: str) -> None:
    """Raise InvalidRequest for an id that cannot be the name of a file."""
    if not is_id(id_):
        raise InvalidRequest(
            f"编号“{id_}”不能用作文件名", hint="用字母、数字、汉字、- 和 _，例如 neimenggu-2022"
        )


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ".txt"


def _bytes(path: Path, digest: str) -> bytes:
    data = read_plain(path, MAX_PACKED)
    if hashlib.sha256(data).hexdigest() != digest:
        raise InvalidRequest("文件在读取时被改动了", where=str(path), hint="等它保存完再试")
    return data


def _folder_name(code: str, place: str | None, catalogue: Catalogue) -> str:
    """The folder of a jurisdiction: the one its documents lie in, else the one named for its code."""
    root = catalogue.path.parent
    for entry in catalogue.entries.values():
        inside = entry.path.parent
        if entry.code == code and inside != root.resolve() and inside.is_relative_to(root.resolve()):
            return inside.relative_to(root.resolve()).as_posix()
    found = sorted(
        path.name for path in root.glob(f"{code}*") if re.fullmatch(rf"{code}(?:-[\w.-]+)?", path.name)
    )
    return found[0] if found else code


# writing


def entry_text(accession: Accession) -> str:
    """The lines that the catalogue gets."""
    import tomlkit

    entry = accession.entry
    added = tomlkit.document()
    if accession.place:
        added["jurisdiction"] = tomlkit.aot()
        added["jurisdiction"].append(_table(code=entry.code, name=accession.place))
    added["document"] = tomlkit.aot()
    added["document"].append(
        _table(
            id=entry.id, file=accession.file, title=entry.title, code=entry.code, issuer=entry.issuer, number=entry.number,
            date=entry.issued, kind=entry.kind.value, completeness=entry.completeness.value,
            supersedes=list(entry.supersedes), source=entry.source, sha256=entry.sha256,
        )
    )  # fmt: skip
    return "\n" + tomlkit.dumps(added)


def _table(**values: str | date | list[str] | None) -> dict[str, Any]:
    """The ``values`` that there are, their texts without characters that are no text."""
    return {
        name: _clean(value) if isinstance(value, str) else value for name, value in values.items() if value
    }


def _clean(text: str) -> str:
    kept = "".join(char for char in text if char == "\n" or char.isprintable() or char == "\u3000")
    return kept.encode("utf-8", "ignore").decode("utf-8")


def admit(accession: Accession) -> None:
    """Copy the file as received and append its entry; both happen or neither.

    Everything that stands in the catalogue stays as it is, also what another
    run has added since ``accession`` was prepared.  Raises InvalidRequest when
    that is the same document or another file has the place, UnwritableOutput
    when something cannot be written.
    """
    path = accession.root / "catalog.toml"
    with locked(path):
        load_catalogue.cache_clear()
        catalogue = catalogue_of(accession.root)
        _refuse_known(accession.entry, catalogue)
        if accession.entry.code in catalogue.jurisdictions:
            accession = replace(accession, place=None)
        before = read_plain(path, MAX_PACKED).decode("utf-8") if path.exists() else _HEADER
        after = before + ("" if before.endswith("\n") else "\n") + entry_text(accession)
        parse_toml(after.encode("utf-8"), path)  # what is written must be readable
        made = _place(accession.data, accession.entry.path)
        try:
            write_whole(path, after)
        except (PolicyDiffError, OSError):
            if made:
                accession.entry.path.unlink(missing_ok=True)
            raise
        finally:
            load_catalogue.cache_clear()


def _place(data: bytes, target: Path) -> bool:
    """Write ``data`` to ``target`` unless it is there already; False when the same file was left from before."""
    taken = InvalidRequest("那里已有另一个文件，不覆盖", where=str(target), hint="用 --id 给出另一个编号")
    try:
        there = target.exists() or target.is_symlink()
        if there and (target.is_symlink() or not target.is_file() or target.read_bytes() != data):
            raise taken
    except OSError as error:  # what cannot be read is not ours to replace
        raise taken from error
    if there:
        return False
    with written_beside(target, data) as temporary:
        try:
            # a link, unlike a rename, fails where a file has appeared meanwhile
            os.link(temporary, target)
        except FileExistsError as error:
            raise taken from error
        except OSError:  # a disk that knows no links
            temporary.replace(target)
    return True


# checking


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a corpus that is not in order."""

    id: str
    """The document, or empty for the catalogue itself."""
    message: str


def check_corpus(root: Path) -> tuple[int, tuple[Fault, ...]]:
    """How many documents the corpus at ``root`` lists, and all that is wrong with it.

    Raises InvalidCatalogue when there is no catalogue to be read.
    """
    catalogue, problems = read_catalogue(root)
    faults = [Fault("", problem) for problem in problems]
    for entry in catalogue.entries.values():
        faults.extend(Fault(entry.id, message) for message in _entry_faults(entry, root, catalogue))
    listed = {entry.path for entry in catalogue.entries.values()}
    homes = {path.parent for path in listed} | {root / code for code in catalogue.jurisdictions}
    for home in sorted(homes - {root.resolve()}):
        for path in sorted(home.iterdir()) if home.is_dir() else ():
            if path.is_file() and not path.name.startswith(".") and path.resolve() not in listed:
                faults.append(Fault("", f"{path.name} 在语料文件夹里，但没有登记（{home.name}）"))
    return len(catalogue.entries), tuple(faults)


def _entry_faults(entry: Entry, root: Path, catalogue: Catalogue) -> Iterator[str]:
    if not entry.path.is_relative_to(root.resolve()):
        return  # said of the catalogue already
    try:
        there = entry.path.is_file()
    except OSError:  # a name that no system takes
        there = False
    if not there:
        yield f"文件不在：{entry.path.relative_to(root.resolve()).as_posix()}"
        return
    if entry.code is None:
        yield "没有辖区代码"
    if entry.sha256 is None:
        yield "没有登记校验和"
    try:
        if entry.sha256 and hashlib.sha256(read_plain(entry.path, MAX_PACKED)).hexdigest() != entry.sha256:
            yield "文件与登记的校验和不一致"
        document = open_document(entry.id, catalogue=_with_known_codes(catalogue, entry))
    except PolicyDiffError as error:
        yield f"读不了：{error.what}"
        return
    if not document.commitments:
        yield "没有读出任何承诺"
    if document.source.unread:
        yield f"{len(document.source.unread)} 页读不出文字"


def _with_known_codes(catalogue: Catalogue, entry: Entry) -> Catalogue:
    """The catalogue with an unknown code left out, so that the file itself can still be read."""
    if entry.code is None or entry.code in catalogue.jurisdictions:
        return catalogue
    return replace(catalogue, entries={**catalogue.entries, entry.id: replace(entry, code=None)})
