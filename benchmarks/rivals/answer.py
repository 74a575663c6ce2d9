"""Ask one system: clauses come in as JSON lines, what was read goes out as JSON lines.

    python answer.py ADAPTER DAY < clauses > answers

A line in is ``{"id": 0, "text": "…"}``, a line out ``{"id": 0, "found": [ITEM, …]}``
(see ``items.py``) or ``{"id": 0, "error": "…"}`` for a clause on which the system failed.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import warnings
from datetime import date
from typing import IO, Any


def main(adapter: str, day: date, answers: IO[str]) -> None:
    """Answer every clause on standard input."""
    read = importlib.import_module(adapter).read
    for line in sys.stdin.buffer:
        clause = json.loads(line)
        answer: dict[str, Any] = {"id": clause["id"]}
        try:
            answer["found"] = read(clause["text"], day)
        except Exception as error:  # whatever a library raises is its answer to this clause
            answer["error"] = f"{type(error).__name__}: {error}"
        answers.write(json.dumps(answer, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # cn2an warns of every 万 that has no numeral before it
    # Some systems greet on standard output when they are imported: the answers
    # get a channel of their own, everything else goes to standard error.
    with os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n") as channel:
        os.dup2(2, 1)
        main(sys.argv[1], date.fromisoformat(sys.argv[2]), channel)
