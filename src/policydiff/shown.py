"""A result that shows itself in a notebook."""

from __future__ import annotations

from importlib import import_module


class Shown:
    """The base of every result: ``_repr_html_`` is asked for by a notebook and by nothing else.

    The one arrow that points up the house, taken by name when a notebook asks,
    so that records need no report to be made or read.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(import_module("policydiff.report.notebook").html_of(self))
