"""What `policydiff evaluate` prints: the figures of every file of annotations."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from policydiff.evaluate import score_file, texts_in
from policydiff.report.jsonio import dumps


def evaluation_text(
    paths: Sequence[Path], docs: Path | None, wanted: Sequence[str], verbose: bool, *, as_json: bool = False
) -> str:
    """The figures of every gold file, against the documents its quotes stand in."""
    documents = texts_in(docs) if any(path.suffix != ".txt" for path in paths) else []
    scores = [(path, score_file(path, documents, wanted)) for path in paths]
    if as_json:
        return dumps(
            {
                "schema": "policydiff.evaluation/1",
                "files": [
                    {
                        "file": str(path),
                        "name": scored.name,
                        "figures": {
                            name: None if isinstance(value, float) and math.isnan(value) else value
                            for name, value in scored.figures.items()
                        },
                        **({"remarks": list(scored.remarks)} if verbose else {}),
                    }
                    for path, found in scores
                    for scored in found
                ],
            }
        )
    lines: list[str] = []
    for _, found in scores:
        for scored in found:
            lines += [scored.name, *_figures(scored.figures), *(scored.remarks if verbose else ())]
        lines.append("")
    return "\n".join(lines)


def _figures(figures: Mapping[str, float | int]) -> list[str]:
    return [
        f"{name:24} {'—' if isinstance(value, float) and math.isnan(value) else f'{value:.3f}' if isinstance(value, float) else value}"
        for name, value in figures.items()
    ]
