"""One of the rivals of `performance.py`, from two text files to its result, in a process of its own.

python time_rivals.py RIVAL UPPER LOWER
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any


def governdiff(upper: str, lower: str) -> Any:
    """Clauses paired, and typed findings."""
    from governdiff import analyze_texts

    return analyze_texts(upper, lower, language="zh")


def redlines(upper: str, lower: str) -> Any:
    """One text with insertions and deletions."""
    from redlines import Redlines

    return Redlines(upper, lower).output_markdown


def htmldiff(upper: str, lower: str) -> Any:
    """Two columns, line by line."""
    from difflib import HtmlDiff

    return HtmlDiff().make_file(upper.splitlines(), lower.splitlines())


def rapidfuzz(upper: str, lower: str) -> Any:
    """For each line the likest of the other text."""
    from rapidfuzz import fuzz, process

    return process.cdist(upper.splitlines(), lower.splitlines(), scorer=fuzz.ratio).argmax(axis=1)


def topn(upper: str, lower: str) -> Any:
    """For each line the ten likest of the other text by TF-IDF of one and two characters, in sparse matrices."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    above, below = upper.splitlines(), lower.splitlines()
    words = TfidfVectorizer(analyzer="char", ngram_range=(1, 2)).fit([*above, *below])
    return sp_matmul_topn(words.transform(above), words.transform(below).T, top_n=10)


if __name__ == "__main__":
    rival, *paths = sys.argv[1:]
    globals()[rival](*(Path(path).read_text(encoding="utf-8") for path in paths))
