"""The results as Markdown: tables, probe phrases, losses, and what was asked of whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from target_cases import Clause, Wanted
from target_scores import Tally, Verdict, by_bound, is_hard, plain, tally

Answers = dict[str, list[Verdict]]
"""The verdicts of each system that answered, clause by clause."""

OURS = "policydiff"
BOUNDS = ("<=", ">=", "<", ">", "==", "reduce_by", "increase_by")


@dataclass(frozen=True, slots=True)
class System:
    """A system that was to be asked."""

    name: str
    version: str
    absent: str
    """Why it was not; empty when it answered."""


@dataclass(frozen=True, slots=True)
class Section:
    """Clauses of one origin with the answers of all systems."""

    key: str
    title: str
    clauses: list[Clause]
    answers: Answers


def row(*cells: object) -> str:
    """A line of a table; a bar inside a cell does not end it."""
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"


def head(*cells: str) -> str:
    """The first two lines of a table."""
    return row(*cells) + row(*("---" for _ in cells))


def of(part: int, whole: int) -> str:
    """Counts, so that small numbers look small; a dash where nothing was asked."""
    return f"{part}/{whole}" if whole else "—"


COLUMNS = (
    "system", "value", "unit", "bound", "deadline", "all right", "false values", "no target, left alone", "F1",
)  # fmt: skip


def line(name: str, t: Tally) -> str:
    """One system in a table of ``COLUMNS``."""
    return row(
        name,
        of(t.values, t.quantities),
        of(t.units, t.quantities),
        of(t.bounds, t.quantities),
        of(t.dates, t.deadlines),
        of(t.right, t.clauses),
        t.false,
        of(t.clean, t.empty),
        f"{t.f1:.3f}",
    )


def table(systems: Iterable[System], answers: Answers) -> str:
    """One line a system; those that did not answer are named."""
    text = head(*COLUMNS)
    for system in systems:
        if system.absent:
            text += row(system.name, system.absent, *("" for _ in COLUMNS[2:]))
        else:
            text += line(system.name, tally(answers[system.name]))
    return text


def size(section: Section) -> str:
    """How many clauses, quantities and deadlines."""
    t = tally(next(iter(section.answers.values())))
    return f"{t.clauses} clauses, {t.quantities} quantities, {t.deadlines} deadlines"


def summary(systems: list[System], sections: list[Section]) -> str:
    """One table for each origin of clauses."""
    text = ""
    for section in sections:
        text += f"\n{section.title} ({size(section)})\n\n{table(systems, section.answers)}"
    return text + "\n"


def by_kind(section: Section) -> Iterator[tuple[str, Answers]]:
    """The answers under each heading, in the order of the files."""
    for kind in dict.fromkeys(clause.kind for clause in section.clauses):
        yield (
            kind,
            {name: [v for v in rows if v.clause.kind == kind] for name, rows in section.answers.items()},
        )


def kinds(section: Section) -> str:
    """A table of what was right under each heading, one for each thing asked."""
    names = list(section.answers)
    parts = list(by_kind(section))
    text = ""
    for title, cell in (
        ("Value right (both ends of a range)", lambda t: of(t.values, t.quantities)),
        ("Unit right", lambda t: of(t.units, t.quantities)),
        ("Bound right", lambda t: of(t.bounds, t.quantities)),
        ("Deadline right", lambda t: of(t.dates, t.deadlines)),
        ("Clauses with everything right and nothing false", lambda t: of(t.right, t.clauses)),
        ("False values", lambda t: t.false),
    ):
        text += f"\n{title}\n\n" + head("kind", *names)
        for kind, answers in parts:
            text += row(kind, *(cell(tally(answers[name])) for name in names))
    return text


def bounds(section: Section) -> str:
    """How many bounds of each kind were right."""
    names = list(section.answers)
    found = {name: by_bound(rows) for name, rows in section.answers.items()}
    text = head("bound", *names)
    for bound in BOUNDS:
        if any(bound in counts for counts in found.values()):
            text += row(f"`{bound}`", *(of(*found[name].get(bound, (0, 0))) for name in names))
    return text


def concessions(section: Section) -> str:
    """What becomes of the figures when more is conceded, and of what the false values are made."""
    text = head(
        "system", "value right", "value right or its words marked", "false values", "misread",
        "other figures", "out of words (一网通办 → 1)", "F1 of values alone", "failed",
    )  # fmt: skip
    for name, rows in section.answers.items():
        t = tally(rows)
        text += row(
            name, of(t.values, t.quantities), of(t.marked, t.quantities), t.false, t.misread, t.figures,
            t.invented, f"{t.value_f1:.3f}", t.errors,
        )  # fmt: skip
    return text


def hard(section: Section) -> str:
    """The clauses with working days, binding bounds, ranges or several quantities, and the lead on them."""
    answers = {name: [v for v in rows if is_hard(v.clause)] for name, rows in section.answers.items()}
    text = head(*COLUMNS)
    scores = {}
    for name, rows in answers.items():
        t = tally(rows)
        scores[name] = t.f1
        text += line(name, t)
    others = [name for name in scores if name != OURS]
    if others:
        best = max(others, key=lambda name: scores[name])
        lead = (scores[OURS] - scores[best]) * 100
        text += f"\nF1 of {OURS} is {lead:.1f} points above the best of the others ({best}).\n"
    return text


def wanted(target: Wanted) -> str:
    """A target in a few signs."""
    value = target.value
    if isinstance(value, tuple):
        shown = "–".join(map(plain, value))
    else:
        shown = str(value) if target.is_date else plain(value)  # type: ignore[arg-type]
    bound = "" if target.bound == "==" or target.is_date else f"{target.bound} "
    unit = "" if target.is_date else f" {target.unit}"
    return f"{bound}{shown}{unit}" + (" (optional)" if target.optional else "")


def states(clause: Clause) -> str:
    """What a clause states."""
    return "；".join(map(wanted, clause.wanted)) or "no target"


def marks(verdict: Verdict) -> str:
    """V, U, B or D for what is right of each target, a dot for what is not."""
    quantities = (
        "".join(letter if right else "·" for letter, right in zip("VUB", triple, strict=True))
        for triple in zip(verdict.values, verdict.units, verdict.bounds, strict=True)
    )
    dates = ("D" if right else "·" for right in verdict.dates)
    return " ".join((*quantities, *dates))


def answer(verdict: Verdict) -> str:
    """What a system returned, and its marks."""
    if verdict.error:
        return "failed"
    shown = "；".join(item.shown for item in verdict.items)
    return f"{shown or '—'} {'**' + marks(verdict) + '**' if verdict.asked else ''}".strip()


def phrases(section: Section) -> str:
    """Each clause with what every system made of it."""
    names = list(section.answers)
    text = head("phrase", "states", *names)
    for place, clause in enumerate(section.clauses):
        text += row(clause.text, states(clause), *(answer(section.answers[name][place]) for name in names))
    return text


def losses(section: Section) -> str:
    """Where another system is right and policydiff is not, and everything that policydiff gets wrong."""
    ours = section.answers[OURS]
    behind = ""
    count = 0
    for place, own in enumerate(ours):
        ahead = {
            name: sorted(rows[place].facts() - own.facts())
            for name, rows in section.answers.items()
            if name != OURS and rows[place].facts() - own.facts()
        }
        if ahead:
            count += 1
            behind += row(
                own.clause.origin, own.clause.text, states(own.clause), answer(own),
                "; ".join(f"{name}: {', '.join(facts)}" for name, facts in ahead.items()),
            )  # fmt: skip
    wrong = [verdict for verdict in ours if not verdict.right]
    text = f"\nAnother system is right where policydiff is not: {count} of {len(ours)} clauses\n"
    if count:
        text += "\n" + head("where", "clause", "states", "policydiff", "right elsewhere") + behind
    text += f"\npolicydiff is wrong somewhere: {len(wrong)} of {len(ours)} clauses\n"
    if wrong:
        text += "\n" + head("where", "clause", "states", "policydiff")
        for verdict in wrong:
            text += row(verdict.clause.origin, verdict.clause.text, states(verdict.clause), answer(verdict))
    return text


def wins(section: Section) -> str:
    """Against each system: on how many clauses policydiff has more right, less, or the same."""
    text = head("against", "policydiff more", "the other more", "each something", "the same")
    ours = section.answers[OURS]
    for name, rows in section.answers.items():
        if name == OURS:
            continue
        counts = {"more": 0, "less": 0, "each": 0, "same": 0}
        for own, other in zip(ours, rows, strict=True):
            mine, theirs = own.facts(), other.facts()
            key = (
                "same" if mine == theirs else "more" if mine > theirs else "less" if mine < theirs else "each"
            )
            counts[key] += 1
        text += row(name, counts["more"], counts["less"], counts["each"], counts["same"])
    return text


ASKED = """\
A clause is given to every system as one string; nothing else of the document is. The reference day is 2022-01-01 for
all that take one. Counted is only what a system returns.

