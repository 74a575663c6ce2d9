"""The word lists of the program: TOML files that an official can correct.

A :class:`Lexicon` is one set of lists, the built-in ones or these with a
user's own (see ``lexicon/own.py``), and keeps whatever is derived from them.
The verbs of an engine run with the engine's lexicon (:func:`using`); inside,
``load("themes")`` gives the content of ``themes.toml`` of that lexicon, and a
function marked ``@derived`` is worked out once for each lexicon, not once for
each process.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from policydiff.errors import InvalidCatalogue, InvalidLexicon
from policydiff.resources import WORD_LISTS

FOLDER = WORD_LISTS
VARIABLE = "POLICYDIFF_LEXICON"
"""The environment variable that names a folder of own lists."""
WEIGHTS = "weights"
"""The list that holds what each level of a comparison weighs."""


class Lexicon:
    """One set of word lists with all that is derived from it.

    ``folder`` holds a user's own lists, which replace or extend the built-in
    ones; ``weights`` is a file or a table in the place of ``weights.toml``.
    Raises InvalidLexicon with every problem of the files.
    """

    def __init__(self, folder: Path | str | None = None, weights: Path | Mapping[str, Any] | None = None):
        self.folder = Path(folder) if folder is not None else None
        self.lists: dict[str, dict[str, Any]] = {}
        """What has been read so far; ``table`` gives any."""
        self.worked_out: dict[object, dict[tuple[Any, ...], Any]] = {}
        """What each function marked ``@derived`` gave with these lists, by its arguments."""
        self.own: tuple[str, ...] = ()
        """The file names of the user's own lists, in alphabetical order."""
        if self.folder is not None or weights is not None:
            # only who has lists of their own waits for what checks them
            from policydiff.lexicon.own import LISTS, merged, own_weights

            if self.folder is not None:
                own = merged(self.folder, {name: _read(FOLDER / f"{name}.toml") for name in LISTS})
                self.folder = self.folder.resolve()
                self.lists.update(own)
                # concepts change with their themes, without a list of their own
                held = {path.stem for path in self.folder.iterdir()}
                self.own = tuple(f"{name}.toml" for name in sorted(own) if name in held)
            if weights is not None:
                self.lists[WEIGHTS] = own_weights(weights)

    def weighed(self, weights: Path | Mapping[str, Any]) -> Lexicon:
        """The same lists with other weights."""
        found = Lexicon(weights=weights)
        found.folder, found.own = self.folder, self.own
        found.lists = {**self.lists, WEIGHTS: found.table(WEIGHTS)}
        return found

    def table(self, name: str) -> dict[str, Any]:
        """The content of the list ``name``; raises InvalidCatalogue on broken TOML."""
        found = self.lists.get(name)
        if found is None:
            found = self.lists[name] = _read(FOLDER / f"{name}.toml")
        return found


_in_use: ContextVar[Lexicon] = ContextVar("policydiff_lexicon")
_defaults: dict[str, Lexicon] = {}
"""The lexicons of the plain functions, by the folder that the environment names."""


def current() -> Lexicon:
    """The lexicon of the engine at work, else the default one: built in, or what the environment names."""
    found = _in_use.get(None)
    if found is not None:
        return found
    named = os.environ.get(VARIABLE, "")
    if named not in _defaults:
        _defaults[named] = Lexicon(named or None)
    return _defaults[named]


@contextmanager
def using(lexicon: Lexicon) -> Iterator[Lexicon]:
    """Within it every list is read from ``lexicon``."""
    token = _in_use.set(lexicon)
    try:
        yield lexicon
    finally:
        _in_use.reset(token)


def settle() -> None:
    """Let the default lexicon be that of this run, so that nobody asks the environment again.

    Lists that are broken are refused when one is first read, not before.
    """
    with suppress(InvalidLexicon):
        _in_use.set(current())


def own_lists() -> tuple[str, ...]:
    """The file names of the own lists in use, in alphabetical order; none without own lists."""
    return current().own


def load(name: str) -> dict[str, Any]:
    """The content of the word list ``name`` of the current lexicon; raises InvalidCatalogue on broken TOML."""
    lexicon = _in_use.get(None) or current()
    found = lexicon.lists.get(name)  # asked fifty thousand times in a comparison, so looked up without a call
    return lexicon.table(name) if found is None else found


P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


def derived(function: Callable[P, R]) -> Callable[P, R]:
    """Work ``function`` out once for each lexicon and arguments; the lexicon keeps the result."""
    return _kept(function, None)


def remembered(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Like ``derived`` for functions of texts: when ``most`` results are kept they are all let go."""
    return lambda function: _kept(function, most)


def noted(most: int) -> Callable[[Callable[[T], R]], Callable[[T], R]]:
    """Like ``remembered`` for functions of one record, known by being the same one: a record takes long to hash."""

    def decorate(function: Callable[[T], R]) -> Callable[[T], R]:
        @wraps(function)
        def kept(record: T) -> R:
            lexicon = _in_use.get(None) or current()
            try:
                found: R = lexicon.worked_out[function][id(record)][1]  # type: ignore[index]
            except KeyError:
                results: dict[Any, Any] = lexicon.worked_out.setdefault(function, {})
                if len(results) >= most:
                    results.clear()
                found = function(record)
                results[id(record)] = (record, found)  # as long as it is held no other has its number
            return found

        return kept

    return decorate


def _kept(function: Callable[P, R], most: int | None) -> Callable[P, R]:
    @wraps(function)
    def kept(*args: P.args, **kwargs: P.kwargs) -> R:
        if kwargs:
            raise TypeError("what is derived from lists takes its arguments by position")
        # asked a hundred thousand times in a comparison, so looked up without a call
        lexicon = _in_use.get(None) or current()
        try:
            found: R = lexicon.worked_out[function][args]
        except KeyError:
            results = lexicon.worked_out.setdefault(function, {})
            if most is not None and len(results) >= most:
                results.clear()
            found = results[args] = function(*args, **kwargs)
        return found

    return kept


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InvalidCatalogue(
            f"词表 {path.name} 读不出来：{error}", where=str(path), hint="按 TOML 格式改正这个文件"
        ) from error


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of ``words``, longest first so that no word hides a longer one; of none, one that finds nothing."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) or "(?!)"
