"""Results of many runs in one SQLite file: tables (docs/store.md), what is due, what is kept, what is asked."""

from policydiff.store.asking import Question, answers, documents, targets
from policydiff.store.keeping import (
    CoupleRows,
    DocumentRows,
    Stored,
    couple_rows,
    data_version,
    document_rows,
    due,
    keep,
    put,
    refresh,
    stored,
    write_couple,
    write_document,
)
from policydiff.store.summing import PlaceSummary, Whole, place_summary, whole
from policydiff.store.tables import opened, transaction

__all__ = [
    "CoupleRows",
    "DocumentRows",
    "PlaceSummary",
    "Question",
    "Stored",
    "Whole",
    "answers",
    "couple_rows",
    "data_version",
    "document_rows",
    "documents",
    "due",
    "keep",
    "opened",
    "place_summary",
    "put",
    "refresh",
    "stored",
    "targets",
    "transaction",
    "whole",
    "write_couple",
    "write_document",
]
