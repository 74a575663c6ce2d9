"""The English of what the source says in Chinese: ``lexicon/data/english.toml``, found by the words themselves.

In: a text as the source made it, with its values put in.  Out: the same in
English.  A template of the source has ``{}`` where a value stands; the value
is carried over, itself put into English where it is text of the program too.
What no template fits stays as it is, so that nothing is ever lost.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache

from policydiff.lexicon import FOLDER

_HAN = re.compile(r"[\u3400-\u9fff]")
_HOLE = "{}"
_LISTED = re.compile(r"(\S+\.toml(?:［[^］]*］)?)\s*(.+)")
"""A fault of a word list behind the place where it stands."""


def english(text: str) -> str:
    """``text`` in English, line by line."""
    if not _HAN.search(text):
        return text
    return "\n".join(_line(line) for line in text.split("\n"))


LABELS = {"错误：": "Error: ", "位置：": "Where: ", "办法：": "What to do: "}
"""What stands before the parts of an error."""


def _line(line: str) -> str:
    for zh, en in LABELS.items():
        if line.startswith(zh):
            return en + _one(line.removeprefix(zh))
    numbered = re.match(r" *\d+\. ", line)
    if numbered:
        return numbered[0] + _one(line[numbered.end() :])
    body = line.strip()
    before, after = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
    return before + _one(body) + after if body else line


def _one(text: str) -> str:
    if not _HAN.search(text):
        return text
    whole, parted = templates()
    if text in whole:
        return whole[text]
    listed = _LISTED.fullmatch(text)
    if listed and (rest := _one(listed[2])) != listed[2]:
        return f"{listed[1]} {rest}"
    for pattern, target in parted:
        match = pattern.fullmatch(text)
        # a list of sentences may stand at the end only: else two of them would be taken for one
        if match and not any("；" in value for value in match.groups() if not text.endswith(value)):
            return target.format(*map(_value, match.groups()))
    what, colon, more = text.partition("：")
    if colon and (_one(what), _one(more)) != (what, more):
        return f"{_one(what)}: {_one(more)}"
    return text


def _value(text: str) -> str:
    """What stands in a hole: text of the program, several joined by ；, or words of the user that stay."""
    text = text.strip()
    found = _one(text)
    if found == text and "；" in text:
        return "; ".join(_one(part) for part in text.split("；"))
    return found.replace("、", ", ") if found == text else found


@cache
def templates() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """The texts without a value, and a pattern for each of the others, the one with most words of its own first."""
    with (FOLDER / "english.toml").open("rb") as file:
        tables = tomllib.load(file)
    entries = {zh: en for table in tables.values() for zh, en in table.items()}
    holed = sorted((zh for zh in entries if _HOLE in zh), key=lambda zh: (-len(zh.replace(_HOLE, "")), zh))
    parted = [(re.compile("(.*?)".join(map(re.escape, zh.split(_HOLE)))), entries[zh]) for zh in holed]
    return {zh: en for zh, en in entries.items() if _HOLE not in zh}, parted
