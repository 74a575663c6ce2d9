"""How an entry of a user's own list is checked: every fault is noted, with what to do, and none stops the next."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Table = dict[str, Any]

KINDS = {str: "一段带引号的文字", list: '带引号的写法组成的列表，如 ["甲", "乙"]', bool: "true 或 false"}


@dataclass(slots=True)
class File:
    """One file of the user, with the list of problems that all files share."""

    name: str
    data: Table
    problems: list[str] = field(default_factory=list)

    def wrong(self, key: str, what: str) -> None:
        """Note a fault of the entry ``key``, and what to do."""
        self.problems.append(f"{self.name}.toml［{key}］{what}" if key else f"{self.name}.toml {what}")


def check_entry(file: File, key: str, entry: Any, fields: Mapping[str, tuple[type, bool]]) -> Table | None:
    """``entry`` if it is a table with the right fields; None, and the problems noted, if it is not."""
    if not isinstance(entry, dict):
        file.wrong(key, '不是一项的写法：写成 { zh = "…", any = ["…"] } 这样')
        return None
    before = len(file.problems)
    for name, value in entry.items():
        if name not in fields:
            file.wrong(f"{key}.{name}", f"没有这个字段{near(name, fields)}；可用 {'、'.join(fields)}")
            continue
        kind = fields[name][0]
        if not isinstance(value, kind):
            file.wrong(f"{key}.{name}", f"应是{KINDS[kind]}")
        elif isinstance(value, list):
            check_words(file, f"{key}.{name}", value)
        elif isinstance(value, str) and not value.strip():
            file.wrong(f"{key}.{name}", "是空的：写上内容，或删去这一项")
    if entry.get("enabled") is not False:
        for name, (_, needed) in fields.items():
            if needed and name not in entry:
                file.wrong(key, f"缺 {name}：补上{KINDS[fields[name][0]]}")
            elif needed and entry[name] == []:
                file.wrong(f"{key}.{name}", "是空的：至少写一种写法")
    return entry if len(file.problems) == before else None


def check_words(file: File, key: str, words: list[Any]) -> None:
    """Note what is no word, or a pattern that lacks a part."""
    for word in words:
        if not isinstance(word, str):
            file.wrong(key, f"里的 {word!r} 不是文字：加上引号")
        elif not all(part.strip("“”‘’《》「」 \t\n　") for part in re.split(r"…|\|| \+ ", word)):
            file.wrong(key, f"里的“{word}”缺字：“…”“|”“ + ”的两边都要有字")


def near(name: str, known: Iterable[str]) -> str:
    """The one of ``known`` that ``name`` may stand for, as a question; empty when none is like it."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"（是不是 {found[0]}？）" if found else ""


def replaces(file: File) -> bool:
    """Whether the file stands in the place of the built-in list."""
    value = file.data.get("replace", False)
    if not isinstance(value, bool):
        file.wrong("replace", "应是 true 或 false")
    return value is True


def check_ids(file: File, key: str, ids: Iterable[str], known: Mapping[str, object], what: str) -> None:
    """Note the ``ids`` that nothing bears."""
    for id_ in ids:
        if id_ not in known:
            file.wrong(key, f"里的 {id_} 不是{what}{near(id_, known)}")


def remove(file: File, key: str, id_: str, found: dict[str, Any]) -> None:
    """Take the entry ``id_`` out of ``found``."""
    if id_ not in found:
        file.wrong(key, f"要停用的这一项不在内置词表里{near(id_, found)}")
    found.pop(id_, None)
