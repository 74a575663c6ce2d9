"""Findings of a pair: what the lower commitment tightens, loosens, or leaves incomparable."""

from policydiff.judging.judge import judge

__all__ = ["judge"]
