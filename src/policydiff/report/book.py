"""The workbook of a comparison: what is read first, the rows to be reviewed, and what is filled in.

The columns that a laptop shows at once stand unfolded; a reviewer fills in the two yellow ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from policydiff.labels import (
    absent,
    added_word,
    aside,
    fresh,
    headed,
    label,
    missing_word,
    outcome_label,
    sense,
)
from policydiff.model import Commitment, Concordance, Outcome, Pair
from policydiff.report.couple import (
    Said,
    added_rows,
    alone_rows,
    candidate_rows,
    decision_rows,
    figure_rows,
    pair_rows,
    rejected_rows,
    signed,
    summary_rows,
)
from policydiff.report.essentials import essentials, first_absent, first_open
from policydiff.report.filled import CHOICES, COMMENT, KEY, RECORD, VERDICT, RowKey, choices, seen, side
from policydiff.report.rows import short_units
from policydiff.report.tables import Cell, Record, Table, percent
from policydiff.report.terms import Terms
from policydiff.report.view import document_view, open_line, summary
from policydiff.report.workbooks import Cover, workbook
from policydiff.verdicts import outcomes_of

_FIRST = (
    Outcome.LOOSENS,
    Outcome.MIXED,
    Outcome.TIGHTENS,
    Outcome.INCOMPARABLE,
    Outcome.SAME,
    Outcome.ANSWERED,
)
ASKED = (VERDICT, COMMENT)
_PAIRS = (
    "结果", "主题", "上级原文", "下级原文", "这一对", "理由", "把握", *ASKED,
    "补充", "下级单位", "下级时限", "上级单位", "上级时限", "复核", "复核意见", "结论把握", "何时会变", "程序原判", "上级编号",
    "上级标号", "上级标题", "上级作用", "下级编号", "下级标号", "下级标题", "下级作用", KEY,
)  # fmt: skip
_ABSENT = (
    "结果", "主题", "原文", "谁来做", "候选一", *ASKED,
    "候选二", "候选三", "为何不够", "结论把握", "何时会变", "时限", "牵头单位", "责任单位", "复核", "复核意见", "编号", "标号", "标题", "力度", "作用", KEY,
)  # fmt: skip
_ADDED = (
    "类别", "主题", "原文", "时限", "谁来做", "上级相关条目", *ASKED,
    "依据", "牵头单位", "责任单位", "复核", "复核意见", "编号", "标号", "标题", "力度", "作用", KEY,
)  # fmt: skip
_Near = tuple[Commitment, float, str]
"""A candidate, its confidence, and the relation where the two are a doubtful pair."""
_CHECK = ("主题", "上级原文", *CHOICES, *ASKED, "何时会变", "上级单位", "复核", "复核意见", "上级编号", KEY)


def xlsx_bytes(concordance: Concordance, lang: str = "zh") -> bytes:
    """A workbook: summary, figures, answers, missing, added, to check, notes; a reviewer's words in it are read back."""
    return workbook(sheets(concordance, lang), lang)


def sheets(concordance: Concordance, lang: str = "zh") -> Iterator[Cover | Table]:
    """The sheets in their order; those of reviewers only where there is a review."""
    yield _cover(concordance, lang)
    result = ("结果",)
    name = label("page", "figures-table", lang)
    narrow = {"上级原文": 34, "下级原文": 34, "差别": 22, "上级数值": 15, "下级数值": 15}
    yield Table(name, figure_rows(concordance, lang), signed=result, still=2, widths=narrow)
    yield from _Asked(concordance, lang).tables()
    near = candidate_rows(concordance, lang)
    yield Table(
        label("page", "candidates-sheet", lang),
        near,
        signed=("整条结论",),
        folded=("上级编号", "下级编号"),
        widths={"上级原文": 34, "下级原文": 34, "名次": 6, "上级最近的一句": 25, "下级最近的一句": 25},
    )
    yield Table(label("page", "notes-sheet", lang), head=_notes(concordance, lang))
    if concordance.rejected:
        taken = rejected_rows(concordance, lang)
        shown = tuple(name for name in _PAIRS[:7] if name != "这一对")
        yield Table(label("page", "rejected", lang), taken, shown, folded=_folded(_PAIRS, 7))
    if concordance.reviews:
        yield Table(label("page", "review", lang), decision_rows(concordance, lang), folded=(RECORD, "压过"))


def _folded(columns: Sequence[str], shown: int) -> frozenset[str]:
    return frozenset(columns[shown:])


def tables(concordance: Concordance, lang: str = "zh") -> Iterator[Table]:
    """The tables of the workbook without what a reviewer fills in: the themes, then sheet by sheet."""
    yield Table(label("page", "summary-sheet", lang), summary_rows(concordance, lang))
    for sheet in sheets(concordance, lang):
        if isinstance(sheet, Table):
            shown = tuple(name for name in sheet.names if name not in {*ASKED, KEY, RECORD})
            yield replace(sheet, columns=shown)


