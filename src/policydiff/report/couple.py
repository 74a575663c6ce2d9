"""The tables of a document and of a comparison: pairs, missing, added, targets, decisions, figures by theme."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff import coverage
from policydiff.decisions import current, decision_json, merge
from policydiff.labels import absent, added_word, fresh, label, missing_word, outcome_label, sense, sign
from policydiff.model import Commitment, Concordance, Decision, Document, Outcome, Pair, Review, Sure
from policydiff.report.essentials import essentials, first_absent
from policydiff.report.jsonio import number_json, plain_value
from policydiff.report.origin import counterparts
from policydiff.report.rows import said_line
from policydiff.report.tables import Table, csv_bytes, percent
from policydiff.report.terms import Terms
from policydiff.report.view import document_view, named_counts, open_line, summary
from policydiff.report.workbooks import workbook
from policydiff.topics.themes import themes
from policydiff.verdicts import added_outcomes, outcomes_of
from policydiff.wording import say


def xlsx_bytes(concordance: Concordance, lang: str = "zh") -> bytes:
    """A workbook: a sheet for each table; the header stays in sight and every column has a filter."""
    return workbook(tables(concordance, lang), lang)


def tables(concordance: Concordance, lang: str = "zh") -> Iterator[Table]:
    """The summary, the figures, the answers, what is missing, new and to be checked, the notes; what reviewers said where there is any."""
    said = outcomes_of(concordance)
    pairs = zip(concordance.pairs, pair_rows(concordance, lang), strict=True)
    answers = [
        {**row, "结果": _signed(Outcome.TO_CHECK if pair.sure is Sure.LOW else pair.outcome, lang)}
        for pair, row in pairs
        if said.get(pair.upper.id) is not Outcome.TO_CHECK
    ]
    result = ("结果",)
    yield Table(
        label("page", "summary-sheet", lang), summary_rows(concordance, lang), head=_head(concordance, lang)
    )
    yield Table(label("page", "figures-table", lang), figure_rows(concordance, lang), signed=result, still=2)
    yield Table(
        label("page", "rows-sheet", lang), answers, _ANSWER_COLUMNS, signed=result, still=1, folded=_IDS
    )
    yield Table(missing_word(concordance, lang), absent_rows(concordance, lang), signed=result, folded=_IDS)
    yield Table(added_word(concordance, lang), added_rows(concordance, lang), _ADDED_COLUMNS, folded=_IDS)
    yield Table(outcome_label(Outcome.TO_CHECK, lang), check_rows(concordance, lang), folded=_IDS)
    yield Table(label("page", "notes-sheet", lang), head=_notes(concordance, lang))
    if concordance.rejected:
        yield Table(label("page", "rejected", lang), rejected_rows(concordance, lang))
    if concordance.reviews:
        yield Table(label("page", "review", lang), decision_rows(concordance))


_ANSWER_COLUMNS = (
    "结果", "上级原文", "下级原文", "理由", "补充", "下级时限", "下级单位", "把握", "复核", "复核意见", "主题", "整条结论",
    "程序原判", "上级编号", "上级标号", "上级标题", "上级作用", "上级单位", "上级时限", "下级编号", "下级标号", "下级标题",
    "下级作用",
)  # fmt: skip
_ADDED_COLUMNS = (
    "类别", "主题", "原文", "时限", "牵头单位", "责任单位", "上级相关条目", "依据", "复核", "复核意见", "编号", "标号", "标题",
    "力度", "作用",
)  # fmt: skip
_IDS = frozenset(
    {
        "程序原判", "上级编号", "上级标号", "上级标题", "上级作用", "上级时限", "下级编号", "下级标号", "下级标题", "下级作用",
        "编号", "标号", "标题", "力度", "作用",
    }
)  # fmt: skip
"""Columns that few readers need: there, but folded."""


def _signed(outcome: Outcome, lang: str) -> str:
    return f"{sign(outcome)} {outcome_label(outcome, lang)}"


def _head(concordance: Concordance, lang: str) -> list[str]:
    """The answer in lines: the sentence, the differences worth reading, what is missing and matters."""
    first = essentials(concordance, Terms(lang))
    titles = {"upper": concordance.upper.title, "lower": concordance.lower.title}
    lines = [say("summary.headline", sentence=summary(concordance, lang), **titles).text(lang)]
    lines += [line for line in (open_line(concordance, lang),) if line]
    lines += [notice.message.text(lang) for notice in concordance.notices]
    lines += ["", label("page", "findings", lang)]
    for line in first.findings:
        values = f"{line.object}：{line.upper} → {line.lower}"
        lines.append(f"{line.sign} {line.word.text}　{values}　{line.difference.text}　{line.who.text}")
    if not first.findings:
        lines.append(label("page", "findings-none", lang))
    if first.absent:
        lines += ["", f"{missing_word(concordance, lang)} · {label('page', 'absent', lang)}"]
    lines += [f"{one.sign} {one.label} {one.text}　{one.who.text}" for one in first.absent]
    return [*lines, "", label("page", "themes", lang)]


def _notes(concordance: Concordance, lang: str) -> list[str]:
    """Which documents these are, how they were read, and what the words mean."""
    terms = Terms(lang)
    lines = []
    for side, document in (("upper", concordance.upper), ("lower", concordance.lower)):
        shown = document_view(document, side, terms)
        lines.append(f"{shown.side.text}：{shown.title}")
        lines += [f"  {name.text}：{value.text}" for name, value in shown.facts]
        lines += [f"  {note.text}" for _, note in shown.notices]
    lines.append(f"{label('page', 'lineage', lang)}：{label('lineage', concordance.lineage.value, lang)}")
    lines.append(label("page", "legend-text", lang))
    apart = (absent(concordance), Outcome.TO_CHECK, Outcome.NOT_JUDGED, fresh(concordance))
    for outcome in apart:
        lines.append(f"{_signed(outcome, lang)}：{label('sense', sense(outcome, concordance), lang)}")
    return [*lines, label("page", "made-by", lang)]


def figure_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row an upper figure, with the lower one for the same thing."""
    shown = essentials(concordance, Terms(lang)).figures
    return [
        {
            "结果": f"{line.sign} {line.word.text}",
            "事项": line.object,
            "上级数值": line.upper,
            "下级数值": line.lower or label("page", "unwritten", lang),
            "差别": line.difference.text if line.lower else "",
            "责任单位": "、".join((row.lower_commitment or row.upper_commitment).units),
            "上级原文": row.upper_commitment.text,
            "下级原文": row.lower_commitment.text if row.lower_commitment else "",
        }
        for row, line in zip(concordance.figures, shown, strict=True)
    ]


