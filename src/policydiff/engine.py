"""The engine: one set of word lists and weights, and every verb that works with them.

>>> import policydiff
>>> from policydiff.lexicon import load
>>> engine = policydiff.Engine(weights={**load("weights"), "prior": -4.0})
>>> engine.lexicon.table("weights")["prior"]
-4.0

Engines with different lists stand beside each other in one process, also in
several threads; each verb runs within its own engine's lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policydiff.lexicon import Lexicon, current, using

if TYPE_CHECKING:
    from pandas import DataFrame

    from policydiff.corpus import Catalogue, Given
    from policydiff.explanation import Explanation
    from policydiff.levels.chain import Chain, Station
    from policydiff.levels.matrix import Matrix
    from policydiff.model import (
        Completeness,
        Concordance,
        Decision,
        Document,
        Jurisdiction,
        Kind,
        Revision,
        SourceText,
        Tracking,
    )
    from policydiff.report.render import Result


class Engine:
    """Every verb with one set of lists; a verb's modules are loaded when it is first used.

    ``lexicon`` is a :class:`~policydiff.lexicon.Lexicon` or the folder of own
    lists, ``weights`` a file or a table in the place of ``weights.toml``.
    Without either the engine takes the lists in use, which are the built-in
    ones or those that POLICYDIFF_LEXICON names.  Raises InvalidLexicon with
    every fault of the files.
    """

    def __init__(
        self,
        lexicon: Lexicon | Path | str | None = None,
        weights: Path | Mapping[str, Any] | None = None,
    ):
        if isinstance(lexicon, Lexicon):
            self._own: Lexicon | None = lexicon.weighed(weights) if weights is not None else lexicon
        else:
            self._own = None if lexicon is None and weights is None else Lexicon(lexicon, weights)

    @property
    def lexicon(self) -> Lexicon:
        """The lists that the verbs work with."""
        return self._own or current()

    def read(self, path: Path | str) -> SourceText:
        """The text of the file at ``path``.

        Raises UnreadableSource when it is absent, empty, damaged or protected,
        UnsupportedFormat for content that no reader knows.
        """
        with using(self.lexicon):
            from policydiff.readers import read

            return read(Path(path))

    def parse(
        self,
        source: SourceText,
        *,
        id: str,
        title: str | None = None,
        kind: Kind | None = None,
        jurisdiction: Jurisdiction | None = None,
        number: str | None = None,
        issued: date | None = None,
        issuer: str | None = None,
        completeness: Completeness | None = None,
    ) -> Document:
        """The document in ``source``; facts not given are read from the text or left None; it counts as a full text unless it says otherwise."""
        with using(self.lexicon):
            from policydiff.commitments.parse import parse

            return parse(
                source,
                id=id,
                title=title,
                kind=kind,
                jurisdiction=jurisdiction,
                number=number,
                issued=issued,
                issuer=issuer,
                completeness=completeness,
            )

    def open_document(
        self,
        doc: str,
        given: Given | None = None,
        catalogue: Catalogue | None = None,
        *,
        newest: bool = False,
    ) -> Document:
        """The document that ``doc`` names: an id of the catalogue, or the path of a file.

        ``given`` facts go before what the text says; ``newest`` gives the full
        text in place of a digest that stepped aside for it.  Raises
        UnknownDocument, with near ids, when ``doc`` is neither.
        """
        with using(self.lexicon):
            from policydiff.corpus import open_document

            return open_document(doc, given, catalogue, newest=newest)

    def compare(self, upper: Document, lower: Document, themes: Sequence[str] = ()) -> Concordance:
        """The concordance of an upper and a lower document, narrowed to ``themes`` when given.

        Raises InvalidRequest for an unknown theme.
        """
        with using(self.lexicon):
            from policydiff.concordance import compare

            return compare(upper, lower, themes)

    def explain(self, upper: Document, lower: Document, which_upper: str, which_lower: str) -> Explanation:
        """Why one commitment of each document was paired or not, and judged as the report judges it.

        A commitment is named by the end of its id (``24/1``) or by words that
        stand in it alone; raises InvalidRequest when that fits none or several.
        """
        with using(self.lexicon):
            from policydiff.explanation import explain

            return explain(upper, lower, which_upper, which_lower)

    def track(self, plan: Document, reports: Sequence[Document]) -> Tracking:
        """The tracking of ``plan`` through ``reports``; raises InvalidRequest when a report is given twice or is the plan."""
        with using(self.lexicon):
            from policydiff.tracking import track

            return track(plan, reports)

    def revise(self, old: Document, new: Document) -> Revision:
        """The revision from one version of a text to the next; raises InvalidRequest when a side holds no article."""
        with using(self.lexicon):
            from policydiff.revision import revise

            return revise(old, new)

    def matrix(self, upper: Document, lowers: Iterable[Document], themes: Sequence[str] = ()) -> Matrix:
        """One upper document against many lower ones.

        Raises InvalidRequest for an unknown theme, a document that comes twice,
        or no lower one.
        """
        with using(self.lexicon):
            from policydiff.levels.gathering import compare_many

            return compare_many(upper, lowers, themes)

    def chain(self, levels: Iterable[Document | Station], themes: Sequence[str] = ()) -> Chain:
        """Each commitment followed down the ``levels``, top first; a station without a document is a level that nothing is known of.

        Raises InvalidRequest when the order is not from above to below or when
        fewer than two levels have a document.
        """
        with using(self.lexicon):
            from policydiff.levels.chain import Station
            from policydiff.levels.gathering import follow

            stations = [
                level if isinstance(level, Station) else Station(level.jurisdiction, level)
                for level in levels
            ]
            return follow(stations, themes)

    def review(self, concordance: Concordance, decisions: Iterable[Decision]) -> Concordance:
        """``concordance`` with what reviewers decided on its two documents applied and shown."""
        with using(self.lexicon):
            from policydiff.decisions import honour

            return honour(concordance, decisions)

    def render(self, result: Result, format: str, lang: str = "zh") -> bytes:
        """``result`` as the bytes of a file of ``format``; raises UnsupportedFormat with the formats there are."""
        with using(self.lexicon):
            from policydiff.report.render import render

            return render(result, format, lang)

    def frames(self, result: Result, lang: str = "zh") -> dict[str, DataFrame]:
        """The tables of ``result`` as DataFrames by their names; tables without a row are left out."""
        with using(self.lexicon):
            from policydiff.report.notebook import frames

            return frames(result, lang)


DEFAULT = Engine()
"""The engine of the plain functions."""
