"""Where a plan speaks of what was or is: figures there are no promise.

One pass over the text; the words are those of ``lexicon/history.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policydiff.figures.spans import Spans
from policydiff.figures.words import STOPS
from policydiff.lexicon import derived, load


@derived
def _tokens() -> re.Pattern[str]:
    words = load("history")
    alternatives = {
        "sentence": [r"[。；！？]"],
        "base": [rf"在[^{STOPS}]{{2,40}}?基础上"],
        "year": [
            rf"(?<![^{STOPS}：、在])(?:到|至)?(?P<of>(?:19|20)\d\d)年(?:度|末|底)?+(?![前起内至到以的—-]|\d{{1,2}}月|上半年|下半年|第?[一二三四]季)"
        ],
        "plan": [rf"(?<![^{STOPS}：、在])“?十(?P<plan_of>[一二三四五六七])五”?(?:规划)?(?:期间|时期)"],
        "opening": [rf"(?<![^{STOPS}：、在])(?:{pattern})" for pattern in words["period"]["opening"]],
        "anywhere": words["period"]["anywhere"],
        "done": words["done"]["words"],
        "weak": words["done"]["weak"],
        "ahead": [*words["ahead"]["words"], r"(?P<by>(?:19|20)\d\d)年"],
        "clause": ["，"],
    }
    return re.compile(
        "|".join(rf"(?P<{name}>{'|'.join(patterns)})" for name, patterns in alternatives.items())
    )


@derived
def _hints() -> re.Pattern[str]:
    """Most clauses hold none of these characters, so nothing past."""
    return re.compile(
        r"去年|现状|基期|基准|基础|实际|当前|完成[值数]|实现[值数]|上年|上一年|往年|近|过去|年来|现有|原有|共有|截|目前|以来|已|累计|(?:19|20)\d\d年|五|基础上"
    )


_ATTRIBUTE = re.compile(rf"[^{STOPS}、]{{0,12}}?的")
_DESCRIBES = re.compile(rf"[^{STOPS}、\d]{{2,20}}的[^{STOPS}\d]{{0,12}}[{STOPS}]")
_FIFTH_PLAN_ENDS = {
    name: 2010 + 5 * place for place, name in enumerate(("一", "二", "三", "四", "五", "六", "七"))
}


def past_of(text: str, year: int | None) -> Spans:
    """The stretches of a folded text that tell of the past or the present.

    ``year`` is the one the plan is for: earlier years are past.

    >>> text = "全市已建成驿站46个，今年再新建30个"
    >>> past = past_of(text, 2022)
    >>> past.hold(text.index("46")), past.hold(text.index("30"))
    (True, False)
    """
    if not _hints().search(text):
        return Spans(())
    return Spans(_stretches(text, year))


def _stretches(text: str, year: int | None) -> Iterator[tuple[int, int]]:
    since: int | None = None  # where the stretch began
    lasts = False  # to the end of the sentence, not of the clause
    coming = False  # the sentence has spoken of what will be
    for match in _tokens().finditer(text):
        kind, place = _kind(match, year), match.start()
        if kind == "base":
            yield match.span()
            kind = "ahead"
        ends = kind in {"sentence", "ahead"} or (kind == "clause" and not lasts)
        if since is not None and ends:
            yield since, place
            since = None
        if kind == "sentence":
            coming = False
        elif kind == "ahead":
            coming = True
        elif kind in {"year", "plan", "opening", "anywhere"}:
            if since is None and _DESCRIBES.match(text, match.end()):
                continue  # 对2021年以来欠缴的土地出让金，… says which
            since = place if since is None else since
            lasts = True
        elif (
            (kind == "done" or (kind == "weak" and not coming))
            and since is None
            # 已提交材料的，已建成的驿站: says which, tells nothing
            and not _ATTRIBUTE.match(text, match.end())
        ):
            since, lasts = place, False
    if since is not None:
        yield since, len(text)


def _kind(match: re.Match[str], year: int | None) -> str:
    kind = next(name for name in _KINDS if match[name] is not None)
    if kind == "year" and (year is None or int(match["of"]) >= year):
        return "ahead" if year is not None else "clause_inside"
    if kind == "plan" and (year is None or _FIFTH_PLAN_ENDS[match["plan_of"]] >= year):
        return "ahead"
    if kind == "ahead" and match["by"] and (year is None or int(match["by"]) < year):
        return "clause_inside"
    return kind


_KINDS = ("sentence", "base", "year", "plan", "opening", "anywhere", "done", "weak", "ahead", "clause")
