"""Targets read by policydiff and by four other systems from the same clauses.

    python benchmarks/targets.py [SHARED]        (make bench-targets)

Each rival gets a throw-away environment of its own under ``.venv-bench``, with
the pins of ``targets-requirements.txt``; what cannot be installed is named in
the table and the rest runs.  SHARED holds `gold/` and `corpus/`, by default the
folder `shared` beside the project; without it the plans are left out, and the
results say so.  Writes ``benchmarks/results/targets.md`` and the summary in
``benchmarks/README.md``; the same versions give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from target_cases import Clause, NoCases, from_annotations, from_files, probes
from target_report import Answers, Section, System, report, summary
from target_scores import REFERENCE, Item, Verdict, item_of, judge

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PINS = HERE / "targets-requirements.txt"
ENVIRONMENTS = ROOT / ".venv-bench"
RESULTS = HERE / "results" / "targets.md"
README = HERE / "README.md"
SHARED = ROOT.parent / "shared"

SECONDS = 1800
"""No system takes a tenth of it; one that hangs is stopped and said to have failed."""


@dataclass(frozen=True, slots=True)
class Rival:
    """A system, the package that brings it, and the adapter that asks it."""

    name: str
    package: str
    adapter: str


POLICYDIFF = Rival("policydiff", "", "with_policydiff")
RIVALS = (
    Rival("JioNLP", "jionlp", "with_jionlp"),
    Rival("Recognizers-Text", "recognizers-text-suite", "with_recognizers"),
    Rival("cn2an", "cn2an", "with_cn2an"),
    Rival("cn2an + digits", "cn2an", "with_digits"),
    Rival("GovernDiff", "governdiff", "with_governdiff"),
)


class NotInstalled(Exception):
    """A rival cannot be had here."""


def pinned(package: str) -> str:
    """The version of ``package`` in the pins."""
    found = re.search(rf"^{re.escape(package)}==(\S+)", PINS.read_text(encoding="utf-8"), re.M)
    if found is None:
        raise NotInstalled(f"{package} has no pin")
    return found[1]


def environment(package: str) -> Path:
    """The Python of a throw-away environment that holds ``package``; raises NotInstalled.

    An environment is kept as long as the pins and the Python are the same.
    """
    folder = ENVIRONMENTS / package
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    stamp = folder / "installed"
    state = hashlib.sha256(PINS.read_bytes() + sys.version.encode()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == state:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    try:
        venv.create(folder, with_pip=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", PINS,
             f"{package}=={pinned(package)}"],
            check=True, stdout=sys.stderr, env=clean(),
        )  # fmt: skip
    except (subprocess.CalledProcessError, OSError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise NotInstalled("could not be installed") from error
    stamp.write_text(state, encoding="utf-8")
    return python


def clean() -> dict[str, str]:
    """The variables for a rival: none that would let the project's packages in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "TZ": "UTC"}


def ask(rival: Rival, python: Path | str, texts: Sequence[str]) -> list[tuple[tuple[Item, ...], str]]:
    """What a system read from each of ``texts``, and the error where it failed; raises NotInstalled."""
    lines = "".join(
        json.dumps({"id": i, "text": text}, ensure_ascii=False) + "\n" for i, text in enumerate(texts)
    )
    own = {**clean(), "PYTHONPATH": str(ROOT / "src")}
    try:
        done = subprocess.run(
            [python, HERE / "rivals" / "answer.py", rival.adapter, REFERENCE.isoformat()],
            input=lines.encode(), capture_output=True, check=True, timeout=SECONDS,
            env=own if rival is POLICYDIFF else clean(),
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        sys.stderr.write(error.stderr.decode(errors="replace"))
        raise NotInstalled("was installed but does not start") from error
    except subprocess.TimeoutExpired as error:
        raise NotInstalled("did not finish") from error
    answers: list[tuple[tuple[Item, ...], str]] = []
    for place, line in enumerate(done.stdout.decode("utf-8").splitlines()):
        answer = json.loads(line)
        assert answer["id"] == place, f"{rival.name} answered out of turn"
        answers.append((tuple(map(item_of, answer.get("found", ()))), answer.get("error", "")))
    assert len(answers) == len(texts), f"{rival.name} left clauses out"
    return answers


def measured(sections: Iterable[tuple[str, str, list[Clause]]]) -> tuple[list[System], list[Section]]:
    """The systems with their versions or why they are absent, and their verdicts on every section."""
    parts = list(sections)
    texts = [clause.text for _, _, clauses in parts for clause in clauses]
    systems: list[System] = []
    verdicts: dict[str, list[Verdict]] = {}
    for rival in (POLICYDIFF, *RIVALS):
        absent, version = "", ""
        try:
            version = pinned(rival.package) if rival.package else ""
            python = environment(rival.package) if rival.package else sys.executable
            print(f"asking {rival.name} …", file=sys.stderr)
            answers = ask(rival, python, texts)
        except NotInstalled as error:
            if rival is POLICYDIFF:
                raise
            absent = str(error)
            print(f"{rival.name}: {absent}", file=sys.stderr)
        else:
            clauses = [clause for _, _, part in parts for clause in part]
            verdicts[rival.name] = [
                judge(clause, items, error) for clause, (items, error) in zip(clauses, answers, strict=True)
            ]
        systems.append(System(rival.name, version, absent))
    result: list[Section] = []
    start = 0
    for key, title, part in parts:
        own: Answers = {name: rows[start : start + len(part)] for name, rows in verdicts.items()}
        result.append(Section(key, title, part, own))
        start += len(part)
    return systems, result


def quoted(readme: str, table: str) -> str:
    """The README with the summary between its markers."""
    return re.sub(
        r"(<!-- targets -->\n).*?(<!-- /targets -->)", lambda m: f"{m[1]}{table}{m[2]}", readme, flags=re.S
    )


def main(shared: Path) -> int:
    """Measure and write; 0, or 2 when there is nothing to read; a rival that is absent is a line of the table."""
    try:
        sections = [
            ("cases", "Case files of the tests", from_files(ROOT / "tests" / "cases" / "targets")),
            ("probes", "Probe phrases", probes()),
        ]
        lost: list[str] = []
        if (shared / "gold" / "targets.dev.jsonl").is_file():
            clauses, lost = from_annotations(shared)
            sections.append(("plans", "Sentences of annotated plans", clauses))
        else:
            print(f"no annotations in {shared}: plans left out", file=sys.stderr)
    except NoCases as error:
        print(f"nothing measured: {error}", file=sys.stderr)
        return 2
    systems, found = measured(sections)
    table = summary(systems, found)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(report(systems, found, lost), encoding="utf-8", newline="\n")
    README.write_text(quoted(README.read_text(encoding="utf-8"), table), encoding="utf-8", newline="\n")
    print(table)
    print(f"written: {RESULTS.relative_to(ROOT)}, {README.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED))
