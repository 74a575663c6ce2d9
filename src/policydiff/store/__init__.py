"""Results of many runs in one SQLite file: tables (docs/store.md), what is due, what is kept, what is asked."""

from policydiff.store.asking import Question, answers, documents, targets
from policydiff.store.keeping import Stored, due, keep, put, refresh, stored
from policydiff.store.tables import opened

__all__ = [
    "Question",
    "Stored",
    "answers",
    "documents",
    "due",
    "keep",
    "opened",
    "put",
    "refresh",
    "stored",
    "targets",
]
