"""policydiff: compare what several levels of government promise.

>>> import policydiff
>>> upper = policydiff.open_document("ordos-2021")
>>> lower = policydiff.open_document("naiman-2022")
>>> concordance = policydiff.compare(upper, lower)
>>> len(concordance.pairs) > 0
True
"""

from policydiff.concordance import compare
from policydiff.corpus import Given, load_catalogue, open_document
from policydiff.errors import PolicyDiffError
from policydiff.lexicon import use_lexicon
from policydiff.output.html import render_html
from policydiff.output.jsonio import concordance_json, document_json
from policydiff.parsing.parse import parse
from policydiff.readers import read
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
__version__ = "0.1.0"
