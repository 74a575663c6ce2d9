"""The articles of a document: what a revision speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from policydiff.lexicon import derived, load
from policydiff.model import Article, Document, Passage, Provision, ProvisionKind


def articles(document: Document) -> tuple[Article, ...]:
    """The articles of ``document`` and its annexes; where it has no article, its numbered units, each without those below it."""
    found = [(node, trail) for node, trail in _nodes(document.root, ()) if _is_unit(node)]
    if not any(node.kind is ProvisionKind.ARTICLE for node, _ in found):
        found = []
    if found:
        made = [_article(document, node, trail, whole=True) for node, trail in found]
    else:
        made = [
            _article(document, node, trail, whole=False)
            for node, trail in _nodes(document.root, ())
            if node.id and node.role not in {"front", "attachments"} and (node.body or not node.children)
        ]
    return tuple(article for article in made if article is not None)


def _nodes(node: Provision, trail: tuple[str, ...]) -> Iterator[tuple[Provision, tuple[str, ...]]]:
    yield node, trail
    below = (*trail, node.heading) if node.heading and node.id else trail
    for child in node.children:
        yield from _nodes(child, below)


def _is_unit(node: Provision) -> bool:
    """An article, or an annex without articles: a table or a list that the articles speak of."""
    if node.kind is ProvisionKind.ANNEX:
        return not any(part.kind is ProvisionKind.ARTICLE for part, _ in _nodes(node, ()))
    return node.kind is ProvisionKind.ARTICLE


def _article(document: Document, node: Provision, trail: tuple[str, ...], *, whole: bool) -> Article | None:
    parts = [part for part, _ in _nodes(node, ())] if whole else [node]
    passages: list[Passage] = []
    for part in parts:
        if part.heading_passage is not None:
            passages.append(part.heading_passage)
        passages.extend(part.body)
    passages = sorted((p for p in passages if p.text), key=lambda passage: passage.offsets[0])
    if not passages:
        return None
    passages = _without_foot(passages)
    text, offsets = _text(passages, node.label)
    first, last = passages[0], passages[-1]
    return Article(
        id=f"{document.id}/{node.id}",
        label=node.label,
        trail=trail,
        text=text or node.heading,
        offsets=offsets or first.offsets[: len(node.heading)],
        span=replace(first.span(0, len(first.text)), end=last.offsets[-1] + 1),
        provisions=tuple(part.id for part in parts),
    )


def _without_foot(passages: list[Passage]) -> list[Passage]:
    """``passages`` without the signature of the document below them, which belongs to no article."""
    line, dated = _foot()
    size = len(passages)
    while size > 1 and any(pattern.match(passages[size - 1].text) for pattern in (line, dated)):
        size -= 1
    foot = passages[size:]
    return passages[:size] if any(dated.match(passage.text) for passage in foot) else passages


@derived
def _foot() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load("revision")["foot"]
    return re.compile(data["line"]), re.compile(data["dated"])


def _text(passages: Sequence[Passage], label: str) -> tuple[str, tuple[int, ...]]:
    """The passages a line each, the first without its number, and where each character stands."""
    lines: list[str] = []
    offsets: list[int] = []
    for place, passage in enumerate(passages):
        line, begin = passage.text, 0
        if place == 0:
            line = line.removeprefix(label).strip()
            begin = passage.text.find(line, len(label) if passage.text.startswith(label) else 0)
        if line:
            if lines:
                offsets.append(offsets[-1] + 1)  # the line break stands behind the line
            lines.append(line)
            offsets.extend(passage.offsets[begin : begin + len(line)])
    return "\n".join(lines), tuple(offsets)
