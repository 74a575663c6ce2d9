"""Write into both READMEs what the program finds in the corpus and how often it is right, between their markers.

    python scripts/readme.py

In: the corpus, the tables of docs/quality.md (each written by its own command).  Out: in README.md and
README.zh.md the parts `result`, `outcomes` and `accuracy`.  Nothing in these parts is written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from policydiff.concordance import compare
from policydiff.corpus import open_document
from policydiff.labels import label, outcome_label, sign
from policydiff.model import Commitment, Concordance, Outcome, Pair, Sure
from policydiff.report.view import summary
from policydiff.verdicts import outcomes_of

ROOT = Path(__file__).parent.parent
PAGES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
INVENTED = ROOT / "docs" / "examples" / "outcomes"
QUALITY = ROOT / "docs" / "quality.md"

MEANS = {
    "en": {
        Outcome.TIGHTENS: "the local plan asks more of itself, shown in words on both sides",
        Outcome.LOOSENS: "it asks less, shown in words on both sides",
        Outcome.MIXED: "more in one respect, less in another",
        Outcome.SAME: "the same promise, figure or action",
        Outcome.ANSWERED: "taken up; nothing shows more or less",
        Outcome.INCOMPARABLE: "figures on both sides that cannot be set against each other",
        Outcome.MISSING: "a measure or figure without an answer; the nearest candidates stand beside it",
        Outcome.ADDED: "promised locally without an origin above",
    },
    "zh": {
        Outcome.TIGHTENS: "下级要求更高，两边的文字为证",
        Outcome.LOOSENS: "下级要求更低，两边的文字为证",
        Outcome.MIXED: "有的更高，有的更低",
        Outcome.SAME: "同样的话、同样的数、同样的做法",
        Outcome.ANSWERED: "写了这件事，看不出高低",
        Outcome.INCOMPARABLE: "两边都有数，而不能相比",
        Outcome.MISSING: "上级的任务或指标没有应答；附最接近的几条",
        Outcome.ADDED: "下级写了，上级没有来源",
    },
}
LONGEST = 48
"""Characters of a side that fit into a row of a README."""


def write_between(page: Path, name: str, text: str) -> None:
    """Put ``text`` between the markers of ``name``; raises ValueError when the page has none."""
    new, count = re.subn(
        rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)",
        lambda match: f"{match[1]}\n{text.strip()}\n\n{match[2]}",
        page.read_text(encoding="utf-8"),
        flags=re.S,
    )
    if not count:
        raise ValueError(f"{page.name} has no markers for {name}")
    page.write_text(new, encoding="utf-8", newline="\n")


def result(concordance: Concordance, lang: str) -> str:
    """What the command prints, as text."""
    lines = [f"{concordance.upper.id} ↔ {concordance.lower.id}", summary(concordance, lang)]
    return "```text\n" + "\n".join(lines) + "\n```"


def telling(pairs: Sequence[Pair]) -> Pair | None:
    """The pair to show: one that fits into a row, of figures on both sides if there is one, the surest, the shortest."""

    def rank(pair: Pair) -> tuple[object, ...]:
        sides = len(pair.upper.text), len(pair.lower.text)
        figures = any(one.upper_target and one.lower_target for one in pair.findings)
        return (
            max(sides) > LONGEST,
            pair.sure is not Sure.HIGH,
            not figures,
            abs(sides[0] - sides[1]) > 12,
            -pair.confidence,
            sum(sides),
            pair.upper.id,
        )

    return min(pairs, key=rank, default=None)


def cell(text: str) -> str:
    cut = text if len(text) <= LONGEST + 12 else text[: LONGEST + 11] + "…"
    return cut.replace("|", "\\|").replace("\n", " ")


def outcomes(concordance: Concordance, invented: Concordance, lang: str) -> str:
    """One row of the corpus for each outcome; of those that do not occur in it one of the ``invented`` plans, marked."""
    heads = {"en": ("outcome", "means", "above", "local"), "zh": ("结果", "意思", "上级", "下级")}[lang]
    lines = ["| " + " | ".join(heads) + " |", "| --- | --- | --- | --- |"]
    for outcome, means in MEANS[lang].items():
        upper, lower = row_of(concordance, outcome)
        if upper is None and lower is None:
            upper, lower = row_of(invented, outcome)
            means += {"en": " (invented row: the corpus has none)", "zh": "（虚构的一行：语料里没有）"}[lang]
        above, local = (cell(side.text) if side else "—" for side in (upper, lower))
        lines.append(f"| {sign(outcome)} {outcome_label(outcome, lang)} | {means} | {above} | {local} |")
    return "\n".join(lines)


def row_of(concordance: Concordance, outcome: Outcome) -> tuple[Commitment | None, Commitment | None]:
    """Both sides of a telling row with ``outcome``; nothing on either side where there is none."""
    said = outcomes_of(concordance)
    if outcome is Outcome.MISSING:
        return alone([one for one in concordance.missing if said.get(one.id) is outcome]), None
    if outcome is Outcome.ADDED:
        return None, alone(concordance.added)
    pairs = [one for one in concordance.pairs if one.outcome is outcome and one.sure is not Sure.LOW]
    pair = telling([one for one in pairs if said.get(one.upper.id) is outcome])
    return (pair.upper, pair.lower) if pair else (None, None)


def alone(commitments: Sequence[Commitment]) -> Commitment | None:
    """A commitment that says something by itself: the shortest with a figure or a named unit, else the shortest."""
    fit = [one for one in commitments if 12 <= len(one.text) <= LONGEST]
    telling = [one for one in fit if one.targets or one.lead_units or one.responsible_units]
    return min(telling or fit or commitments, key=lambda one: (len(one.text), one.id), default=None)


def tables(part: str) -> dict[str, list[dict[str, str]]]:
    """The tables between the markers of ``part`` of the page on quality, by the line above each."""
    text = QUALITY.read_text(encoding="utf-8")
    found = re.search(rf"<!-- {part} -->(.*?)<!-- /{part} -->", text, re.S)
    if not found:
        raise ValueError(f"docs/quality.md has no part {part}")
    result: dict[str, list[dict[str, str]]] = {}
    above, heads = "", list[str]()
    for line in found[1].splitlines():
        cells = [one.strip() for one in line.strip("|").split(" | ")] if line.startswith("|") else []
        if not cells:
            above, heads = (line.strip() or above), []
        elif not heads:
            heads = [one.strip(" |") for one in cells]
        elif not set(line) <= set("|- "):
            result.setdefault(above, []).append(
                dict(zip(heads, (one.strip(" |") for one in cells), strict=True))
            )
    return result


FIGURES = ("pair F1", "relation", "directions said", "of these right", "missing F1", "accused")
OWN = "policydiff, other couple"
"""The line of weights that never saw the rows they are scored on."""


def accuracy(lang: str) -> str:
    """What is right how often: two experts, the program, the best of the plain matchers and of GovernDiff."""
    words = {
        "en": (
            "",
            "pairs (F1)",
            "outcome right",
            "directions said",
            "of these right",
            "missing (F1)",
            "wrongly called missing",
        ),
        "zh": ("", "成对（F1）", "结果判对", "说出松紧", "其中说对", "缺失（F1）", "误说缺失"),
    }[lang]
    names = {
        "en": ("two experts working alone", "policydiff", "best plain matcher", "GovernDiff"),
        "zh": ("两位专家各自独立", "policydiff", "最好的通用匹配", "GovernDiff"),
    }[lang]
    lines = ["| " + " | ".join(words) + " |", "| --- |" + " --- |" * len(FIGURES)]
    experts = {
        row["figure"]: row["two annotators"]
        for rows in tables("bars").values()
        for row in reversed(rows)
        if row["two annotators"] != "—"
    }
    lines.append(f"| {names[0]} | " + " | ".join(experts.get(figure, "—") for figure in FIGURES) + " |")
    opposite, annotated = [], []
    for above, rows in tables("alignment").items():
        couple = above.split(" ")[0]
        own = next(row for row in rows if row["method"] == OWN)
        others = [row for row in rows if not row["method"].startswith(("policydiff", "GovernDiff"))]
        rivals = [row for row in rows if row["method"].startswith("GovernDiff") and row["pair F1"] != "—"]
        for name, row in ((names[1], own), (names[2], best(others)), (names[3], best(rivals))):
            lines.append(f"| {name}, {couple} | " + " | ".join(row[figure] for figure in FIGURES) + " |")
        opposite.append(f"{couple} {float(own['wrong way']):.0%}")
        of = re.search(r"(\d+) annotated pairs and (\d+) missing", above)
        assert of is not None, above
        annotated.append(f"{couple} " + {"en": "{} and {}", "zh": "{} 对、{} 条"}[lang].format(*of.groups()))
    said = {
        "en": "Directions that policydiff states the opposite way of the annotators: "
        + ", ".join(opposite)
        + ". Pairs and missing that were annotated: "
        + "; ".join(annotated)
        + ".",
        "zh": "说反方向的占标注有方向的："
        + "，".join(opposite)
        + "。标注的对应和缺失："
        + "；".join(annotated)
        + "。",
    }
    return "\n".join([*lines, "", said[lang]])


def best(rows: Sequence[dict[str, str]]) -> dict[str, str]:
    """The row with the best pair F1."""
    return max(rows, key=lambda row: float(row["pair F1"]))


def main() -> None:
    """Write all parts into both pages."""
    concordance = compare(open_document("ordos-2021"), open_document("naiman-2022"))
    upper, lower = (open_document(str(INVENTED / f"{side}.txt")) for side in ("upper", "lower"))
    invented = compare(upper, lower)
    for lang, page in PAGES.items():
        write_between(page, "result", result(concordance, lang))
        write_between(page, "outcomes", outcomes(concordance, invented, lang))
        write_between(page, "accuracy", accuracy(lang))
        print(page.name, label("page", "index-title", lang))


if __name__ == "__main__":
    main()
