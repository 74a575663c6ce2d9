"""mutmut on a part of its mutants: run by mutation.py, in mutmut's environment.

    python mutation_drawn.py EACH REMAINDER

mutmut makes all mutants and then runs those that it is told by name; their names are known only once they
are made, so this stands between the two and keeps those whose digest leaves REMAINDER when divided by EACH.
"""

from __future__ import annotations

import hashlib
import sys
from typing import Any

from mutmut import __main__ as mutmut

EACH, REMAINDER = map(int, sys.argv[1:])
collect = mutmut.collect_source_file_mutation_data


def drawn(name: str) -> bool:
    """Is the mutant of this name run?"""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % EACH == REMAINDER


def collect_drawn(*, mutant_names: tuple[str, ...]) -> tuple[list[Any], dict[str, Any]]:
    """What mutmut collects, without the mutants that are not drawn."""
    mutants, files = collect(mutant_names=mutant_names)
    return [mutant for mutant in mutants if drawn(mutant[1])], files


mutmut.collect_source_file_mutation_data = collect_drawn
mutmut._run((), 1)
