"""What reviewers decided: files of decisions, their union, and a concordance that honours them.

Decisions are entries of a log (``log``), read from and written to files
(``files``); ``honouring`` takes a concordance and returns one in which they are applied.
"""

from policydiff.decisions.files import (
    LARGEST,
    LARGEST_PAGE,
    MOST,
    SCHEMA,
    decision_json,
    decisions_json,
    parse_decisions,
    read_decisions,
)
from policydiff.decisions.honouring import dismissed, honour
from policydiff.decisions.log import (
    SECOND,
    conflicts,
    current,
    digest,
    elsewhere,
    is_second,
    merge,
    settle,
    upon,
)

__all__ = [
    "LARGEST",
    "LARGEST_PAGE",
    "MOST",
    "SCHEMA",
    "SECOND",
    "conflicts",
    "current",
    "decision_json",
    "decisions_json",
    "digest",
    "dismissed",
    "elsewhere",
    "honour",
    "is_second",
    "merge",
    "parse_decisions",
    "read_decisions",
    "settle",
    "upon",
]
