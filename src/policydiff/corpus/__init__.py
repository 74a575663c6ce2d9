"""The corpus: its catalogue, its places, and which documents are compared."""

from typing import TYPE_CHECKING

from policydiff.lazily import lazily

if TYPE_CHECKING:
    from policydiff.corpus.catalogue import Catalogue, Entry, load_catalogue, read_catalogue
    from policydiff.corpus.opening import Given, open_document
    from policydiff.corpus.places import ancestors, depth, level_of, lineage_of, of_one_level, parent_of

__all__ = [
    "Catalogue",
    "Entry",
    "Given",
    "ancestors",
    "depth",
    "level_of",
    "lineage_of",
    "load_catalogue",
    "of_one_level",
    "open_document",
    "parent_of",
    "read_catalogue",
]

__getattr__ = lazily(
    __name__,
    {
        **dict.fromkeys(
            ("Catalogue", "Entry", "load_catalogue", "read_catalogue"), "policydiff.corpus.catalogue"
        ),
        **dict.fromkeys(("Given", "open_document"), "policydiff.corpus.opening"),
        **dict.fromkeys(
            ("ancestors", "depth", "level_of", "lineage_of", "of_one_level", "parent_of"),
            "policydiff.corpus.places",
        ),
    },
)