- **value**: the number, both ends of a range; converted amounts count (100万元 as 1000000 元, 两成 as 20 %).
- **unit**: the unit of that value. 工作日 and 日 are two units.
- **bound**: `<=` `>=` `<` `>` `==` `reduce_by` `increase_by` of that value.
- **deadline**: the last day of 3月底前, 2022年底前, the first day of 2022年起.
- **all right**: clauses with everything right and no false value.
- **false values**: values and dates returned that are no target of the clause; thresholds (用电容量160千瓦及以下),
  document numbers, slogans (一网通办 → 1) are none. In the plans, dates beyond the annotated ones count neither way.
- **no target, left alone**: clauses that state no target and from which nothing was returned.
- **F1**: a target counts when value, unit and bound are right, or the deadline; precision over all that was returned.
  "F1 of values alone" forgives units and bounds.

What each system is asked with

| system | call | has no field for |
| --- | --- | --- |
| policydiff | `targets.read_targets` | |
| JioNLP | `ner.extract_time`, `ner.extract_money`; blur-, blur+ and open ends count as bounds | any unit but time and money; reductions |
| Recognizers-Text | numbers, percentages, currency, dimension, temperature, age, datetime; the longest of overlapping ones | 工作日; bounds, but for Mod where it gives one |
| cn2an | `transform`; what it wrote anew counts | units but %, bounds, dates |
| cn2an + digits | the same, and every number in digits that stood there already (a search, not cn2an) | units but %, bounds, dates |
| GovernDiff | `analyze_texts` on the pair (clause with one figure changed, clause), once for each figure; the new value of its typed changes | bounds, dates but 自…起施行 |

