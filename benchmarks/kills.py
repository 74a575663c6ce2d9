"""Commands that write, killed at random moments; and eight of them at once on one file.

    python benchmarks/kills.py [KILLS] [ROUNDS] [COMMAND …]

KILLS processes (200 unless told), spread over the six commands of `COMMANDS` or those named,
are ended by a signal that nothing can catch.  After each, whatever stands under
the name of an output is the old file or the new one to the last byte; then the
same command runs again, undisturbed, and what it leaves is what one run leaves.
ROUNDS times (20) eight processes then change one file at once: decisions, a
catalogue, a store; nothing may be lost.  Ends with 1 where something was.

Every process is a fork of one that has loaded the program and worked with it.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"

PLAN = "某市优化营商环境方案\n第一条 企业开办时间压缩至{}个工作日以内。\n第二条 网上可办率达到{}%以上。\n第三条 全面推行联合验收。\n"
MANY = 8
COMMANDS = {
    "parse": ["parse", "a.txt", "-f", "json", "-o", "out/a.json"],
    "compare": ["compare", "a.txt", "b.txt", "-f", "html,json,csv,xlsx", "-o", "out"],
    "review": ["review", "apply", "r1.json", "-o", "out/review.json"],
    "corpus": ["corpus", "add", "b.txt", "--code", "150000", "--name", "内蒙古自治区", "--id", "b", "--title", "乙方案",
               "--corpus", "corpus", "-y"],
    "store": ["store", "add", "all.sqlite", "a.txt", "b.txt", "--against", "a"],
    "study": ["study", "country", "-o", "out"],
}  # fmt: skip


def prepare(place: Path) -> None:
    """The files that the commands read, and what stands there from a run before."""
    for name, days, rate in (("a", 1, 95), ("b", 2, 90), ("c", 3, 85)):
        (place / f"{name}.txt").write_text(PLAN.format(days, rate), encoding="utf-8")
    for number in range(MANY):
        (place / f"r{number}.json").write_text(decisions(number), encoding="utf-8")
        (place / f"n{number}.txt").write_text(PLAN.format(number + 10, 50 + number), encoding="utf-8")
    (place / "out").mkdir()
    shutil.copy(place / "r0.json", place / "out/review.json")
    (place / "country").mkdir()
    entries = "".join(
        f'[[document]]\nid = "{name}"\nfile = "{name}.txt"\ntitle = "{name}方案"\ncode = "{code}"\n'
        for name, code in (("a", "150000"), ("b", "150600"), ("c", "150622"))
    )
    places = "".join(
        f'[[jurisdiction]]\ncode = "{code}"\nname = "{name}"\n'
        for code, name in (("150000", "内蒙古自治区"), ("150600", "鄂尔多斯市"), ("150622", "准格尔旗"))
    )
    (place / "country/catalog.toml").write_text(places + entries, encoding="utf-8")
    for name in "abc":
        shutil.copy(place / f"{name}.txt", place / "country")


def decisions(number: int) -> str:
    """A file of 200 decisions of one reviewer."""
    rows = [
        {"upper_document": "a", "lower_document": "b", "upper": f"a/{n}", "lower": f"b/{n}", "upper_digest": "0" * 16,
         "lower_digest": "0" * 16, "reviewer": f"复核人{number}", "verdict": "accept", "at": "2024-03-01T08:00:00.000Z"}
        for n in range(200)
    ]  # fmt: skip
    return json.dumps({"schema": "policydiff.review/1", "decisions": rows})


def start(arguments: list[str], place: Path) -> int:
    """The number of a process that runs the command in ``place``."""
    child = os.fork()
    if child:
        return child
    code = 70
    try:
        os.chdir(place)
        for number, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
            os.dup2(os.open(os.devnull, mode), number)
        sys.argv = ["policydiff", *arguments]
        from policydiff.cli import main

        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    finally:
        os._exit(code)


def ended(child: int) -> int:
    """How the process ended: its code, or the signal below 0."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def outputs(place: Path) -> dict[str, bytes]:
    """What stands in ``place`` for a reader: the bytes of each file, the rows of each store."""
    found = {}
    for path in sorted(place.rglob("*")):
        name = str(path.relative_to(place))
        if (
            path.is_file()
            and not path.name.startswith(".")
            and not name.endswith(("-journal", "-wal", "-shm"))
        ):
            found[name] = rows(path) if path.suffix == ".sqlite" else path.read_bytes()
    return found


