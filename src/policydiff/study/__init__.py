"""A study of a whole country: every plan against the one above it, on as many processes or machines as there are."""

from policydiff.study.crew import Crew
from policydiff.study.run import Study

__all__ = ["Crew", "Study"]