class _Asked:
    """The tables that a reviewer fills in."""

    def __init__(self, concordance: Concordance, lang: str) -> None:
        self._concordance = concordance
        self._lang = lang
        self._terms = Terms(lang)
        self._verdicts = outcomes_of(concordance)
        self._said = Said(concordance, lang)
        self._documents = (concordance.upper.id, concordance.lower.id)

    def tables(self) -> Iterator[Table]:
        """Answers, what has none, what is new, what is to be checked."""
        concordance, lang = self._concordance, self._lang
        made = {
            label("page", "rows-sheet", lang): (list(self._pairs()), _PAIRS, 9, 1),
            missing_word(concordance, lang): (list(self._absent()), _ABSENT, 7, 1),
            added_word(concordance, lang): (list(self._added()), _ADDED, 8, 1),
            outcome_label(Outcome.TO_CHECK, lang): (list(self._check()), _CHECK, 7, 0),
        }
        sizes = {name: len(rows) for name, (rows, *_) in made.items()}
        said = {"复核意见"} if concordance.reviews else set()
        for name, (rows, columns, shown, still) in made.items():
            yield Table(
                name,
                [self._with_key(row, replace(key, sheet=name, sizes=sizes)) for row, key in rows],
                columns,
                signed=("结果", "这一对"),
                still=still,
                folded=_folded(columns, shown) - said,
                asked=ASKED,
                widths={"上级原文": 38, "下级原文": 38} if columns is _PAIRS else {},
            )

    def _with_key(self, row: Record, key: RowKey) -> Record:
        words = choices(key.kind, self._lang, len(key.near))
        return {**row, VERDICT: Cell("", choices=tuple(words)), COMMENT: "", KEY: key.text()}

    def _pairs(self) -> Iterator[tuple[Record, RowKey]]:
        """What differs first, then what does not, then what nothing is said of; each in the order of the document."""
        rows = zip(self._concordance.pairs, pair_rows(self._concordance, self._lang), strict=True)
        for pair, row in sorted(rows, key=lambda one: self._place(one[0])):
            if self._verdicts.get(pair.upper.id) is not Outcome.TO_CHECK:
                key = RowKey(
                    kind="pair",
                    documents=self._documents,
                    upper=side(pair.upper),
                    lower=side(pair.lower),
                    relation=pair.relation.value,
                    seen=seen(pair.upper.text, pair.lower.text),
                )
                # as on the page the verdict comes first: one answer of several may be looser, and the whole is not
                verdict = self._verdicts.get(pair.upper.id, Outcome.NOT_JUDGED)
                words = {"结果": signed(verdict, self._lang), "这一对": signed(pair.shown, self._lang)}
                yield {**row, **words}, key

    def _place(self, pair: Pair) -> tuple[int, int]:
        found = (self._verdicts.get(pair.upper.id, Outcome.NOT_JUDGED), pair.shown)
        whole, own = (_FIRST.index(one) if one in _FIRST else len(_FIRST) for one in found)
        return whole, own

    def _absent(self) -> Iterator[tuple[Record, RowKey]]:
        """Those with figures or named units first, what is not judged last."""
        concordance = self._concordance
        alone = (*concordance.missing, *concordance.not_judged)
        found = list(zip(alone, alone_rows(concordance, self._lang), strict=True))
        judged = len(concordance.missing)
        for commitment, row in sorted(found[:judged], key=lambda one: first_absent(one[0])) + found[judged:]:
            outcome = self._verdicts.get(commitment.id, Outcome.NOT_JUDGED)
            if outcome is not Outcome.TO_CHECK:
                near = [(c.lower, c.confidence, "") for c in concordance.candidates.get(commitment.id, ())]
                shown = {
                    "结果": signed(outcome, self._lang),
                    "谁来做": short_units(commitment.units, self._terms).text,
                }
                yield {**row, **shown, **_choices(near)}, self._alone("missing", commitment, near)

    def _added(self) -> Iterator[tuple[Record, RowKey]]:
        for commitment, row in zip(
            self._concordance.added, added_rows(self._concordance, self._lang), strict=True
        ):
            who = short_units(commitment.units, self._terms).text
            key = RowKey(
                kind="added",
                documents=self._documents,
                lower=side(commitment),
                seen=seen(commitment.text),
            )
            yield {**row, "谁来做": who}, key

    def _check(self) -> Iterator[tuple[Record, RowKey]]:
        """One row an upper commitment to be checked, with the lower ones to choose from."""
        doubtful: dict[str, list[Pair]] = {}
        for pair in self._concordance.pairs:
            doubtful.setdefault(pair.upper.id, []).append(pair)
        for verdict in sorted(self._concordance.verdicts, key=lambda one: first_open(one.upper)):
            if verdict.outcome is Outcome.TO_CHECK:
                upper = verdict.upper
                pairs = sorted(doubtful.get(upper.id, ()), key=lambda pair: -pair.confidence)
                near = [(pair.lower, pair.confidence, pair.relation.value) for pair in pairs]
                near += [(c.lower, c.confidence, "") for c in self._concordance.candidates.get(upper.id, ())]
                near = near[: len(CHOICES)]
                row = {
                    "主题": self._terms.theme(upper.theme).text,
                    "上级原文": upper.text,
                    "上级单位": "、".join(upper.units),
                    "上级编号": upper.id,
                    **self._said.sure(upper.id),
                    **self._said.of(upper.id, "", *(lower.id for lower, *_ in near)),
                }
                yield {**row, **_choices(near)}, self._alone("to-check", upper, near)

    def _alone(self, kind: str, upper: Commitment, near: Sequence[_Near]) -> RowKey:
        return RowKey(
            kind=kind,
            documents=self._documents,
            upper=side(upper),
            near=tuple((*side(lower), relation) for lower, _, relation in near),
            seen=seen(upper.text),
        )