def rows(store: Path) -> bytes:
    """All that a store holds, after what a killed run left undone was taken back."""
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return "\n".join(connection.iterdump()).encode()


def kill_each(kills: int, named: list[str], place: Path, chance: random.Random) -> Iterator[str]:
    """What was wrong after each of the kills."""
    for name in named:
        arguments = COMMANDS[name]
        whole = place / name / "whole"
        whole.mkdir(parents=True)
        prepare(whole)
        before = outputs(whole)
        begin = time.monotonic()
        assert ended(start(arguments, whole)) == 0, name
        longest, after = time.monotonic() - begin, outputs(whole)
        stopped = 0
        for number in range(kills // len(named)):
            here = place / name / str(number)
            here.mkdir()
            prepare(here)
            child = start(arguments, here)
            time.sleep(chance.uniform(0, longest))
            os.kill(child, signal.SIGKILL)
            stopped += ended(child) == -signal.SIGKILL
            for file, content in outputs(here).items():
                # a store and a study grow by whole transactions; the run that follows says whether one was torn
                whole_ones = {before.get(file), after.get(file)}
                if content not in whole_ones and not file.endswith(".sqlite"):
                    yield f"{name}: {file} is neither the old nor the new one"
            lost = [file for file in before if file not in outputs(here)]
            if lost:
                yield f"{name}: {lost} is gone"
            code = ended(start(arguments, here))
            again = outputs(here)
            known = (
                name == "corpus" and code == 2 and again == after
            )  # it was in already, and is refused as such
            if not known and (code or again != after):
                differing = [file for file in {**again, **after} if again.get(file) != after.get(file)]
                yield f"{name}: the next run ends with {code} and leaves other {differing}"
            shutil.rmtree(here)
        print(f"{name}: {kills // len(named)} kills, {stopped} before its end", flush=True)


def race_each(rounds: int, place: Path) -> Iterator[str]:
    """What was lost in each round of eight at once."""

    def reviewed(here: Path) -> int:
        from policydiff.decisions import read_decisions

        return len(read_decisions(here / "out/all.json")) // 200

    def catalogued(here: Path) -> int:
        return (here / "corpus/catalog.toml").read_text(encoding="utf-8").count("[[document]]")

    def stored(here: Path) -> int:
        with closing(sqlite3.connect(here / "all.sqlite")) as connection:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])

    races: dict[str, tuple[Callable[[int], list[str]], Callable[[Path], int]]] = {
        "review": (lambda n: ["review", "apply", f"r{n}.json", "-o", "out/all.json"], reviewed),
        "corpus": (
            lambda n: [
                *(
                    "corpus",
                    "add",
                    f"n{n}.txt",
                    "--code",
                    "150000",
                    "--name",
                    "内蒙古自治区",
                    "--id",
                    f"n{n}",
                ),
                *("--title", f"第{n}号方案", "--corpus", "corpus", "-y"),
            ],
            catalogued,
        ),
        "store": (lambda n: ["store", "add", "all.sqlite", f"n{n}.txt"], stored),
    }
    for name, (arguments, count) in races.items():
        for number in range(rounds):
            here = place / f"race-{name}-{number}"
            here.mkdir()
            prepare(here)
            running = [start(arguments(n), here) for n in range(MANY)]
            codes = [ended(child) for child in running]
            if any(codes) or count(here) != MANY:
                yield f"{name}: {codes}, {count(here)} of {MANY} kept"
            shutil.rmtree(here)
        print(f"{name}: {rounds} rounds of {MANY} at once", flush=True)


def main(words: list[str]) -> int:
    """Kill and race; 1 where something was lost or half written."""
    kills, rounds = (int(word) for word in [*words, *("200", "20")[len(words) :]][:2])
    named = words[2:] or list(COMMANDS)
    import policydiff

    with tempfile.TemporaryDirectory(prefix="policydiff-kills-") as folder:
        place = Path(folder)
        prepare(place)
        # what is loaded and derived here, every fork has
        upper, lower = (policydiff.open_document(str(place / name)) for name in ("a.txt", "b.txt"))
        for format in ("html", "json", "csv", "xlsx"):
            policydiff.render(policydiff.compare(upper, lower), format)
        faults = 0
        for fault in chain(kill_each(kills, named, place, random.Random(1)), race_each(rounds, place)):
            faults += 1
            print(fault, flush=True)
    print("nothing lost, nothing half written" if not faults else f"{faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
