"""How much of each word list the known texts use: patterns that match nowhere, in one sentence, in more.

    python benchmarks/list_use.py [SHARED] [--once LIST]

The texts are those of the corpus and of `SHARED/corpus` (by default the folder
`shared` beside the project), cut into sentences.  An expression counts by its
alternatives, which are looked for one by one.  `--once` shows the patterns of
LIST that match in one sentence only, with the sentence: each is either a term
of the field, which may be rare, or wording that only this sentence has, which
teaches nothing about the next document.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from quality_page import head, row

from policydiff.lexicon import kinds, load, schema
from policydiff.readers import read
from policydiff.resources import folder
from policydiff.topics.concepts import GAP, parts_of, plain

SHARED = Path(__file__).resolve().parents[2] / "shared"
_WORDS = (kinds.Words, kinds.Texts, kinds.Some, kinds.Rivals)


def texts(shared: Path) -> dict[str, tuple[str, ...]]:
    """The sentences of each known text by the name of its file, as patterns see them; a text that lies twice counts once."""
    found: dict[str, tuple[str, ...]] = {}
    seen = set()
    for place in (folder("corpus"), shared / "corpus"):
        for path in sorted(place.rglob("*")):
            if path.suffix not in {".txt", ".md"} or path.name == "README.md":
                continue
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if digest not in seen:
                seen.add(digest)
                sentences = re.split(r"[。；\n]", read(path).text)
                found[path.stem] = tuple(filter(None, map(plain, sentences)))
    return found


def patterns(kind: Any, value: Any, place: str = "") -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Each pattern of a list: where it stands, how it is written, and as an expression."""
    if kind is kinds.Pattern:
        yield from ((place, part, re.compile(part)) for part in alternatives(value))
    elif kind in _WORDS:
        for word in value:
            for part in word.split("|"):
                if plain(part):
                    yield place, part, _expression(part)
    elif is_dataclass(kind):
        hints = get_type_hints(kind)
        for item in fields(kind):
            key = item.name.rstrip("_")
            if key in value and key not in {"near", "kin", "confused_with"}:
                yield from patterns(hints[item.name], value[key], f"{place}.{key}".lstrip("."))
    elif get_origin(kind) is dict:
        for key, inner in value.items():
            yield from patterns(get_args(kind)[1], inner, f"{place}.{key}".lstrip("."))
    elif get_origin(kind) is tuple:
        for number, inner in enumerate(value):
            named = inner.get("id") or inner.get("name") if isinstance(inner, dict) else None
            yield from patterns(get_args(kind)[0], inner, f"{place}.{named or number}".lstrip("."))


def alternatives(pattern: str) -> tuple[str, ...]:
    """The parts of an expression between the strokes that stand outside of brackets.

    >>> alternatives("a|b(?:c|d)|[|]")
    ('a', 'b(?:c|d)', '[|]')
    """
    found, depth, start, at = [], 0, 0, 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
        elif char == "[":
            at = pattern.index("]", at + 2)
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            found.append(pattern[start:at])
            start = at + 1
        at += 1
    return (*found, pattern[start:])


def _expression(word: str) -> re.Pattern[str]:
    """A word as an expression; its parts may stand apart as they may for a concept."""
    parts = [re.escape(part) for part in parts_of(word)]
    if " + " in word:
        return re.compile("".join(f"(?=.*?{part})" for part in parts))
    return re.compile(rf"[^。；]{{0,{GAP}}}?".join(parts))


def matches(
    pattern: re.Pattern[str], known: dict[str, tuple[str, ...]], most: int = 2
) -> list[tuple[str, str]]:
    """The first ``most`` sentences that ``pattern`` matches, each with the name of its text."""
    found = []
    for name, sentences in known.items():
        for sentence in sentences:
            if pattern.search(sentence):
                found.append((name, sentence))
                if len(found) == most:
                    return found
    return found


def lines(shared: Path) -> Iterator[str]:
    """The table, line by line."""
    known = texts(shared)
    yield head("list", "patterns", "nowhere", "once", "more")
    for name, kind in schema.SCHEMA.items():
        counts = [len(matches(pattern, known)) for _, _, pattern in patterns(kind, load(name))]
        if counts:
            yield row(name, len(counts), *(counts.count(times) for times in range(3)))


def once(shared: Path, name: str) -> Iterator[str]:
    """The patterns of the list ``name`` that match in one sentence, with it."""
    known = texts(shared)
    for place, text, pattern in patterns(schema.SCHEMA[name], load(name)):
        found = matches(pattern, known)
        if len(found) == 1:
            yield f"{place}\t{text}\t{found[0][0]}\t{found[0][1]}\n"


def main(words: Sequence[str]) -> None:
    """Print what ``words`` ask for."""
    place = next((Path(word) for word in words[:1] if not word.startswith("--")), SHARED)
    shown = once(place, words[words.index("--once") + 1]) if "--once" in words else lines(place)
    for line in shown:
        print(line, end="")


if __name__ == "__main__":
    main(sys.argv[1:])
