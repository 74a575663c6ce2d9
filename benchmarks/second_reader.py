"""What a second reader changes: an annotated couple before and after the answers that someone gave by reading.

    python benchmarks/second_reader.py [SHARED]        (make bench-second-reader)

SHARED holds `gold/` and `corpus/`, by default the folder `shared` beside the
project.  The answers lie in ``benchmarks/second_reader/``, a file for each
reading, named for its couple and its day: ids, outcomes and deciding words, no
text.  Each question is put together anew from the documents; an answer whose
question no longer has the texts that were read is counted as stale and not
used.  Writes ``benchmarks/results/second-reader.md``.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from alignment_couples import Couple, couples
from gold import shown
from quality_page import head, row

from policydiff.concordance import compare
from policydiff.decisions import honour
from policydiff.model import Concordance, Decision
from policydiff.report.jsonio import concordance_json
from policydiff.second_reader.answers import decisions_of, read_answer
from policydiff.second_reader.questions import Asking

HERE = Path(__file__).resolve().parent
READINGS = HERE / "second_reader"
RESULTS = HERE / "results" / "second-reader.md"
SHARED = HERE.parents[1] / "shared"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file of answers comes to on today's documents."""

    decisions: tuple[Decision, ...]
    fit: int
    """Answers whose texts are those that were read."""
    faults: int
    """Choices that a check refuses."""
    stale: int


def reading(path: Path, concordance: Concordance) -> Reading:
    """The decisions of a file of answers on this result."""
    asking = Asking(concordance_json(concordance))
    decisions: list[Decision] = []
    fit = faults = stale = 0
    for text in path.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        try:
            question = asking.about(line["upper"], line["candidates"])
        except KeyError:
            stale += 1
            continue
        if question.id != line["id"]:
            stale += 1
            continue
        answer, wrong = read_answer(question, line["answer"])
        fit, faults = fit + 1, faults + len(wrong)
        if answer is not None:
            decisions += decisions_of(question, answer, line["answer"]["reader"])
    return Reading(tuple(decisions), fit, faults, stale)


def table(path: Path, couple: Couple) -> str:
    """The figures of one couple: as the program says it, after its open questions, after all."""
    plain = compare(couple.upper, couple.lower)
    read = reading(path, plain)
    open_ = set(concordance_json(plain)["open_questions"])
    some = honour(plain, [entry for entry in read.decisions if entry.upper in open_])
    every = honour(plain, read.decisions)
    scores = [couple.score(found).figures() for found in (plain, some, every)]
    lines = [
        f"## {path.stem}\n\n{read.fit} answers, {read.stale} stale, {read.faults} refused;"
        f" {len(open_)} of the questions are open.\n\n",
        head("figure", "program alone", "open questions answered", "all questions answered"),
        *(row(name, *(shown(score[name]) for score in scores)) for name in scores[0]),
    ]
    return "".join(lines)


NOTE = """# What a second reader changes

`python benchmarks/second_reader.py`. Two readers who had not seen the annotations, nor each other's answers, read the
questions (`compare --candidates 6` the first, `8` the second; `questions --all`) and answered them once, on the day in the
name; the answers were kept before they were scored and not changed after. 26 of them were asked anew of two who had not seen
the others, when the items under 有下列情形之一的 got the whole sentence before them. "program alone" has weights that were fitted on these rows too.

"""
READ = """
What keeps the last column of the first reading below what two experts reach with each other (0.84 to 0.91), read after
scoring and before the 26 were asked anew: of the 22 rows that were not covered, 5 quote words that lie across two commitments or in none, so that no right pair covers them; in 7
the lower commitment was not among the candidates; in 10 the reader saw it and did not choose it (most pair what is to be done with what
follows from a breach, or a general rule with a particular one). Of the 32 pairs too many, 6 are the same five rows. The second
reader had seen the sentence in brackets and chose more: what it gained in rows it lost in pairs too many.
"""


def main(shared: Path) -> int:
    """Measure and write; 0, or 2 when there are no annotations."""
    if not (shared / "gold").is_dir():
        print(f"nothing measured: no annotations in {shared}", file=sys.stderr)
        return 2
    known = {couple.name: couple for couple in couples(shared)}
    found = [
        (path, couple)
        for path in sorted(READINGS.glob("*.jsonl"))
        for name, couple in known.items()
        if path.name.startswith(name)
    ]
    text = NOTE + "\n".join(table(path, couple) for path, couple in found) + READ
    RESULTS.write_text(text, encoding="utf-8", newline="\n")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED))
