"""Why two commitments were paired or not, as text for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policydiff.explanation import Explanation
from policydiff.labels import headed, label, listed, outcome_label, relation_label
from policydiff.lexicon import load
from policydiff.report.jsonio import comparisons_json, finding_json
from policydiff.report.terminal import COLUMNS, cells, wrap
from policydiff.wording import say

COLUMN_WIDTHS = (16, 13, 6, 20, 20)
"""Feature, level, weight, what the upper and what the lower commitment says."""


def explanation_text(explanation: Explanation, lang: str = "zh") -> str:
    """The decision, each comparison with both values and the weight it added, and each finding with its rule."""
    lines: list[str] = []
    for name, commitment in (("upper", explanation.upper), ("lower", explanation.lower)):
        lines += wrap(f"{label('page', name, lang)} {commitment.id}")
        lines += wrap(commitment.lead + commitment.text, "  ")
    weighing = explanation.weighing
    scored = weighing.scored
    rules = load("weights")["assign"]
    lines += [
        "",
        *wrap(
            say(
                f"decision.{scored.decision}",
                confidence=f"{scored.confidence:.3f}",
                accept=rules["accept"],
                best_upper=f"{weighing.best_upper.confidence:.3f}",
                best_lower=f"{weighing.best_lower.confidence:.3f}",
            ).text(lang)
        ),
        *wrap(
            headed(
                label("page", "proposed-by", lang),
                listed(_proposers(scored.pair.rules, lang), lang),
                lang,
            )
        ),
        "",
        *cells(
            [
                label("page", name, lang)
                for name in ("feature", "outcome", "weight", "upper-value", "lower-value")
            ],
            COLUMN_WIDTHS,
        ),
        "─" * COLUMNS,
        *cells((label("page", "prior", lang), "", f"{load('weights')['prior']:+.2f}", "", ""), COLUMN_WIDTHS),
    ]
    for comparison in scored.comparisons:
        lines += cells(
            (
                say(f"feature.{comparison.feature}").text(lang),
                _level(comparison.level, lang),
                f"{comparison.weight:+.2f}",
                comparison.upper,
                comparison.lower,
            ),
            COLUMN_WIDTHS,
        )
    lines += [
        *cells((label("page", "match-weight", lang), "", f"{scored.weight:+.2f}", "", ""), COLUMN_WIDTHS),
        "",
    ]
    lines += wrap(headed(label("page", "result", lang), outcome_label(explanation.outcome, lang), lang))
    for finding in explanation.findings:
        lines += wrap(
            f"{label('dimension', finding.dimension.value, lang)} · "
            f"{relation_label(finding.relation, lang)} · {finding.reason.text(lang)}",
            "  ",
        )
        lines += wrap(f"{label('page', 'rule', lang)} {finding.rule}", "    ")
    return "\n".join(lines) + "\n"


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """The same as JSON, with the names that a pair has in the JSON of a result; ``decision`` is why they were paired or not."""
    weighing = explanation.weighing
    scored = weighing.scored
    return {
        "upper": explanation.upper.id,
        "lower": explanation.lower.id,
        "upper_text": explanation.upper.lead + explanation.upper.text,
        "lower_text": explanation.lower.lead + explanation.lower.text,
        "decision": scored.decision,
        "confidence": scored.confidence,
        "best_upper": weighing.best_upper.confidence,
        "best_lower": weighing.best_lower.confidence,
        "match_weight": scored.weight,
        "prior": load("weights")["prior"],
        "comparisons": comparisons_json(scored.comparisons),
        "rules": list(scored.pair.rules),
        "outcome": explanation.outcome.value,
        "relation": explanation.relation.value,
        "findings": [finding_json(finding) for finding in explanation.findings],
    }


def _level(name: str, lang: str) -> str:
    known = load("labels")["outcome-level"].get(name)
    return str(known[lang]) if known else name


def _proposers(rules: Sequence[str], lang: str) -> list[str]:
    return [label("blocking", rule, lang) for rule in rules] or [label("page", "none", lang)]
