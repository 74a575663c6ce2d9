"""policydiff: compare what several levels of government promise.

>>> import policydiff
>>> upper = policydiff.open_document("ordos-2021")
>>> lower = policydiff.open_document("naiman-2022")
>>> concordance = policydiff.compare(upper, lower)
>>> len(concordance.pairs) > 0
True
"""

from __future__ import annotations

from policydiff.version import VERSION

# nothing more is loaded here: until the command line has taken over Ctrl-C, an interruption shows a traceback
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from policydiff.corpus import Given, load_catalogue
    from policydiff.decisions import read_decisions
    from policydiff.engine import DEFAULT, Engine
    from policydiff.errors import PolicyDiffError
    from policydiff.lexicon import Lexicon
    from policydiff.report.html import render_html
    from policydiff.report.jsonio import concordance_json, document_json

    read = DEFAULT.read
    parse = DEFAULT.parse
    open_document = DEFAULT.open_document
    compare = DEFAULT.compare
    explain = DEFAULT.explain
    track = DEFAULT.track
    revise = DEFAULT.revise
    matrix = DEFAULT.matrix
    chain = DEFAULT.chain
    review = honour = DEFAULT.review
    render = DEFAULT.render
    frames = DEFAULT.frames

_VERBS = {
    **{
        name: name
        for name in (
            "read", "parse", "open_document", "compare", "explain", "track", "revise", "matrix", "chain",
            "review", "render", "frames",
        )
    },
    "honour": "review",
}  # fmt: skip
"""The plain functions, each a verb of the default engine."""
_HOMES = {
    "Given": "policydiff.corpus",
    "load_catalogue": "policydiff.corpus",
    "read_decisions": "policydiff.decisions",
    "Engine": "policydiff.engine",
    "PolicyDiffError": "policydiff.errors",
    "Lexicon": "policydiff.lexicon",
    "render_html": "policydiff.report.html",
    "concordance_json": "policydiff.report.jsonio",
    "document_json": "policydiff.report.jsonio",
}

__all__ = [
    "Engine",
    "Given",
    "Lexicon",
    "PolicyDiffError",
    "chain",
    "compare",
    "concordance_json",
    "document_json",
    "explain",
    "frames",
    "load_catalogue",
    "matrix",
    "open_document",
    "parse",
    "read",
    "read_decisions",
    "render",
    "render_html",
    "review",
    "revise",
    "track",
]
__version__ = VERSION


def __getattr__(name: str) -> Any:
    """The public name ``name``; its module is loaded when it is first asked for, so a command loads only what it needs."""
    if name == "honour":
        from warnings import warn

        warn("policydiff.honour is policydiff.review and goes with 0.3", DeprecationWarning, stacklevel=2)
    if name in _VERBS:
        from policydiff.engine import DEFAULT

        found = getattr(DEFAULT, _VERBS[name])
    elif name in _HOMES:
        from importlib import import_module

        found = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'policydiff' has no attribute {name!r}")
    if name != "honour":
        globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