Concessions, the same for all

- A value without a bound counts as `==` where `==` is asked, and a bound field that may mean `<=` or `<` counts as either.
- Numbers of headings and items （24） are taken off the sentences of the plans before anyone reads them.
- Both ends of a range may come as two neighbouring values; a fraction counts for a share and needs no unit.
- A deadline is right when any reading that the system offers begins or ends on its day.
- No false value: the starting value of a from-to promise, a number that is the year, month or day of a wanted
  deadline, the reference day itself (当日), ordinals and telephone numbers where a system says that they are such.
- "Its words marked": the words that the system returned hold the figure, though it made something else of it
  (15个工作日以内 as two dates). "Misread" are those as false values; "other figures" were read from digits;
  "out of words" is what was read where no digit stands.

To be weighed with the figures

- The clauses of the case files and the probe phrases were written by this project, and policydiff's rules were written
  with them in view: it is bound to do well on them. The plans were annotated independently of the rules' authors,
  but the rules were developed on the same rows (their floor is a test), so those figures flatter as well.
- The other systems were made for other ends: JioNLP and Recognizers-Text read times and amounts of any text, cn2an
  converts numerals, GovernDiff compares versions of one text and names what changed. None claims to read targets.
- GovernDiff sees a figure only by its change: one that stands twice with one unit in a clause it leaves out by design.
"""


def report(systems: list[System], sections: list[Section], lost: list[str]) -> str:
    """The whole page."""
    text = "# Targets: policydiff and other systems on the same clauses\n\n"
    text += "Written by `make bench-targets` (`python benchmarks/targets.py`); do not edit.\n\n"
    text += head("system", "version")
    for system in systems:
        text += row(system.name, system.absent or system.version or "this project")
    text += "\n## Summary\n" + summary(systems, sections)
    if all(section.key != "plans" for section in sections):
        text += "The annotated plans did not lie beside the project: not measured.\n\n"
    text += "## What is asked, what is conceded\n\n" + ASKED
    for section in sections:
        text += f"\n## {section.title}\n\n{size(section)}.\n"
        if section.key == "plans" and lost:
            text += f"\n{len(lost)} quotes do not stand in the text as read: {'；'.join(lost)}\n"
        text += "\nMade of what\n\n" + concessions(section)
        text += "\nBounds by kind\n\n" + bounds(section)
        text += "\nClause by clause against policydiff\n\n" + wins(section)
        text += "\nOnly clauses with working days, binding bounds, ranges or several quantities\n\n" + hard(
            section
        )
        if section.key == "probes":
            text += "\nEach phrase: what was read, and V, U, B, D for what is right of each target\n\n"
            text += phrases(section)
        else:
            text += kinds(section)
    text += "\n## Losses\n"
    for section in sections:
        text += f"\n### {section.title}\n" + losses(section)
    return text