def absent_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row an upper commitment without a pair: those with figures or named units first, what is not judged last."""
    said = outcomes_of(concordance)
    alone = (*concordance.missing, *concordance.not_judged)
    found = list(zip(alone, alone_rows(concordance, lang), strict=True))
    judged = len(concordance.missing)
    ranked = sorted(found[:judged], key=lambda item: first_absent(item[0])) + found[judged:]
    return [
        {**row, "结果": _signed(said.get(commitment.id, Outcome.NOT_JUDGED), lang)}
        for commitment, row in ranked
    ]


def check_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row an upper commitment to be checked, with the lower ones to choose from."""
    doubtful: dict[str, list[tuple[float, Commitment]]] = {}
    for pair in concordance.pairs:
        doubtful.setdefault(pair.upper.id, []).append((pair.confidence, pair.lower))
    rows: list[dict[str, object]] = []
    for verdict in concordance.verdicts:
        if verdict.outcome is not Outcome.TO_CHECK:
            continue
        upper = verdict.upper
        near = sorted(doubtful.get(upper.id, ()), key=lambda item: -item[0])
        near += [(c.confidence, c.lower) for c in concordance.candidates.get(upper.id, ())]
        texts = [f"{lower.label} {lower.text}（{percent(sure)}）" for sure, lower in near]
        rows.append(
            {
                "主题": themes()[upper.theme].name(lang),
                "上级原文": upper.text,
                **{name: texts[place] if place < len(texts) else "" for place, name in enumerate(_CHOICES)},
                "上级单位": "、".join(upper.units),
                "上级编号": upper.id,
            }
        )
    return rows


_CHOICES = ("候选一", "候选二", "候选三")


