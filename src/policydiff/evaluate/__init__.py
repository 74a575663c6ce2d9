"""Score results against hand annotations: one scorer for each kind of annotation, and the file that asks for it."""

from policydiff.evaluate.alignment import AlignmentScore, Places, score_alignment
from policydiff.evaluate.files import Scored, score_file, texts_in
from policydiff.evaluate.gold import holds, read_gold, squeeze
from policydiff.evaluate.revision import (
    RevisionScore,
    VersionScore,
    read_changes,
    score_revision,
    score_versions,
)
from policydiff.evaluate.targets import TargetScore, score_targets
from policydiff.evaluate.tracking import TrackingScore, score_tracking

__all__ = [
    "AlignmentScore",
    "Places",
    "RevisionScore",
    "Scored",
    "TargetScore",
    "TrackingScore",
    "VersionScore",
    "holds",
    "read_changes",
    "read_gold",
    "score_alignment",
    "score_file",
    "score_revision",
    "score_targets",
    "score_tracking",
    "score_versions",
    "squeeze",
    "texts_in",
]
