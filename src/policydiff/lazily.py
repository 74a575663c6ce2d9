"""What is loaded only when it is asked for: the names of a package, and how a result shows itself in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazily(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of ``package``: ``homes`` says in which module each name lives."""

    def found(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(homes[name]), name)

    return found


class Shown:
    """The base of every result: ``_repr_html_`` is asked for by a notebook and by nothing else.

    The one arrow that points up the house, taken by name when a notebook asks,
    so that records need no report to be made or read.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(import_module("policydiff.report.notebook").html_of(self))
