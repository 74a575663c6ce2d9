"""The English of what the source says in Chinese: ``lexicon/data/english.toml``, found by the words themselves.

In: a text as the source made it, with its values put in.  Out: the same in
English.  A text without a value is found by its line, so that a page of help
needs the file as it lies and no parser; the templates are read when one is
wanted.  A template of the source has ``{}`` where a value stands; the value
is carried over, itself put into English where it is text of the program too.
What no template fits stays as it is, so that nothing is ever lost.
"""

from __future__ import annotations

import re
from ast import literal_eval
from functools import cache

from policydiff.resources import WORD_LISTS

_HAN = re.compile(r"[\u3400-\u9fff]")
_HOLE = "{}"
_LISTED = r"(\S+\.toml(?:［[^］]*］)?)\s*(.+)"
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
    whole = _whole(text)
    if whole is not None:
        return whole
    listed = re.fullmatch(_LISTED, text)
    if listed and (rest := _one(listed[2])) != listed[2]:
        return f"{listed[1]} {rest}"
    for parts, target in templates():
        if not all(part in text for part in parts):
            continue
        match = re.fullmatch("(.*?)".join(map(re.escape, parts)), text)
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
    return _LIST_MARK.sub(", ", found) if found == text else found


_LIST_MARK = re.compile(r"、(?![^“]*”)")
"""Between members of a list; what is quoted stays as it is."""


@cache
def _file() -> str:
    return "\n" + (WORD_LISTS / "english.toml").read_text(encoding="utf-8")


def _whole(text: str) -> str | None:
    """The English of a text without a value, by its line ``"…" = "…"``; what is quoted there is quoted as in Python."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    file, begin = _file(), f'\n"{quoted}" = '
    at = file.find(begin)
    if at < 0 or _HOLE in text:
        return None
    return str(literal_eval(file[at + len(begin) : file.index("\n", at + 1)]))


@cache
def templates() -> list[tuple[list[str], str]]:
    """The texts with values, as the words round the values, and their English; the one with most words first."""
    import tomllib

    entries = {zh: en for table in tomllib.loads(_file()).values() for zh, en in table.items()}
    holed = sorted((zh for zh in entries if _HOLE in zh), key=lambda zh: (-len(zh.replace(_HOLE, "")), zh))
    return [(zh.split(_HOLE), entries[zh]) for zh in holed]
