"""A user's own word lists, merged with the built-in ones.

A folder holds files named like the built-in lists.  Of each list the entries
go by their id: an id that is given again replaces the entry,
``enabled = false`` removes it, a new id is added; ``replace = true`` at the top
of a file leaves the built-in list out altogether.  All problems of all files
are told at once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from policydiff.errors import InvalidLexicon
from policydiff.lexicon.checking import (
    KINDS,
    File,
    Table,
    check_entry,
    check_ids,
    check_words,
    near,
    remove,
    replaces,
)
from policydiff.lexicon.own_units import merge_units
from policydiff.model import Dimension, Direction

LISTS = ("themes", "concepts", "opposites", "agencies", "units")
"""The lists that a user may replace or extend; the others are rules of the program."""
FALLBACK = "general"
"""The theme of what no word places; it cannot be removed."""
CROSS = "cross"


def merged(folder: Path, built_in: Mapping[str, Table]) -> dict[str, Table]:
    """The lists that ``folder`` changes, changed; raises InvalidLexicon with every problem."""
    problems: list[str] = []
    files = _read(folder, problems)
    lists: dict[str, Table] = dict(built_in)
    for name, merge in _MERGES.items():
        # concepts stand under themes: where themes go, their concepts go, whether the user gave concepts or not
        if name in files or (name == "concepts" and "themes" in files):
            file = File(name, files.get(name, {}), problems)
            lists[name] = merge(file, lists)
    if problems:
        raise InvalidLexicon(problems, where=str(folder))
    changed = {*files, "concepts"} if "themes" in files else {*files}
    return {name: lists[name] for name in changed}


def _read(folder: Path, problems: list[str]) -> dict[str, Table]:
    if not folder.is_dir():
        raise InvalidLexicon(["不是文件夹，或者不存在：给出装着词表（*.toml）的文件夹"], where=str(folder))
    files: dict[str, Table] = {}
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".toml")
    for path in paths:
        name = path.stem
        if name not in LISTS:
            problems.append(
                f"{path.name} 不是能在这里改的词表：可以放 {'、'.join(f'{n}.toml' for n in LISTS)}"
            )
            continue
        try:
            files[name] = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
        except UnicodeDecodeError:
            problems.append(f"{path.name} 不是 UTF-8 编码：用记事本打开，另存为 UTF-8")
        except tomllib.TOMLDecodeError as error:
            problems.append(f"{path.name} 不合 TOML 格式{_place(str(error))}")
        except OSError as error:
            problems.append(f"{path.name} 打不开：{error.strerror}")
    if not paths:
        raise InvalidLexicon(
            [f"文件夹里没有词表：放入 {'、'.join(f'{n}.toml' for n in LISTS)} 中的任意几个"],
            where=str(folder),
        )
    return files


def _place(message: str) -> str:
    """Where TOML broke, in Chinese, with the parser's own word for it."""
    match = re.search(r"\(at line (\d+), column (\d+)\)", message)
    what = re.sub(r"\s*\(at [^)]*\)", "", message)
    return f"，第 {match[1]} 行第 {match[2]} 列：{what}" if match else f"：{what}"


# Each entry's fields: the name, what it holds, and whether it must be there.
_CONCEPT = {
    "zh": (str, True), "en": (str, False), "any": (list, True), "not": (list, False), "kin": (list, False),
    "confused_with": (list, False), "dimension": (str, False), "direction": (str, False), "enabled": (bool, False),
}  # fmt: skip
_THEME = {
    "id": (str, True), "zh": (str, True), "en": (str, False), "heading": (list, False), "strong": (list, False),
    "words": (list, False), "near": (list, False), "enabled": (bool, False),
}  # fmt: skip


def _themes(file: File, lists: Mapping[str, Table]) -> Table:
    found = {} if replaces(file) else {entry["id"]: entry for entry in lists["themes"]["theme"]}
    for name in file.data:
        if name not in {"theme", "replace"}:
            file.wrong(name, "没有这个字段：每个主题写一段 [[theme]]")
    entries = file.data.get("theme", [])
    if not isinstance(entries, list):
        file.wrong("theme", "写成 [[theme]]，两层方括号")
        entries = []
    seen: dict[str, str] = {}
    for number, entry in enumerate(entries, 1):
        id_ = entry.get("id") if isinstance(entry, dict) else None
        key = id_ if isinstance(id_, str) else f"第 {number} 个 theme"
        checked = check_entry(file, key, entry, _THEME)
        if checked is None or not isinstance(id_, str):
            continue
        if id_ in seen:
            file.wrong(key, "写了两次：留一处")
        seen[id_] = key
        if id_ == CROSS:
            file.wrong(key, "是概念表的专用名：换一个编号")
        elif checked.get("enabled") is False:
            remove(file, key, id_, found)
        else:
            empty: Table = {"heading": [], "strong": [], "words": [], "near": []}
            found[id_] = {"en": checked["zh"], **empty, **checked}
    if FALLBACK not in found:
        file.wrong(FALLBACK, "不能停用：归不到别处的承诺归在这里；换全表时也要写上这一项")
    for id_, entry in found.items():
        if id_ in seen:
            check_ids(file, f"{id_}.near", entry["near"], found, "主题")
    kept = [
        {**entry, "near": [other for other in entry["near"] if other in found]} for entry in found.values()
    ]
    return {"theme": kept}


