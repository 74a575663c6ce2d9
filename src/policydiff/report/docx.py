"""A concordance as a Word document that can be circulated: the answer, the table of figures, the chosen rows.

python-docx is imported only when one is made.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from policydiff.labels import added_word, aside, headed, label, listed, missing_word, outcome_label, sign
from policydiff.model import Commitment, Concordance, Outcome, Pair
from policydiff.model.outcomes import in_order
from policydiff.report.couple import figure_rows, summary_rows
from policydiff.report.essentials import essentials, first_absent
from policydiff.report.rows import Rows, RowView, SideView, short_units
from policydiff.report.sureness import sure_word
from policydiff.report.tables import Record, heads, percent
from policydiff.report.terms import Terms
from policydiff.report.view import DocumentView, document_view, open_line, summary
from policydiff.report.wordpaper import (
    labelled,
    marked,
    over_the_whole,
    running,
    set_up,
    small,
    stable,
    table,
)
from policydiff.text import visible
from policydiff.topics.themes import themes
from policydiff.verdicts import outcomes, outcomes_of

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell

CHOSEN = frozenset(
    {
        Outcome.TIGHTENS,
        Outcome.LOOSENS,
        Outcome.MIXED,
        Outcome.INCOMPARABLE,
        Outcome.MISSING,
        Outcome.UNSEEN,
    }
)
"""The rows that a document has where nobody chose: what differs, and what has no answer."""
_WIDE = 17.0
"""Centimetres between the margins of A4 upright."""


def docx_bytes(concordance: Concordance, lang: str = "zh", rows: Set[Outcome] = CHOSEN) -> bytes:
    """The document: what was compared, the answer, the figures, the themes, then the rows of the outcomes ``rows``."""
    return _Writer(concordance, lang, rows).written()


class _Writer:
    """One document while it is written."""

    def __init__(self, concordance: Concordance, lang: str, rows: Set[Outcome]) -> None:
        import docx

        self._concordance = concordance
        self._lang = lang
        self._chosen = rows
        self._terms = Terms(lang)
        self._rows = Rows(concordance, self._terms)
        self._verdicts = outcomes_of(concordance)
        self._sure = {verdict.upper.id: verdict for verdict in concordance.verdicts}
        self._document: WordDocument = docx.Document()

    def written(self) -> bytes:
        """All of it, in its order."""
        concordance, lang, document = self._concordance, self._lang, self._document
        title = visible(f"{concordance.upper.title} ↔ {concordance.lower.title}")
        sides = [
            document_view(one, which, self._terms)
            for which, one in (("upper", concordance.upper), ("lower", concordance.lower))
        ]
        set_up(document, title, lang, upright=True)
        running(document, title, "；".join(map(_source, sides)))
        document.add_heading(label("page", "title", lang), 0)
        for side in sides:
            labelled(document.add_paragraph(), side.side.text, f"{side.title}{_facts(side)}")
        document.add_paragraph(summary(concordance, lang)).runs[0].bold = True
        if line := open_line(concordance, lang):
            document.add_paragraph(line)
        for notice in concordance.notices:
            document.add_paragraph(visible(notice.message.text(lang)), style="List Bullet")
        self._first()
        self._figures()
        self._themes()
        self._answers()
        if self._chosen & {Outcome.MISSING, Outcome.UNSEEN}:
            self._absent()
        if self._chosen & {Outcome.ADDED, Outcome.BEYOND}:
            self._added()
        self._elsewhere()
        return stable(document)

    def _heading(self, text: str, level: int = 1) -> None:
        self._document.add_heading(visible(text), level)

    def _table(self, rows: Sequence[Record], widths: Sequence[float]) -> None:
        """A table of short texts; what begins with the sign of an outcome is bold."""
        names = tuple(rows[0])
        made = table(self._document, heads(names, self._lang), len(rows), widths)
        for cells, row in zip(made, rows, strict=True):
            for cell, name in zip(cells, names, strict=True):
                small(cell.paragraphs[0], visible(str(row[name])), bold=name == "结果")

    def _first(self) -> None:
        """The differences worth reading, and what is missing and matters."""
        shown, lang = essentials(self._concordance, self._terms), self._lang
        self._heading(label("page", "findings", lang))
        if shown.findings:
            found = [
                {
                    "结果": f"{line.sign} {line.word.text}",
                    "事项": line.object,
                    "上级数值": line.upper.text,
                    "下级数值": line.lower.text,
                    "差别": line.difference.text,
                    "谁来做": line.who.text,
                }
                for line in shown.findings
            ]
            self._table(found, (1.9, 4.1, 3.0, 3.0, 2.8, 2.2))
        else:
            self._document.add_paragraph(label("page", "findings-none", lang))
        if shown.absent:
            word = missing_word(self._concordance, lang)
            self._heading(f"{word} · {label('page', 'absent', lang)}")
            found = [
                {"结果": f"{one.sign} {word}", "标号": one.label, "原文": one.text, "谁来做": one.who.text}
                for one in shown.absent
            ]
            self._table(found, (1.9, 1.6, 10.5, 3.0))

    def _figures(self) -> None:
        rows = figure_rows(self._concordance, self._lang)
        names = ("结果", "事项", "上级数值", "下级数值", "差别", "谁来做")
        if rows:
            self._heading(label("page", "figures-table", self._lang) + aside(str(len(rows)), self._lang))
            self._table([{name: row[name] for name in names} for row in rows], (1.9, 4.6, 2.8, 2.8, 2.7, 2.2))

    def _themes(self) -> None:
        """The themes by what is counted of them, in few columns."""
        self._heading(label("page", "themes", self._lang))
        rows = summary_rows(self._concordance, self._lang)
        names = [name for name in rows[-1] if name == "应答率" or rows[-1][name]]
        shown = [
            {name: percent(v) if isinstance(v := row[name], float) else v for name in names} for row in rows
        ]
        first = 3.6
        self._table(shown, (first, *[(_WIDE - first) / (len(names) - 1)] * (len(names) - 1)))

    def _answers(self) -> None:
        """Theme by theme the upper commitments of the chosen outcomes with all their answers."""
        answers: dict[str, list[Pair]] = {}
        for pair in self._concordance.pairs:
            answers.setdefault(pair.upper.id, []).append(pair)
        found: dict[str, list[Commitment]] = {}
        for commitment in self._concordance.upper.commitments:
            outcome = self._verdicts.get(commitment.id, Outcome.NOT_JUDGED)
            if commitment.id in answers and outcome in self._chosen:
                found.setdefault(commitment.theme, []).append(commitment)
        if not found:
            return
        words = "、".join(outcome_label(o, self._lang) for o in in_order(self._chosen) if o.answers)
        self._heading(headed(label("page", "rows", self._lang), words, self._lang))
        self._document.add_paragraph(label("page", "marked-words", self._lang))
        for theme in themes():
            if theme in found:
                self._heading(themes()[theme].name(self._lang) + aside(str(len(found[theme])), self._lang), 2)
                for commitment in found[theme]:
                    self._block(commitment, self._rows.answers(answers[commitment.id]))

    def _block(self, commitment: Commitment, rows: Sequence[RowView]) -> None:
        """An upper commitment over its verdict, its answers below each other, with the reasons of each."""
        best = rows[0]
        lang = self._lang
        names = (label("page", "upper", lang), label("page", "lower", lang))
        cells = table(self._document, names, 2 * len(rows), (_WIDE / 2, _WIDE / 2))
        for place, row in enumerate(rows):
            upper, lower = cells[2 * place]
            if place:
                small(upper.paragraphs[0], label("page", "other-answers", lang))
            elif row.upper:
                self._side(upper, row.upper, commitment.units)
            if row.lower and row.pair:
                self._side(lower, row.lower, row.pair.lower.units)
            said = over_the_whole(cells[2 * place + 1])
            word = f"{best.sign} {best.word.text}" if not place else f"{row.sign} {row.word.text}"
            first = said.paragraphs[0]
            small(first, word, bold=True)
            small(first, f"　{label('page', 'confidence', lang)} {row.confidence}")
            reasons = [chip.reason.text for chip in row.chips] + [note.text for note in row.notes]
            reasons += [row.sure.text] if row.sure else []
            for text in (*reasons, *(row.said.lines if row.said else ())):
                small(said.add_paragraph(), visible(text))
        self._document.add_paragraph()

    def _side(self, cell: _Cell, side: SideView, units: Sequence[str]) -> None:
        who = short_units(units, self._terms).text
        marked(cell, side.label, side.parts, " · ".join(text for text in (who, side.deadline) if text))

    def _absent(self) -> None:
        """Each promise without an answer beside what is nearest, or the words that nothing is."""
        concordance, lang = self._concordance, self._lang
        found = [c for c in concordance.missing if self._verdicts[c.id] in self._chosen]
        if not found:
            return
        self._heading(missing_word(concordance, lang) + aside(str(len(found)), lang))
        small(self._document.add_paragraph(), label("page", "absent-hinge", lang))
        rows = []
        for commitment in sorted(found, key=first_absent):
            near = concordance.candidates.get(commitment.id, ())
            nearest = (
                f"{near[0].lower.label} {near[0].lower.text}{aside(percent(near[0].confidence), lang)}"
                if near
                else ""
            )
            rows.append(
                {
                    "标号": commitment.label,
                    "上级原文": commitment.text,
                    "谁来做": short_units(commitment.units, self._terms).text,
                    "最接近的下级条目": nearest or label("page", "no-candidates", lang),
                    "结论把握": sure_word(self._sure[commitment.id], lang),
                }
            )
        self._table(rows, (1.3, 6.4, 2.2, 5.5, 1.6))

    def _added(self) -> None:
        concordance = self._concordance
        self._heading(added_word(concordance, self._lang) + aside(str(len(concordance.added)), self._lang))
        rows = [
            {
                "标号": one.label,
                "主题": themes()[one.theme].name(self._lang),
                "原文": one.text,
                "谁来做": short_units(one.units, self._terms).text,
            }
            for one in concordance.added
        ]
        if rows:
            self._table(rows, (1.4, 2.6, 10.4, 2.6))

    def _elsewhere(self) -> None:
        """How much is not in this document, and where it is."""
        counts = {**outcomes(self._concordance), Outcome.TO_CHECK: 0}
        counts[Outcome.TO_CHECK] = list(self._verdicts.values()).count(Outcome.TO_CHECK)
        left = [
            f"{sign(outcome)} {outcome_label(outcome, self._lang)} {counts[outcome]}"
            for outcome in in_order(counts)
            if counts[outcome] and outcome not in self._chosen
        ]
        if left:
            words = listed(left, self._lang)
            self._document.add_paragraph(label("page", "not-here", self._lang).format(what=words))
        small(self._document.add_paragraph(), label("page", "made-by", self._lang))


def _facts(side: DocumentView) -> str:
    known = {name.key: value.text for name, value in side.facts}
    shown = [known[key] for key in ("page.number", "page.date", "page.issuer") if known[key] != "—"]
    return f"（{'，'.join(shown)}）" if shown else ""


def _source(side: DocumentView) -> str:
    """The title with its number and date, as it stands at the foot of every page."""
    known = {name.key: value.text for name, value in side.facts}
    shown = [known[key] for key in ("page.number", "page.date") if known[key] != "—"]
    return f"《{side.title}》" + (f"（{'，'.join(shown)}）" if shown else "")