def pair_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row a pair, in the order of the upper document."""
    said = _Said(concordance, lang)
    return [_pair_row(pair, outcome_label(pair.shown, lang), said, lang) for pair in concordance.pairs]


def rejected_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row a pair that reviewers took apart."""
    said = _Said(concordance, lang)
    return [_pair_row(pair, label("page", "rejected", lang), said, lang) for pair in concordance.rejected]


def _pair_row(pair: Pair, word: str, said: _Said, lang: str) -> dict[str, object]:
    return {
        "主题": themes()[pair.upper.theme].name(lang),
        "结果": word,
        "整条结论": said.verdict(pair),
        **_side("上级", pair.upper, lang),
        **_side("下级", pair.lower, lang),
        "理由": "；".join(finding.reason.text(lang) for finding in pair.findings),
        "补充": said.adds(pair),
        "把握": pair.confidence,
        "程序原判": outcome_label(Outcome.of(pair.judged), lang) if pair.judged else "",
        **said.of(pair.upper.id, pair.lower.id),
    }


def _side(side: str, commitment: Commitment, lang: str) -> dict[str, object]:
    return {
        f"{side}编号": commitment.id,
        f"{side}标号": commitment.label,
        f"{side}原文": commitment.text,
        f"{side}标题": " › ".join(commitment.trail),
        f"{side}作用": label("role", commitment.role.value, lang),
        f"{side}单位": "、".join(commitment.units),
        f"{side}时限": commitment.deadline.isoformat() if commitment.deadline else "",
    }


class _Said:
    """What is said of the rows of one result: verdicts, additions, what reviewers said."""

    def __init__(self, concordance: Concordance, lang: str) -> None:
        self._terms = Terms(lang)
        self._lang = lang
        self._verdicts = {verdict.upper.id: verdict for verdict in concordance.verdicts}
        self._reviews: dict[tuple[str, str], list[Review]] = {}
        for review in concordance.reviews:
            self._reviews.setdefault((review.upper, review.lower), []).append(review)

    def verdict(self, pair: Pair) -> str:
        """The word for all answers to the upper commitment together."""
        found = self._verdicts.get(pair.upper.id)
        return outcome_label(found.outcome if found else Outcome.NOT_JUDGED, self._lang)

    def adds(self, pair: Pair) -> str:
        """What the lower commitment states and the upper one does not."""
        found = self._verdicts.get(pair.upper.id)
        adds = found.adds if found else ()
        return "；".join(
            f"{label('adds', add.what, self._lang)}：{add.text}" for add in adds if add.lower == pair.lower.id
        )

    def of(self, upper: str, lower: str) -> dict[str, object]:
        """The cells on one row."""
        found = self._reviews.get((upper, lower), ())
        return {
            "复核": "、".join(label("standing", review.standing.value, self._lang) for review in found),
            "复核意见": "\n".join(
                said_line(entry, self._terms) for review in found for entry in current(review.decisions)
            ),
        }


def alone_rows(concordance: Concordance, lang: str = "zh") -> Iterator[dict[str, object]]:
    """One row an upper commitment without a pair, with its outcome and its nearest candidates."""
    said, verdicts = _Said(concordance, lang), outcomes_of(concordance)
    for commitment in (*concordance.missing, *concordance.not_judged):
        near = concordance.candidates.get(commitment.id, ())
        yield {
            "结果": outcome_label(verdicts.get(commitment.id, Outcome.NOT_JUDGED), lang),
            **_commitment_row(commitment, lang),
            "最接近的下级条目": "\n".join(
                f"{candidate.lower.id}（{candidate.confidence:.0%}）{candidate.lower.text}"
                for candidate in near
            ),
            "为何不够": "\n".join(candidate.reason.text(lang) for candidate in near),
            **said.of(commitment.id, ""),
        }


