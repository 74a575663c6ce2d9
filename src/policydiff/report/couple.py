"""The rows of a document and of a comparison: pairs, missing, added, targets, decisions, figures by theme."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff import coverage
from policydiff.decisions import current, merge
from policydiff.figures.amounts import english_unit
from policydiff.judging.couples import nearest
from policydiff.labels import label, outcome_label, relation_label, sign
from policydiff.model import Commitment, Concordance, Decision, Document, Outcome, Pair, Review
from policydiff.report.essentials import essentials, first_absent
from policydiff.report.figure_rows import figure_rows as shown_figures
from policydiff.report.filled import RECORD, record
from policydiff.report.jsonio import number_json, plain_value
from policydiff.report.origin import counterparts
from policydiff.report.rows import said_line
from policydiff.report.sureness import hinge_text, sure_word
from policydiff.report.tables import csv_bytes
from policydiff.report.terms import Terms
from policydiff.report.view import named_counts
from policydiff.topics.themes import themes
from policydiff.verdicts import added_outcomes, outcomes_of

_SIDE = ("编号", "标号", "原文", "标题", "作用", "单位", "时限")
PAIR_COLUMNS = (
    "主题", "结果", "整条结论", "结论把握", "何时会变", *(f"上级{name}" for name in _SIDE), *(f"下级{name}" for name in _SIDE),
    "理由", "补充", "把握", "程序原判", "复核", "复核意见",
)  # fmt: skip
FIGURE_COLUMNS = ("结果", "事项", "上级数值", "下级数值", "差别", "谁来做", "上级原文", "下级原文")


def figure_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row an upper figure, with the lower one for the same thing."""
    figures = shown_figures(concordance)
    shown = essentials(concordance, Terms(lang)).figures
    return [
        {
            "结果": f"{line.sign} {line.word.text}",
            "事项": line.object,
            "上级数值": line.upper.text,
            "下级数值": line.lower.text or label("page", "unwritten", lang),
            "差别": line.difference.text,
            "谁来做": line.who.text,
            "上级原文": row.upper_commitment.text,
            "下级原文": row.lower_commitment.text if row.lower_commitment else "",
        }
        for row, line in zip(figures, shown, strict=True)
    ]


def absent_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row an upper commitment without a pair: those with figures or named units first, what is not judged last."""
    said = outcomes_of(concordance)
    alone = (*concordance.missing, *concordance.not_judged)
    found = list(zip(alone, alone_rows(concordance, lang), strict=True))
    judged = len(concordance.missing)
    ranked = sorted(found[:judged], key=lambda item: first_absent(item[0])) + found[judged:]
    return [
        {**row, "结果": signed(said.get(commitment.id, Outcome.NOT_JUDGED), lang)}
        for commitment, row in ranked
    ]


def signed(outcome: Outcome, lang: str) -> str:
    """The word for ``outcome`` behind its sign."""
    return f"{sign(outcome)} {outcome_label(outcome, lang)}"


def candidate_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row a candidate of each upper commitment, also where a pair stands: the nearest clauses, and why it is none."""
    said = outcomes_of(concordance)
    rows: list[dict[str, object]] = []
    for upper in concordance.upper.commitments:
        outcome = said.get(upper.id, Outcome.NOT_JUDGED)
        for rank, candidate in enumerate(concordance.candidates.get(upper.id, ()), 1):
            lower = candidate.lower
            close = nearest(upper, lower)
            rows.append(
                {
                    "整条结论": signed(outcome, lang),
                    "上级原文": upper.text,
                    "名次": rank,
                    "下级原文": lower.text,
                    "上级最近的一句": close.upper.text if close else "",
                    "下级最近的一句": close.lower.text if close else "",
                    "为何不够": candidate.reason.text(lang),
                    "把握": candidate.confidence,
                    "上级编号": upper.id,
                    "下级编号": lower.id,
                }
            )
    return rows


def pair_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row a pair, in the order of the upper document."""
    said = Said(concordance, lang)
    return [_pair_row(pair, outcome_label(pair.shown, lang), said, lang) for pair in concordance.pairs]


def rejected_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row a pair that reviewers took apart."""
    said = Said(concordance, lang)
    return [_pair_row(pair, label("page", "rejected", lang), said, lang) for pair in concordance.rejected]


