"""A concordance as Markdown, for reading in any editor."""

from __future__ import annotations

from policydiff import coverage
from policydiff.decisions import current
from policydiff.labels import aside, headed, label, outcome_label, sign
from policydiff.model import Commitment, Concordance, Outcome, Review
from policydiff.report.couple import summary_rows
from policydiff.report.rows import said_line
from policydiff.report.sureness import sure_line
from policydiff.report.tables import Table, code, markdown_lines, safe
from policydiff.report.terms import Terms
from policydiff.report.view import open_line, summary
from policydiff.topics.themes import themes
from policydiff.verdicts import added_outcomes, outcomes_of


def render_markdown(concordance: Concordance, lang: str = "zh") -> str:
    """``concordance`` as Markdown text: the sentence, the table, then theme by theme."""
    lines = [
        f"# {label('page', 'title', lang)}",
        "",
        f"- {headed(label('page', 'upper', lang), safe(concordance.upper.title), lang)}",
        f"- {headed(label('page', 'lower', lang), safe(concordance.lower.title), lang)}",
        f"- {headed(label('page', 'lineage', lang), label('lineage', concordance.lineage.value, lang), lang)}",
        "",
        *(f"> {safe(notice.message.text(lang))}\n>" for notice in concordance.notices),
        "",
        safe(summary(concordance, lang)),
        *(["", safe(open_line(concordance, lang))] if open_line(concordance, lang) else []),
        "",
        *markdown_lines(Table("", summary_rows(concordance, lang)), lang),
    ]
    terms = Terms(lang)
    verdicts, origins = outcomes_of(concordance), added_outcomes(concordance)
    whole = {verdict.upper.id: verdict for verdict in concordance.verdicts}
    shown: set[str] = set()

    def sure(upper: str) -> list[str]:
        """How sure the verdict on the promise is, and what would change it; once for each."""
        if upper not in whole or upper in shown:
            return []
        shown.add(upper)
        return [f"  - {safe(sure_line(whole[upper], lang))}"]

    reviews: dict[tuple[str, str], list[Review]] = {}
    for review in concordance.reviews:
        reviews.setdefault((review.upper, review.lower), []).append(review)

    def said(upper: str, lower: str) -> list[str]:
        return [
            f"  - {headed(label('standing', review.standing.value, lang), safe(said_line(entry, terms)), lang)}"
            for review in reviews.get((upper, lower), ())
            for entry in current(review.decisions)
        ]

    for count in coverage.by_theme(concordance):
        lines += ["", f"## {themes()[count.theme].name(lang)}", ""]
        for pair in concordance.pairs:
            if pair.upper.theme == count.theme:
                word = f"{sign(pair.shown)} {outcome_label(pair.shown, lang)}"
                lines += [
                    f"- **{word}**{aside(f'{pair.confidence:.0%}', lang)}",
                    f"  - {label('page', 'upper-value', lang)} {_item(pair.upper)}",
                    f"  - {label('page', 'lower-value', lang)} {_item(pair.lower)}",
                    *(f"  - {safe(finding.reason.text(lang))}" for finding in pair.findings),
                    *sure(pair.upper.id),
                    *said(pair.upper.id, pair.lower.id),
                ]
        for c in (*concordance.missing, *concordance.not_judged):
            if c.theme == count.theme:
                word = outcome_label(verdicts.get(c.id, Outcome.NOT_JUDGED), lang)
                lines += [f"- **{word}** {_item(c)}", *sure(c.id), *said(c.id, "")]
        for c in concordance.added:
            if c.theme == count.theme:
                lines += [f"- **{outcome_label(origins[c.id], lang)}** {_item(c)}", *said("", c.id)]
    if concordance.rejected:
        lines += ["", f"## {label('page', 'rejected', lang)}", ""]
        for pair in concordance.rejected:
            lines += [f"- {_item(pair.upper)} ↔ {_item(pair.lower)}", *said(pair.upper.id, pair.lower.id)]
    lines += ["", label("page", "made-by", lang)]
    return "\n".join(lines) + "\n"


def _item(commitment: Commitment) -> str:
    return f"{safe(commitment.label)} {safe(commitment.text)} {code(commitment.id)}"
