"""The words of a text: segmentation with the lexicon's own words, and what each word is compared as.

Fixed spellings (县（市、区）, “双随机、一公开”, 《…条例》) are one word, so that no
comparison cuts through them.  rjieba (MIT, 5 MB, millions of characters a
second) segments the rest; its dictionary gets the words of
``lexicon/data/clauses.toml`` and the offices of ``agencies.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import Any

from policydiff.lexicon import any_of, derived, load, remembered
from policydiff.model.clauses import Word
from policydiff.text import fold

PLACE, OFFICE, FIGURE, JOINT = "地", "署", "数", "、"
"""The keys that stand for any place, office, figure and joint of a list."""


@derived
def _segmenter() -> Any:
    segmenter = _engine()()
    data = load("clauses")
    own = {word for entries in load("agencies")["agency"].values() for word in entries}
    own.update(data["words"]["whole"])
    for word in sorted(own):
        if all("\u4e00" <= char <= "\u9fff" for char in word):
            segmenter.add_word(word, None, "n")
    return segmenter


def _engine() -> Any:
    """The class of rjieba that segments, from its compiled part: the package around it reads the dictionary once more
    when it is imported, for functions that nobody asks for here.
    """
    package = find_spec("rjieba")
    inner = PathFinder.find_spec("rjieba.rjieba", package.submodule_search_locations) if package else None
    if inner is None or inner.loader is None:
        import rjieba as module
    else:
        module = module_from_spec(inner)
        inner.loader.exec_module(module)
    return module.Jieba


@derived
def _rules() -> dict[str, re.Pattern[str]]:
    data = load("clauses")
    agencies = any_of(word for words in load("agencies")["agency"].values() for word in words)
    return {
        "fixed": re.compile(f"{data['words']['fixed']}|(?<!人)(?:{agencies}){data['words']['office']}"),
        "place": re.compile(data["neutral"]["place"]),
        "office": re.compile(data["neutral"]["office"]),
        "number": re.compile(r"[\d.%％‰〇一二三四五六七八九十百千万亿两]+|\d[\d.]*[a-zA-Zμ/%‰]+"),
    }


@derived
def _spellings() -> dict[str, str]:
    """Each word that has another spelling, and the first spelling of its group."""
    return {word: group[0] for group in load("clauses")["neutral"]["same"] for word in group}


_NO_PLACE = frozenset({"城市", "文明城市", "都市", "外地", "内地", "异地", "本地", "新建"})
"""Words that the segmenter takes for names of places."""
_JOINTS = frozenset({"、", "和", "与", "及", "以及", "或", "或者", "并"})


@remembered(20000)
def words_of(folded: str) -> tuple[Word, ...]:
    """The words of ``folded`` in order, each with its place; they cover every character.

    >>> [word.text for word in words_of("各县（市、区）应当公开“双随机、一公开”结果")]
    ['各', '县（市、区）', '应当', '公开', '“双随机、一公开”', '结果']
    """
    return tuple(_words(folded))


def _words(folded: str) -> Iterator[Word]:
    begin = 0
    for match in _rules()["fixed"].finditer(folded):
        yield from _segmented(folded, begin, match.start())
        text = match[0]
        place = set(text) <= set("省市县区旗盟州乡镇街道苏木级以上、（）")
        quoted = text[0] in "“《"  # “一网通办” is no office
        key = PLACE if place else _spelling(text.strip("“”")) if quoted else _key(text, "n")
        yield Word(match.start(), match.end(), text, key, "n")
        begin = match.end()
    yield from _segmented(folded, begin, len(folded))


def _segmented(folded: str, start: int, end: int) -> Iterator[Word]:
    if start >= end:
        return
    for text, tag in _tagged(folded[start:end]):
        yield Word(start, start + len(text), text, _key(text, tag), tag)
        start += len(text)


def _tagged(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = _segmenter().tag(text)
    return found


@remembered(20000)
def _key(text: str, tag: str) -> str:
    rules = _rules()
    if text in _JOINTS:
        return JOINT
    if rules["number"].fullmatch(text):
        return FIGURE
    if rules["place"].fullmatch(text) or (tag == "ns" and len(text) >= 2 and text not in _NO_PLACE):
        return PLACE
    if rules["office"].search(text):
        return OFFICE
    return _spelling(text)


def _spelling(text: str) -> str:
    return _spellings().get(text, text)


def without_names(text: str) -> str:
    """``text`` without names of places and offices; as it is where nothing else is left.

    >>> without_names("临江区住房和城乡建设局开办时间")
    '开办时间'
    """
    kept = "".join(word.text for word in words_of(fold(text)) if word.key not in {PLACE, OFFICE})
    return kept or text


@derived
def empty_keys() -> frozenset[str]:
    """The keys that change nothing in a promise: 的, 进一步, 切实, names of places and offices."""
    return frozenset(load("clauses")["neutral"]["empty"]) | {PLACE, OFFICE, JOINT}


@derived
def generic_keys() -> frozenset[str]:
    """The keys that alone do not show that two clauses speak of one thing."""
    return frozenset(_spellings().get(word, word) for word in load("clauses")["generic"]["words"])


@derived
def strong_keys() -> frozenset[str]:
    """The keys that say how far and how strictly, not what: 全部, 常态化, 实现."""
    force = load("clauses")["force"]
    return frozenset(
        _spellings().get(word, word) for name in ("full", "absolute") for word in force[name]
    ) | frozenset(load("clauses")["extent"]["wide"])


@derived
def binding_words() -> frozenset[str]:
    """The words that say how strictly something is asked for: 鼓励, 推进, 全面, 不得; none is part of a name."""
    force = load("clauses")["force"]
    soft = [word for rung in force["soft"] for word in rung["words"]]
    return frozenset(
        [*soft, *(word for name in ("full", "absolute", "ban", "permit") for word in force[name])]
    )


@derived
def acting_words() -> frozenset[str]:
    """The verbs that do something: 公开, 提供, whatever part of speech the segmenter gives them."""
    return frozenset(load("clauses")["force"]["act"])
