"""Two versions of one text: which article became which, what changed in it, and whether it asks for more or less."""

from policydiff.revision.articles import articles as articles
from policydiff.revision.revise import revise as revise

__all__ = ["articles", "revise"]