def added_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row a lower commitment without origin; where the upper text is full, own initiative or beyond what."""
    said, outcomes = _Said(concordance, lang), added_outcomes(concordance)
    beyond = counterparts(concordance)
    rows: list[dict[str, object]] = []
    for commitment in concordance.added:
        found, outcome = beyond.get(commitment.id), outcomes[commitment.id]
        kind = outcome_label(outcome, lang)
        if outcome is Outcome.ADDED:
            kind = label("page", "added-beyond" if found else "added-own", lang)
        rows.append(
            {
                **_commitment_row(commitment, lang),
                "类别": kind,
                "上级相关条目": f"{found.upper.id} {found.upper.text}" if found else "",
                "依据": found.reason.text(lang) if found else "",
                **said.of("", commitment.id),
            }
        )
    return rows


def decision_rows(concordance: Concordance) -> list[dict[str, object]]:
    """One row an entry of the reviewers, with every field of its record, and what became of it."""
    found: dict[Decision, list[str]] = {}
    for review in concordance.reviews:
        for entry in review.decisions:
            found.setdefault(entry, []).append(review.standing.value)
    return [
        {
            **{name: value if value is not None else "" for name, value in decision_json(entry).items()},
            "over": "\n".join(f"{reviewer} {at}".strip() for reviewer, at in entry.over),
            "standing": "、".join(dict.fromkeys(found[entry])),
        }
        for entry in merge(found)
    ]


def target_rows(document: Document, lang: str = "zh") -> list[dict[str, object]]:
    """One row a target of ``document``."""
    return [
        {
            "编号": commitment.id,
            "标号": commitment.label,
            "对象": target.object,
            "维度": label("dimension", target.dimension.value, lang),
            "限定": target.comparator.value,
            "数值": plain_value(target.value),
            "单位": target.unit,
            "约数": "约" if target.approximate else "",
            "基数": "" if target.baseline is None else number_json(target.baseline),
            "范围": target.scope,
            "性质": label("status", target.status.value, lang),
            "力度": label("modality", commitment.modality.value, lang),
            "时限": str(target.due or commitment.deadline or ""),
            "责任单位": "、".join(commitment.units),
            "原文": target.text,
            "起": target.span.start,
            "止": target.span.end,
            "规则": target.rule,
        }
        for commitment in document.commitments
        for target in commitment.targets
    ]


def commitment_rows(document: Document, lang: str = "zh") -> list[dict[str, object]]:
    """One row a commitment of ``document``."""
    return [_commitment_row(commitment, lang) for commitment in document.commitments]


def _commitment_row(commitment: Commitment, lang: str) -> dict[str, object]:
    return {
        "编号": commitment.id,
        "标号": commitment.label,
        "标题": " › ".join(commitment.trail),
        "原文": commitment.text,
        "主题": themes()[commitment.theme].name(lang),
        "牵头单位": "、".join(commitment.lead_units),
        "责任单位": "、".join(commitment.responsible_units),
        "时限": commitment.deadline.isoformat() if commitment.deadline else "",
        "力度": label("modality", commitment.modality.value, lang),
        "作用": label("role", commitment.role.value, lang),
    }


def summary_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row a theme and one for the total: each outcome, then the answers together."""
    shown = coverage.columns(concordance, coverage.total(coverage.by_theme(concordance)))
    return [
        {
            "主题": name,
            **{outcome_label(outcome, lang): count.outcomes[outcome] for outcome in shown},
            "上级承诺": count.uppers,
            "应答合计": count.answered,
            "应答率": "" if count.coverage is None else round(count.coverage, 3),
        }
        for name, count in named_counts(concordance, lang)
    ]


def concordance_csv(concordance: Concordance, lang: str = "zh") -> bytes:
    """Pairs, missing and added of ``concordance`` in one CSV, the result in the second column."""
    said, verdicts, origins = _Said(concordance, lang), outcomes_of(concordance), added_outcomes(concordance)
    rows = pair_rows(concordance, lang)

    def alone(commitment: Commitment, side: str, outcome: Outcome) -> dict[str, object]:
        ids = (commitment.id, "") if side == "上级" else ("", commitment.id)
        return {
            "主题": themes()[commitment.theme].name(lang),
            "结果": outcome_label(outcome, lang),
            "整条结论": outcome_label(outcome, lang) if side == "上级" else "",
            **_side(side, commitment, lang),
            **said.of(*ids),
        }

    for commitment in (*concordance.missing, *concordance.not_judged):
        rows.append(alone(commitment, "上级", verdicts.get(commitment.id, Outcome.NOT_JUDGED)))
    rows.extend(alone(commitment, "下级", origins[commitment.id]) for commitment in concordance.added)
    return csv_bytes(rows, lang)