def _choices(near: Sequence[_Near]) -> dict[str, object]:
    """A candidate's number and confidence on a line, its text below."""
    texts = [f"{lower.label}　{percent(sure)}\n{lower.text}" for lower, sure, _ in near]
    return {name: texts[place] if place < len(texts) else "" for place, name in enumerate(CHOICES)}


def _cover(concordance: Concordance, lang: str) -> Cover:
    """The answer on one sheet: the sentence, the differences worth reading, what is missing and matters, the themes."""
    first = essentials(concordance, Terms(lang))
    upper, lower = concordance.upper.title, concordance.lower.title
    asked = {"missing": missing_word(concordance, lang), "added": added_word(concordance, lang)}
    findings = Table(
        "",
        [
            {
                "结果": f"{line.sign} {line.word.text}",
                "事项": line.object,
                "上级数值": line.upper.text,
                "下级数值": line.lower.text,
                "差别": line.difference.text,
                "谁来做": line.who.text,
            }
            for line in first.findings
        ],
        signed=("结果",),
    )
    gone = Table(
        "",
        [
            {
                "结果": f"{one.sign} {asked['missing']}",
                "标号": one.label,
                "原文": one.text,
                "谁来做": one.who.text,
            }
            for one in first.absent
        ],
        signed=("结果",),
    )
    parts: list[tuple[str, Table, Mapping[str, int]]] = []
    if findings.rows:
        wide = {"事项": 3, "上级数值": 3, "下级数值": 3, "差别": 2, "谁来做": 2}
        parts.append((_more("findings", len(first.findings), first.more_findings, lang), findings, wide))
    if gone.rows:
        heading = f"{asked['missing']} · " + _more("absent", len(first.absent), first.more_absent, lang)
        parts.append((heading, gone, {"原文": 10, "谁来做": 2}))
    themes = Table("", summary_rows(concordance, lang))
    parts.append((label("page", "themes", lang), themes, {"主题": 2}))
    lines = [line for line in (summary(concordance, lang), open_line(concordance, lang)) if line]
    lines += [*(notice.message.text(lang) for notice in concordance.notices)]
    if not findings.rows:
        lines.append(label("page", "findings-none", lang))
    return Cover(
        label("page", "summary-sheet", lang),
        f"{upper} ↔ {lower}",
        lines,
        (label("script", "reviewer", lang), label("page", "ask-how", lang).format(**asked)),
        parts,
    )


def _more(name: str, shown: int, more: int, lang: str) -> str:
    """The heading of a list, with how many there are where it does not show them all."""
    heading = label("page", name, lang)
    return heading + aside(f"{shown} / {shown + more}", lang) if more else heading


def _notes(concordance: Concordance, lang: str) -> list[str]:
    """Which documents these are, how they were read, and what the words mean."""
    terms = Terms(lang)
    lines = []
    for which, document in (("upper", concordance.upper), ("lower", concordance.lower)):
        shown = document_view(document, which, terms)
        lines.append(headed(shown.side.text, shown.title, lang))
        lines += ["  " + headed(name.text, value.text, lang) for name, value in shown.facts]
        lines += [f"  {note.text}" for _, note in shown.notices]
    lines.append(
        headed(label("page", "lineage", lang), label("lineage", concordance.lineage.value, lang), lang)
    )
    lines.append(label("page", "legend-text", lang))
    apart = (absent(concordance), Outcome.TO_CHECK, Outcome.NOT_JUDGED, fresh(concordance))
    for outcome in apart:
        lines.append(headed(signed(outcome, lang), label("sense", sense(outcome, concordance), lang), lang))
    return [*lines, label("page", "made-by", lang)]