def _pair_row(pair: Pair, word: str, said: Said, lang: str) -> dict[str, object]:
    return {
        "主题": themes()[pair.upper.theme].name(lang),
        "结果": word,
        "整条结论": said.verdict(pair),
        **said.sure(pair.upper.id),
        **_side("上级", pair.upper, lang),
        **_side("下级", pair.lower, lang),
        "理由": "；".join(finding.reason.text(lang) for finding in pair.findings),
        "补充": said.adds(pair),
        "把握": pair.confidence,
        "程序原判": outcome_label(pair.judged, lang) if pair.judged else "",
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


class Said:
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

    def sure(self, upper: str) -> dict[str, object]:
        """The cells on how sure the verdict on an upper commitment is, and what would change it."""
        found = self._verdicts.get(upper)
        return {
            "结论把握": sure_word(found, self._lang) if found else "",
            "何时会变": hinge_text(found, self._lang) if found else "",
        }

    def adds(self, pair: Pair) -> str:
        """What the lower commitment states and the upper one does not."""
        found = self._verdicts.get(pair.upper.id)
        adds = found.adds if found else ()
        return "；".join(
            f"{label('adds', add.what, self._lang)}：{add.text}" for add in adds if add.lower == pair.lower.id
        )

    def of(self, upper: str, *lowers: str) -> dict[str, object]:
        """The cells on one row, on which an upper commitment may stand with several lower ones."""
        found = [review for lower in lowers for review in self._reviews.get((upper, lower), ())]
        return {
            "复核": "、".join(label("standing", review.standing.value, self._lang) for review in found),
            "复核意见": "\n".join(
                said_line(entry, self._terms) for review in found for entry in current(review.decisions)
            ),
        }


def alone_rows(concordance: Concordance, lang: str = "zh") -> Iterator[dict[str, object]]:
    """One row an upper commitment without a pair, with its outcome and its nearest candidates."""
    said, verdicts = Said(concordance, lang), outcomes_of(concordance)
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
            **said.sure(commitment.id),
            **said.of(commitment.id, ""),
        }


def added_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row a lower commitment without origin; where the upper text is full, own initiative or beyond what."""
    said, outcomes = Said(concordance, lang), added_outcomes(concordance)
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
                "上级相关条目": f"{found.upper.label} {found.upper.text}" if found else "",
                "依据": found.reason.text(lang) if found else "",
                **said.of("", commitment.id),
            }
        )
    return rows


def decision_rows(concordance: Concordance, lang: str = "zh") -> list[dict[str, object]]:
    """One row an entry of the reviewers, what became of it, and the entry itself to be read back."""
    found: dict[Decision, list[str]] = {}
    for review in concordance.reviews:
        for entry in review.decisions:
            found.setdefault(entry, []).append(label("standing", review.standing.value, lang))
    return [
        {
            "复核人": entry.reviewer,
            "时间": entry.at[:16].replace("T", " "),
            "结果": label("verdict", entry.verdict.value, lang),
            "改判为": _ruled(entry, lang),
            "上级原文": entry.upper_text,
            "下级原文": entry.lower_text,
            "改配原文": entry.partner_text,
            "复核意见": entry.comment,
            "下落": "、".join(dict.fromkeys(found[entry])),
            "压过": "\n".join(
                f"{reviewer} {at[:16].replace('T', ' ')}".strip() for reviewer, at in entry.over
            ),
            RECORD: record(entry),
        }
        for entry in merge(found)
    ]


def _ruled(entry: Decision, lang: str) -> str:
    if entry.outcome is not None:
        return outcome_label(entry.outcome, lang)
    return relation_label(entry.relation, lang) if entry.relation else ""


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
            "单位": target.unit if lang == "zh" else english_unit(target.unit),
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
    said, verdicts, origins = Said(concordance, lang), outcomes_of(concordance), added_outcomes(concordance)
    rows = pair_rows(concordance, lang)

    def alone(commitment: Commitment, side: str, outcome: Outcome) -> dict[str, object]:
        ids = (commitment.id, "") if side == "上级" else ("", commitment.id)
        return {
            "主题": themes()[commitment.theme].name(lang),
            "结果": outcome_label(outcome, lang),
            "整条结论": outcome_label(outcome, lang) if side == "上级" else "",
            **said.sure(ids[0]),
            **_side(side, commitment, lang),
            **said.of(*ids),
        }

    for commitment in (*concordance.missing, *concordance.not_judged):
        rows.append(alone(commitment, "上级", verdicts.get(commitment.id, Outcome.NOT_JUDGED)))
    rows.extend(alone(commitment, "下级", origins[commitment.id]) for commitment in concordance.added)
    return csv_bytes(rows, lang)
