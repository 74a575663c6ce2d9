"""mutmut's changes, each run against the tests in a process of its own: run by mutation.py, in mutmut's environment.

    python mutation_drawn.py EACH REMAINDER [TEST-OPTION …]

mutmut makes the changes and says which is in force; its own runs start pytest anew for each, which costs more than
the tests of a table.  Here pytest collects once and runs every test once, to see which functions it reaches and how
long it takes; then a copy of the process is forked for each change that is drawn, in which the tests that reach the
changed function run, the quick ones first, until one fails.  Exit codes stand where mutmut would write them.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import resource
import sys
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from mutmut import __main__ as mutmut
from mutmut.mutation import trampoline
from mutmut.state import state
from mutmut.utils.format_utils import mangled_name_from_mutant_name

EACH, REMAINDER = map(int, sys.argv[1:3])
KILLED, NO_TESTS = 1, 33


class Change:
    """Which change is in force; mutmut looks into the environment at each call, which takes longer than most calls."""

    name = ""


def drawn(name: str) -> bool:
    """Is the mutant of this name run?"""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % EACH == REMAINDER


class Forks:
    """In place of pytest's loop: each test once, then the changes."""

    def __init__(self, metas: list[Path]):
        self.metas = metas
        self.reached: dict[str, list[Any]] = {}
        self.took: dict[Any, float] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Write the exit codes; a test that fails without a change ends it."""
        for again in (False, True):  # the second time all that is kept between tests is kept
            Change.name = "stats"
            for item in session.items:
                state()._stats.clear()
                began = process_time()
                if fails(item):
                    raise session.Failed(f"without any change: {item.nodeid}")
                self.took[item] = process_time() - began
                for function in () if again else state()._stats:
                    self.reached.setdefault(function, []).append(item)
        Change.name = ""
        gc.freeze()
        for meta in self.metas:
            data = json.loads(meta.read_text(encoding="utf-8"))
            for name in data["exit_code_by_key"]:
                if drawn(name):
                    data["exit_code_by_key"][name] = self.tried(name)
            meta.write_text(json.dumps(data), encoding="utf-8")
            print(meta.name, file=sys.stderr, flush=True)
        return True

    def tried(self, name: str) -> int:
        """What became of one change."""
        items = sorted(self.reached.get(mangled_name_from_mutant_name(name), ()), key=self.took.__getitem__)
        if not items:
            return NO_TESTS
        child = os.fork()
        if not child:
            seconds = 4 + 5 * int(sum(map(self.took.__getitem__, items)))
            # a forked process begins at no time of its own
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
            Change.name = name
            os._exit(KILLED if any(map(fails, items)) else 0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def fails(item: Any) -> bool:
    """Run a test, by itself."""
    return any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def main() -> int:
    """Make the changes in this folder and run those that are drawn."""
    mutmut.set_mutant_under_test("mutant_generation")
    Path("mutants").mkdir()
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.setup_source_paths()
    mutmut.create_mutants(1)
    trampoline.get_mutant_under_test = lambda: Change.name
    os.chdir("mutants")
    metas = sorted(path for path in Path("src").rglob("*.py.meta"))
    return int(pytest.main(["-q", "-s", "--tb=no", "-W", "ignore", *sys.argv[3:]], plugins=[Forks(metas)]))


if __name__ == "__main__":
    sys.exit(main())
