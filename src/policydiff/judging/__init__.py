"""Findings of a pair: what the lower commitment tightens, loosens, or leaves incomparable."""

from policydiff.judging.context import Context, context_of
from policydiff.judging.judge import judge

__all__ = ["Context", "context_of", "judge"]
