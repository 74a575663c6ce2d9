"""The command ``explain``: finds the two commitments that are meant."""

from __future__ import annotations

from policydiff.corpus import of_one_level, open_document
from policydiff.errors import InvalidRequest
from policydiff.judging import judge
from policydiff.model import Commitment, Document
from policydiff.pairing import weigh
from policydiff.report.explaining import explanation_text
from policydiff.topics.concepts import plain

SHOWN = 3
"""How many of several commitments a message names."""


def explanation(upper: str, lower: str, lang: str = "zh") -> str:
    """The explanation of two commitments, each named ``DOC#WHICH``.

    WHICH is the end of a commitment's id (``24/1``), or words that stand in
    one commitment only.  Raises InvalidRequest when it names none or several.
    """
    (above, i), (below, j) = _found(upper), _found(lower)
    first, second = above.commitments[i], below.commitments[j]
    return explanation_text(
        first,
        second,
        weigh(above.commitments, below.commitments, i, j),
        judge(
            first,
            second,
            issued=below.issued,
            alike=of_one_level(above.jurisdiction, below.jurisdiction),
        ),
        lang,
    )


def _found(name: str) -> tuple[Document, int]:
    doc, mark, which = name.rpartition("#")
    if not mark or not doc or not which:
        raise InvalidRequest(
            f"“{name}”没有说是哪一条", hint="写成 文件#编号 或 文件#其中的文字，如 ordos-2021#24/1"
        )
    document = open_document(doc)
    places = _by_id(document, which) or _by_words(document, which)
    if not places:
        raise InvalidRequest(
            f"{document.id} 里没有哪一条承诺的编号或文字是“{which}”",
            hint=f"policydiff parse {document.id} -f csv 列出全部编号",
        )
    if len(places) > 1:
        shown = "、".join(_short(document.commitments[place]) for place in places[:SHOWN])
        more = f" 等 {len(places)} 条" if len(places) > SHOWN else ""
        raise InvalidRequest(
            f"{document.id} 里有几条承诺都合“{which}”：{shown}{more}", hint="把文字写长些，或写完整的编号"
        )
    return document, places[0]


def _by_id(document: Document, which: str) -> list[int]:
    wanted = which.removeprefix(f"{document.id}/")
    exact = [k for k, c in enumerate(document.commitments) if c.id == f"{document.id}/{wanted}"]
    return exact or [
        k for k, c in enumerate(document.commitments) if c.id.startswith(f"{document.id}/{wanted}/")
    ]


def _by_words(document: Document, words: str) -> list[int]:
    wanted = plain(words)
    return [k for k, c in enumerate(document.commitments) if wanted in plain(c.lead + c.text)]


def _short(commitment: Commitment) -> str:
    return f"{commitment.id}（{commitment.text[:12]}…）"
