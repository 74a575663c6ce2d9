"""A concordance as Markdown, for reading in any editor."""

from __future__ import annotations

import re

from policydiff import coverage
from policydiff.decisions import current
from policydiff.labels import added_word, label, missing_word, sign
from policydiff.model import Commitment, Concordance, Relation, Review
from policydiff.report.rows import said_line
from policydiff.report.terms import Terms, visible
from policydiff.report.view import named_counts, summary
from policydiff.topics.themes import themes


def render_markdown(concordance: Concordance, lang: str = "zh") -> str:
    """``concordance`` as Markdown text: the sentence, the table, then theme by theme."""
    lines = [
        f"# {label('page', 'title', lang)}",
        "",
        f"- {label('page', 'upper', lang)}：{_safe(concordance.upper.title)}",
        f"- {label('page', 'lower', lang)}：{_safe(concordance.lower.title)}",
        f"- {label('page', 'lineage', lang)}：{label('lineage', concordance.lineage.value, lang)}",
        "",
        *(f"> {_safe(notice.message.text(lang))}\n>" for notice in concordance.notices),
        "",
        _safe(summary(concordance, lang)),
        "",
        *_table(concordance, lang),
    ]
    terms = Terms(lang)
    reviews: dict[tuple[str, str], list[Review]] = {}
    for review in concordance.reviews:
        reviews.setdefault((review.upper, review.lower), []).append(review)

    def said(upper: str, lower: str) -> list[str]:
        return [
            f"  - {label('standing', review.standing.value, lang)}：{_safe(said_line(entry, terms))}"
            for review in reviews.get((upper, lower), ())
            for entry in current(review.decisions)
        ]

    for count in coverage.by_theme(concordance):
        lines += ["", f"## {themes()[count.theme].name(lang)}", ""]
        for pair in concordance.pairs:
            if pair.upper.theme == count.theme:
                word = f"{sign(pair.relation.value)} {label('relation', pair.relation.value, lang)}"
                lines += [
                    f"- **{word}**（{pair.confidence:.0%}）",
                    f"  - {label('page', 'upper-value', lang)} {_item(pair.upper)}",
                    f"  - {label('page', 'lower-value', lang)} {_item(pair.lower)}",
                    *(f"  - {_safe(finding.reason.text(lang))}" for finding in pair.findings),
                    *said(pair.upper.id, pair.lower.id),
                ]
        for c in concordance.missing:
            if c.theme == count.theme:
                lines += [f"- **{missing_word(concordance, lang)}** {_item(c)}", *said(c.id, "")]
        for c in concordance.added:
            if c.theme == count.theme:
                lines += [f"- **{added_word(concordance, lang)}** {_item(c)}", *said("", c.id)]
    if concordance.rejected:
        lines += ["", f"## {label('page', 'rejected', lang)}", ""]
        for pair in concordance.rejected:
            lines += [f"- {_item(pair.upper)} ↔ {_item(pair.lower)}", *said(pair.upper.id, pair.lower.id)]
    return "\n".join(lines) + "\n"


def _table(concordance: Concordance, lang: str) -> list[str]:
    relations = [relation.value for relation in Relation]
    names = [label("relation", relation, lang) for relation in relations]
    head = [
        label("page", "theme", lang),
        *names,
        missing_word(concordance, lang),
        added_word(concordance, lang),
    ]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for name, count in named_counts(concordance, lang):
        cells = [
            name,
            *(str(count.relations[relation]) for relation in relations),
            str(count.missing),
            str(count.added),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _item(commitment: Commitment) -> str:
    return f"{_safe(commitment.label)} {_safe(commitment.text)} `{commitment.id}`"


_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")


def _safe(text: str) -> str:
    """``text`` with the signs of Markdown made plain."""
    return _SPECIAL.sub(r"\\\1", visible(" ".join(text.split("\n"))))
