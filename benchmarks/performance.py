"""What a cold run costs stage by stage, beside the floor and beside rivals on the same files: docs/performance.md.

    python benchmarks/performance.py [RUNS]
    python benchmarks/performance.py --flame FILE.svg

All commands are run in turn, RUNS times each (5), so that whatever else the
machine does falls on all; told are medians of the seconds of the processor as
ratios to starting Python with pandas, rapidfuzz, jinja2 and typer.  A rival
that takes more than SLOW times as long is run once, and stopped after LONGEST
seconds, so that the whole takes some minutes.  The rivals
and the profiler (py-spy) are installed into ``.venv-bench/performance``; one
that cannot be installed is left out and named.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from quality_page import head, row, write_between

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
OWN = ROOT / ".venv-bench" / "performance"
FILES = [
    str(ROOT / "corpus" / name) for name in ("150600-ordos/ordos-2021.txt", "150525-naiman/naiman-2022.txt")
]
YARDSTICK = "import pandas, rapidfuzz, jinja2, typer"

SLOW = 20
LONGEST = 100

UP_TO = (
    ("interpreter alone", "pass"),
    ("our imports", "import policydiff.cli.comparing, policydiff.concordance, policydiff.report.html, policydiff.report.jsonio"),
    ("reading both documents", "from policydiff.corpus import open_document\nu, l = map(open_document, ('ordos-2021', 'naiman-2022'))"),
    ("pairing", "from policydiff.pairing import align\nalign(u.commitments, l.commitments)"),
    ("judging, figures, verdicts", "from policydiff.concordance import compare\nc = compare(u, l)"),
    ("page and JSON", "from policydiff.report.html import render_html\nfrom policydiff.report.jsonio import concordance_json, dumps\n"
     "render_html(c); dumps(concordance_json(c))"),
)  # fmt: skip
"""The stages in their order, each with the code that takes a run as far as its end."""
STAGES = """
import gc, json, time
gc.set_threshold(100_000, 50, 50)
ends = [time.process_time()]
import policydiff.lexicon
{code}
print(json.dumps(ends))
"""
RIVALS = {
    "governdiff": "GovernDiff: clauses paired, typed findings",
    "redlines": "redlines: one text with insertions and deletions",
    "htmldiff": "difflib.HtmlDiff: two columns, line by line",
    "rapidfuzz": "rapidfuzz cdist: for each line the likest",
    "topn": "TF-IDF with sparse_dot_topn: for each line the ten likest",
}


def seconds(command: list[str]) -> tuple[float, str | None]:
    """Seconds of the processor, and what the command printed; None where it was stopped."""
    before, told = os.times(), None
    with suppress(subprocess.TimeoutExpired):
        told = subprocess.run(
            command, check=True, capture_output=True, text=True, cwd=ROOT, timeout=LONGEST
        ).stdout
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system, told


def environment() -> Path | None:
    """The interpreter that has the rivals; None where they cannot be installed."""
    python = OWN / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(OWN)], check=True)
    pins = Path(__file__).with_name("performance-requirements.txt")
    words = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "rapidfuzz",
        "-r",
        str(pins),
    ]
    return python if subprocess.run(words, capture_output=True).returncode == 0 else None


def main(runs: int) -> None:
    """Write both tables."""
    stages = STAGES.format(
        code="\n".join(f"{code}\nends.append(time.process_time())" for _, code in UP_TO[1:])
    )
    python = environment()
    commands = {"yardstick": [sys.executable, "-c", YARDSTICK], "stages": [sys.executable, "-c", stages]}
    commands["whole"] = [
        sys.executable,
        "-m",
        "policydiff",
        "compare",
        "ordos-2021",
        "naiman-2022",
        "-o",
        str(OWN / "out"),
    ]
    commands["help"] = [sys.executable, "-m", "policydiff", "--help"]
    commands["typer"] = [sys.executable, "-c", "import typer"]
    if python is not None:
        script = str(Path(__file__).parent / "rivals" / "time_rivals.py")
        commands |= {name: [str(python), script, name, *FILES] for name in RIVALS}
    found: dict[str, list[float]] = {name: [] for name in commands}
    ends: list[list[float]] = []
    seconds(commands["yardstick"])
    first = {name: seconds(command) for name, command in commands.items()}  # fills the caches of the disk
    yard = first["yardstick"][0]
    once = {name: (spent / yard, told) for name, (spent, told) in first.items() if spent > SLOW * yard}
    for _ in range(runs):
        for name, command in commands.items():
            if name in once:
                continue
            spent, told = seconds(command)
            found[name].append(spent)
            if name == "stages" and told is not None:
                ends.append([float(word) for word in told.strip("[]\n").split(",")])

    def ratio(name: str) -> str:
        if name in once:
            spent, told = once[name]
            return f"{spent:.0f}" if told is not None else f"stopped after {spent:.0f}"
        pairs = zip(found[name], found["yardstick"], strict=True)
        return f"{statistics.median(own / yard for own, yard in pairs):.2f}"

    lines = [head("stage", "of the yardstick")]
    for place, (name, _) in enumerate(UP_TO):
        own = [run[place] - (run[place - 1] if place else 0.0) for run in ends]
        if name.startswith("judging"):  # comparing pairs once more, which the stage before has done
            own = [spent - (run[place - 1] - run[place - 2]) for spent, run in zip(own, ends, strict=True)]
        share = statistics.median(spent / yard for spent, yard in zip(own, found["yardstick"], strict=True))
        lines.append(row(name, f"{share:.2f}"))
    lines.append(row("**`policydiff compare`, raw text to HTML and JSON**", f"**{ratio('whole')}**"))
    helps = zip(found["help"], found["typer"], strict=True)
    lines.append(
        row("`policydiff --help`, of `import typer`", f"{statistics.median(a / b for a, b in helps):.2f}")
    )
    write_between("stages", "".join(lines), PAGE)
    lines = [head("on the same two files", "of the yardstick")]
    for name, title in RIVALS.items():
        lines.append(row(title, ratio(name) if name in found else "not installed"))
    lines.append(row("policydiff: commitments, pairs, verdicts, figures, page", ratio("whole")))
    write_between("rivals", "".join(lines), PAGE)


def flame(file: str) -> None:
    """A flame graph of the whole cold run."""
    if environment() is None:
        sys.exit("py-spy could not be installed")
    command = [
        sys.executable,
        "-m",
        "policydiff",
        "compare",
        "ordos-2021",
        "naiman-2022",
        "-o",
        str(OWN / "out"),
    ]
    subprocess.run(
        [str(OWN / "bin" / "py-spy"), "record", "--rate", "1000", "-o", file, "--", *command],
        check=True,
        cwd=ROOT,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--flame"]:
        flame(sys.argv[2])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