def _concepts(file: File, lists: Mapping[str, Table]) -> Table:
    sections = {**{entry["id"]: None for entry in lists["themes"]["theme"]}, CROSS: None}
    base = {} if replaces(file) else lists["concepts"]
    where = {id_: theme for theme, entries in base.items() if theme in sections for id_ in entries}
    found = {id_: base[theme][id_] for id_, theme in where.items()}
    given: dict[str, str] = {}
    broken: list[str] = []
    """Ids whose entry has faults of its own: naming them is not one more."""
    for theme, entries in file.data.items():
        if theme == "replace":
            continue
        if theme not in sections:
            file.wrong(theme, f"没有这个主题{near(theme, sections)}：先写进 themes.toml，或改成已有的主题")
            continue
        if not isinstance(entries, dict):
            file.wrong(theme, f"写成 [{theme}]，下面一行一个概念")
            continue
        for id_, entry in entries.items():
            key = f"{theme}.{id_}"
            if id_ in given:
                file.wrong(key, f"写了两次：另一处在 [{given[id_]}]，留一处")
            given[id_] = theme
            checked = check_entry(file, key, entry, _CONCEPT)
            if checked is None:
                broken.append(id_)
                continue
            if checked.get("enabled") is False:
                remove(file, key, id_, found)
            else:
                _check_measure(file, key, checked)
                kept = {name: value for name, value in checked.items() if name != "enabled"}
                found[id_] = {"en": checked["zh"], **kept}
                where[id_] = theme
    known = {**dict.fromkeys(broken), **found}
    for id_ in given:
        for name in ("kin", "confused_with"):
            check_ids(file, f"{given[id_]}.{id_}.{name}", found.get(id_, {}).get(name, ()), known, "概念")
    # what the user removed can no longer be named by what stays
    for id_, entry in found.items():
        for name in ("kin", "confused_with"):
            if id_ not in given and not all(other in found for other in entry.get(name, ())):
                found[id_] = entry = {**entry, name: [other for other in entry[name] if other in found]}
    return {theme: {id_: entry for id_, entry in found.items() if where[id_] == theme} for theme in sections}


def _check_measure(file: File, key: str, entry: Table) -> None:
    for name, values in (("dimension", Dimension), ("direction", Direction)):
        if name in entry and entry[name] not in list(values):
            file.wrong(f"{key}.{name}", f"只能是 {'、'.join(values)} 之一")


def _words_by_name(file: File, section: str, base: Mapping[str, Any], fewest: int) -> Table:
    """The lists of words of ``section`` by name, the user's before the built-in ones."""
    found = dict(base)
    given = file.data.get(section, {})
    if not isinstance(given, dict):
        file.wrong(section, f"写成 [{section}]，下面一行一组")
        return found
    for name, words in given.items():
        key = f"{section}.{name}"
        if isinstance(words, dict) and words == {"enabled": False}:
            remove(file, key, name, found)
        elif not isinstance(words, list) or len(words) < fewest:
            file.wrong(key, f"应是{KINDS[list]}，至少 {fewest} 个；停用写 {{ enabled = false }}")
        else:
            check_words(file, key, words)
            found[name] = words
    return found


def _opposites(file: File, lists: Mapping[str, Table]) -> Table:
    base = {"groups": {}, "acts": lists["opposites"]["acts"]} if replaces(file) else lists["opposites"]
    for name in file.data:
        if name not in {"groups", "acts", "replace"}:
            file.wrong(name, "没有这一节：可用 [groups]、[acts]")
    acts = _words_by_name(file, "acts", base["acts"], 1)
    for name in acts.keys() ^ {"begin", "finish"}:
        file.wrong(f"acts.{name}", "动作只有 begin、finish 两组，都要有")
    return {"groups": _words_by_name(file, "groups", base["groups"], 2), "acts": acts}


def _agencies(file: File, lists: Mapping[str, Table]) -> Table:
    base = {} if replaces(file) else lists["agencies"]["agency"]
    for name in file.data:
        if name not in {"agency", "replace"}:
            file.wrong(name, "没有这一节：写成 [agency]")
    return {"agency": _words_by_name(file, "agency", base, 1)}


_MERGES: dict[str, Callable[[File, Mapping[str, Table]], Table]] = {
    "themes": _themes,
    "concepts": _concepts,
    "opposites": _opposites,
    "agencies": _agencies,
    "units": merge_units,
}
