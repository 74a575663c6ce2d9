"""A folder of plans without a catalogue: each file is read, and says itself whose it is.

In: a folder.  Out: a catalogue of what could be read, with places from the
names that the documents give, so that the rule of `couples` finds what is to
be compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from policydiff.corpus.catalogue import Catalogue, Entry, load_catalogue
from policydiff.corpus.couples import couples
from policydiff.corpus.opening import open_document
from policydiff.corpus.own_output import is_own_output
from policydiff.errors import InvalidRequest, PolicyDiffError
from policydiff.model import Jurisdiction
from policydiff.readers import SUFFIXES
from policydiff.wording import quiet


def gathered(
    root: Path,
    output: Path | None = None,
    progress: Callable[[str], None] = quiet,
    warn: Callable[[str], None] = quiet,
) -> Catalogue:
    """The catalogue of the folder ``root``: its own where it has one, else one made of the files in it.

    What the program wrote is left out, wherever it lies, as are hidden files.  ``warn`` is told of
    it, and of every file that cannot be read or does not say whose it is.  Raises InvalidRequest
    when ``root`` is no folder, holds fewer than two documents, or none of them is above another.
    """
    if not root.is_dir():
        raise InvalidRequest(
            "这不是文件夹", where=str(root), hint="给出装着方案的文件夹；两份文件用 policydiff compare"
        )
    if (root / "catalog.toml").is_file():
        return load_catalogue(root)
    base = load_catalogue()
    unlisted = Catalogue(root, {}, base.jurisdictions)
    entries: dict[str, Entry] = {}
    places: dict[str, Jurisdiction] = dict(base.jurisdictions)
    found = _files(root, output)
    own = [path for path in found if is_own_output(path)]
    if own:
        warn(f"{len(own)} 个文件是本程序写的报告，没有当作方案来读，如 {own[0].name}")
    for path in (path for path in found if path not in own):
        progress(f"读取 {path.name}")
        try:
            document = open_document(str(path), catalogue=unlisted)
        except PolicyDiffError as error:
            warn(f"{path.name} 没有读：{error.what}")
            continue
        place = document.jurisdiction
        if place is None:
            warn(
                f"{path.name} 没有写明是哪里的文件，不参加对照；用 policydiff compare 时可以给 --upper-code、--lower-code"
            )
        else:
            places.setdefault(place.code, place)
        id_ = _free(path.stem, entries)
        entries[id_] = Entry(
            id=id_,
            path=path,
            title=document.title,
            code=place.code if place else None,
            issuer=document.issuer,
            number=document.number,
            issued=document.issued,
            kind=document.kind,
            completeness=document.completeness,
            source="",
            sha256=document.source.sha256,
        )
    if len(entries) < 2:
        raise InvalidRequest(
            f"文件夹里能对照的文件只有 {len(entries)} 份", where=str(root), hint="放进至少两份不同层级的文件"
        )
    catalogue = Catalogue(root, entries, places)
    compared = {entry.id for couple in couples(catalogue) for entry in couple}
    if not compared:
        first, second = (str(entry.path) for entry in list(entries.values())[:2])
        raise InvalidRequest(
            "文件夹里没有可以对照的上下级文件：看不出哪份是哪份的上级",
            where=str(root),
            hint=f"policydiff compare {first} {second} --upper-code 代码 --lower-code 代码（上级在前）；"
            f"同一文件的两版：policydiff revise {first} {second}",
        )
    whole = {entry.id for entry in catalogue.current()}
    if parts := [entry.path.name for entry in entries.values() if entry.id not in whole]:
        warn(f"有同一地方的全文，摘编、节选没有另外对照：{'、'.join(parts)}")
    if left := [entry for entry in catalogue.current() if entry.id not in compared and entry.code]:
        names = "、".join(f"{entry.path.name}（{places[entry.code].name}）" for entry in left if entry.code)
        warn(f"{len(left)} 份文件在这里没有上级或下级可以对照：{names}")
    return catalogue


def _files(root: Path, output: Path | None) -> list[Path]:
    """The documents in ``root`` and the folders in it, by name."""
    written = output.resolve() if output else None
    found = []
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)
        ours = written is not None and path.resolve().is_relative_to(written) and written != root.resolve()
        if path.suffix.lower() in SUFFIXES and path.is_file() and not hidden and not ours:
            found.append(path)
    return found


def _free(stem: str, taken: dict[str, Entry]) -> str:
    """An id that is a file name and not yet taken: that of the file, with a number where two are alike."""
    stem = re.sub(r"[^\w.-]+", "_", stem) or "document"
    number, id_ = 1, stem
    while id_ in taken:
        number += 1
        id_ = f"{stem}-{number}"
    return id_
