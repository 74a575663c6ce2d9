"""policydiff: compare what several levels of government promise.

>>> import policydiff
>>> upper = policydiff.open_document("ordos-2021")
>>> lower = policydiff.open_document("naiman-2022")
>>> concordance = policydiff.compare(upper, lower)
>>> len(concordance.pairs) > 0
True
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from policydiff.version import VERSION

if TYPE_CHECKING:
    from policydiff.commitments.parse import parse
    from policydiff.concordance import compare
    from policydiff.corpus import Given, load_catalogue, open_document
    from policydiff.errors import PolicyDiffError
    from policydiff.lexicon import use_lexicon
    from policydiff.readers import read
    from policydiff.report.html import render_html
    from policydiff.report.jsonio import concordance_json, document_json
    from policydiff.review import honour, read_decisions
    from policydiff.revision import revise
    from policydiff.tracking import track

__all__ = [
    "Given",
    "PolicyDiffError",
    "compare",
    "concordance_json",
    "document_json",
    "honour",
    "load_catalogue",
    "open_document",
    "parse",
    "read",
    "read_decisions",
    "render_html",
    "revise",
    "track",
    "use_lexicon",
]
__version__ = VERSION

_HOMES = {
    "compare": "policydiff.concordance",
    "Given": "policydiff.corpus",
    "load_catalogue": "policydiff.corpus",
    "open_document": "policydiff.corpus",
    "PolicyDiffError": "policydiff.errors",
    "use_lexicon": "policydiff.lexicon",
    "render_html": "policydiff.report.html",
    "concordance_json": "policydiff.report.jsonio",
    "document_json": "policydiff.report.jsonio",
    "parse": "policydiff.commitments.parse",
    "read": "policydiff.readers",
    "honour": "policydiff.review",
    "read_decisions": "policydiff.review",
    "revise": "policydiff.revision",
    "track": "policydiff.tracking",
}


def __getattr__(name: str) -> Any:
    """The public verb ``name``; its module is loaded when it is first asked for, so a command loads only what it needs."""
    if name not in _HOMES:
        raise AttributeError(f"module 'policydiff' has no attribute {name!r}")
    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
