"""A store of many invented places: what adding one more document costs.

    python benchmarks/store.py [DOCUMENTS] [COMMITMENTS]

One region, a city for every ten banners, one plan each.  The sentences are
those of the corpus that comes with the program, drawn and with other figures
by a seeded generator, so that the words are as frequent as in real plans.  Prints
seconds, which are the machine's, beside ratios to one plain comparison.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
from pathlib import Path

from policydiff.concordance import compare
from policydiff.corpus import Given, load_catalogue, open_document
from policydiff.store import opened
from policydiff.store.working import Work

REGION = "150000"
NEW = "150199"
"""The banner that is added last; it lies under a city and the region."""


def places(documents: int) -> list[str]:
    """The codes: the region, then cities, each followed by its banners."""
    codes = [REGION]
    city = 0
    while len(codes) < documents:
        city += 1
        codes.append(f"15{city:02}00")
        codes += [f"15{city:02}{banner:02}" for banner in range(1, 11)]
    return codes[:documents]


def sentences() -> list[tuple[str, str]]:
    """Heading and text of every commitment of the corpus."""
    return [
        (commitment.trail[-1] if commitment.trail else "", commitment.text)
        for name in ("ordos-2021", "naiman-2022")
        for commitment in open_document(name).commitments
        if "\n" not in commitment.text and len(commitment.text) > 8
    ]


def plan(code: str, size: int, pool: list[tuple[str, str]]) -> str:
    """A plan of about ``size`` commitments for the place with this code."""
    chance = random.Random(f"{code}/{size}")
    lines = [f"某地{code}优化营商环境实施方案", "", "一、重点任务"]
    for number, (_, text) in enumerate(chance.sample(pool, min(size, len(pool))), 1):
        lines.append(f"{number}.{_refigured(text, chance)}。")
    return "\n".join(lines) + "\n"


def _refigured(text: str, chance: random.Random) -> str:
    """``text`` with every third small figure changed."""
    return re.sub(
        r"(?<!\d)[1-9]\d?(?=个工作日|个小时|个环节|%)",
        lambda match: str(chance.randint(1, 60)) if chance.random() < 0.33 else match.group(0),
        text,
    )


def write_corpus(folder: Path, codes: list[str], size: int) -> None:
    """The folder with its catalogue and a plan for each code."""
    pool = sentences()
    lines: list[str] = []
    for code in codes:
        (folder / f"{code}.txt").write_text(plan(code, size, pool), encoding="utf-8")
        lines += ["[[jurisdiction]]", f'code = "{code}"', f'name = "某地{code}"', "[[document]]"]
        lines += [
            f'id = "plan-{code}"',
            f'file = "{code}.txt"',
            f'code = "{code}"',
            f'title = "某地{code}方案"',
        ]
    (folder / "catalog.toml").write_text("\n".join(lines), encoding="utf-8")


def add(file: Path, names: list[str], root: Path) -> tuple[float, float, int]:
    """Seconds and seconds of the processor to add documents to the store, and how many comparisons that took."""
    start, busy = time.perf_counter(), time.process_time()
    with opened(file, create=True) as connection:
        work = Work(connection)
        for name in names:
            work.take(name, Given(), load_catalogue(root), replace=False)
        done = work.settle()
    return time.perf_counter() - start, time.process_time() - busy, done


def main(documents: int, size: int) -> None:
    """Fill a store, then add one banner, add it again, and ask."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        codes = [*places(documents), NEW]
        write_corpus(root, codes, size)
        catalogue = load_catalogue(root)
        names = [f"plan-{code}" for code in codes]
        file = root / "store.sqlite"
        filled, filled_busy, couples = add(file, names[:-1], root)
        one, one_busy, compared = add(file, names[-1:], root)
        again, _, nothing = add(file, names[-1:], root)
        upper, lower = (open_document(name, catalogue=catalogue) for name in (names[0], names[-1]))
        start = time.process_time()
        compare(upper, lower)
        plain = time.process_time() - start
        start = time.process_time()
        with opened(file) as connection:
            missed = connection.execute("SELECT count(*) FROM answers WHERE outcome = 'missing'").fetchone()[
                0
            ]
        asked = time.process_time() - start
        print(f"documents, commitments each   {documents}, {len(lower.commitments)}")
        print(
            f"filling                       {couples} comparisons, {filled:.0f} s ({filled_busy:.0f} s busy)"
        )
        print(f"adding one document           {compared} comparisons, {one:.2f} s ({one_busy:.2f} s busy)")
        print(f"  in plain comparisons        {one_busy / plain:.1f}")
        print(f"adding it again               {nothing} comparisons, {again:.2f} s")
        print(f"counting all missing          {missed}, {asked:.2f} s busy")
        print(f"file                          {file.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    main(*(given + [100, 300][len(given) :]))
