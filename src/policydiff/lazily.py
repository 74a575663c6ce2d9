"""What is loaded only when it is asked for: the names of a package, the commands, and how a result shows itself in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any, TypeVar


def lazily(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of ``package``: ``homes`` says in which module each name lives."""

    def found(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(homes[name]), name)

    return found


V = TypeVar("V")


class OnDemand(Mapping[str, V]):
    """``names`` with what ``make`` gives for each, made when it is first asked for."""

    def __init__(self, names: Iterable[str], make: Callable[[str], V]) -> None:
        self._names = dict.fromkeys(names)
        self._make = make
        self._made: dict[str, V] = {}

    def __getitem__(self, name: str) -> V:
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Shown:
    """The base of every result: ``_repr_html_`` is asked for by a notebook and by nothing else.

    The one arrow that points up the house, taken by name when a notebook asks,
    so that records need no report to be made or read.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(import_module("policydiff.report.notebook").html_of(self))
