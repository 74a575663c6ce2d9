"""Whose document it is, from the names it gives: title, issuer and signature against the table of GB/T 2260.

A wrong place is worse than none: what is not said plainly, what the table does
not know, and names that several places bear come back without a place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from policydiff.model import Document, Jurisdiction, Span
from policydiff.text import fold, simplify
from policydiff.wording import notice

if TYPE_CHECKING:
    from policydiff.corpus import Catalogue

NATION = "100000"
UNDATED = 2010
"""A place that ended before is not thought of for a text without a date."""


class Place(NamedTuple):
    """A name of a code and the years in which it had it; None for before the table begins and for today."""

    code: str
    name: str
    first: int | None = None
    last: int | None = None

    def stood(self, year: int | None) -> bool:
        """Might a document of ``year`` be this place's?  The year after the last is the one in which it ended."""
        if year is None:
            return self.last is None or self.last >= UNDATED
        return (self.first or 0) <= year <= (9999 if self.last is None else self.last + 1)

    def under(self, code: str) -> bool:
        """Does it lie below ``code``, by the digits?"""
        stem = code.rstrip("0")
        stem += "0" * (len(stem) % 2)
        return self.code != code and (code == NATION or self.code.startswith(stem))


@dataclass(frozen=True, slots=True)
class Places:
    """The places by full name, and those with others below them by the name without 省, 市, 自治区."""

    named: Mapping[str, tuple[Place, ...]]
    stems: Mapping[str, tuple[Place, ...]]
    longest: int

    def with_own(self, own: Iterable[Jurisdiction]) -> Places:
        """These places with those of a catalogue, whose names go before the table's."""
        named = dict(self.named)
        for item in own:
            named[item.name] = (Place(item.code, item.name),)
        return replace(self, named=named, longest=max(map(len, named), default=0))


@cache
def places() -> Places:
    """The table, read once and only when a document came without a code."""
    named: dict[str, list[Place]] = defaultdict(list)
    stems: dict[str, list[Place]] = defaultdict(list)
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        code, name, short, first, last = line.split("\t")
        place = Place(code, name, int(first) if first else None, int(last) if last else None)
        named[name].append(place)
        if short:
            named[short].append(place)
        if code.endswith("00"):
            stems[_STEM.sub("", name)].append(place)
    return Places(
        {name: tuple(found) for name, found in named.items()},
        {name: tuple(found) for name, found in stems.items()},
        max(map(len, named)),
    )


_TABLE = Path(__file__).with_name("gb2260.tsv")
_STEM = re.compile(r"(?:维吾尔|壮族|回族)?自治区$|特别行政区$|地区$|[省市盟]$")


@dataclass(frozen=True, slots=True)
class Said:
    """What one line says of whose document it is: the places that it may mean, none where it names what the table has not."""

    where: str
    """``title``, ``issuer`` or ``signature``."""
    places: tuple[Place, ...]
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The place of a document, or those among which a code has to say."""

    place: Place | None = None
    choice: tuple[Place, ...] = ()
    said: tuple[Said, ...] = ()


# what may stand before the place
_BEFORE = re.compile(
    r"(?:标题|发布单位|发布机[关构]|发文[单机][位关]|制定机关|印发机关|发文机构)：|"
    r"关于(?:印发|转发|批转|公布|发布)|(?:中国共产党|中共)(?!中央)|共青团|政协|中国人民政治协商会议|《|“|"
    r"(?:19|20)\d\d年度?|#+"
)
# the place's own authority follows at once
_ORGAN = re.compile(
    r"(?:第.{1,4}届)?(?:人民政府|政府(?=办|$|关于|令|文件)|人民代表大会|人大|委员会|常务委员会|"
    r"委(?=$|办|关于|、|文件|员|统|组|宣|政|书)|办公[厅室]|人民法院|人民检察院|政协)|"
    r"[\u4e00-\u9fff]{2,20}?(?:局|厅|委员会|委|办公室|领导小组|指挥部|联席会议)(?=$|、|（|办公室|关于|等|文件)"
)
# an authority of something that lies below the place and is not in the table
_BELOW = re.compile(
    r"[\u4e00-\u9fff（）“”]{1,16}?(?:区|开发区|园区|区域|新片区|街道|镇|乡|苏木|村|社区|林场|农场|垦区|城|港)"
    r"(?:管委会|管理委员会|管理局|人民政府|党工委|工委|工作委员会|办事处|党委|政府|委员会|办公室)"
)
# a part of the place: its own plan, or the place's for it; a regulation is always the place's
_PART = re.compile(
    r"(?!中心城区|主城区|推进|加快|支持|促进|深化|建设|落实|关于|国家|省级|市级|各|全|开展|打造|优化|贯彻|创建|提升)"
    r"[\u4e00-\u9fff（）“”]{1,10}?(?:新区|开发区|高新区|园区|新片区|合作区|保税区|度假区|示范区|试验区|实验区|功能区|经济区|街道|管理区|城区)"
    r"(?!.*(?:条例|规定|办法|细则)(?:（.*）)?$)"
)
# the name goes on as another word
_OTHER_WORD = re.compile(r"[区县省市]域|市场(?![监所地馆])|省会|[省县]道(?![路德])|旗[舰帜]")
# a body that is no government, or a branch that answers for less than the place
_BODY = re.compile(
    r"(?!推进|支持|促进|关于|加强|规范|鼓励|引导)(?:"
    r"[\u4e00-\u9fff（）]{1,16}?(?:(?<!上市)(?<!贷款)(?<!担保)公司|(?<!企业)集团(?![化军])|分局|支队)|"
    r"[\u4e00-\u9fff（）]{0,16}?(?:大学|学院|学校|中学|小学|医院|海关|银行|分行|支行|协会|商会|学会|基金会|研究院|研究所|出版社)"
    r"(?:$|关于|章程|(?:19|20)\d\d年|“十|党委|内部)|"
    r"(?:第[一二三四五六七八九十\d]+|人民|中心|中医|妇幼保健|附属|实验)[\u4e00-\u9fff]{0,4}?(?:医院|中学|小学|学校)|"
    r"[\u4e00-\u9fff]{0,6}(?:商业|农商|村镇)银行)"
)
_AND = re.compile(r"[、和与及暨—-]+|以及")
_NATIONAL = re.compile(
    r"(?:(?:中国共产党中央|中共中央|中央(?=办公厅|委员会)|国务院|全国人民代表大会|全国人大|最高人民法院|最高人民检察院|"
    r"国家发展改革委|国家发展和改革委员会|国家卫生健康委(?:员会)?|国家(?:市场监督管理|市场监管|税务|广播电视)总局|"
    r"国家(?:统计|医保|医疗保障|知识产权|能源|药监|数据|林草|铁路|外汇管理)局|市场监管总局|"
    r"(?:中华人民共和国)?(?:财政|商务|教育|科技|科学技术|公安|民政|司法|自然资源|生态环境|住房城乡建设|住房和城乡建设|"
    r"交通运输|水利|农业农村|工业和信息化|人力资源社会保障|人力资源和社会保障|文化和旅游)部|中国人民银行)"
    r"(?:办公厅|办公室|常务委员会|常委会)?、?)+(?:等.{1,4}部[门委])?(?=$|关于|令|公告|文件|印发|（)"
)
_NATIONAL_LAW = re.compile(
    r"中华人民共和国(?!.{0,6}(?:海关|关区)(?!法))[\u4e00-\u9fff]{2,40}(?:法|条例|规划|纲要|法典)(?:实施(?:条例|细则|办法))?(?:（.*）)?$"
)
_NATIONAL_NUMBER = re.compile(r"国(?:办?发|办?函|办发明电|令)[（第]")
_GENERIC = re.compile(r"[城郊矿市新东西南北中港]区|[东西南北中]市区|[市近]郊区|[老新古山]城区|新市区")
"""Names that are common nouns too: only below a named city, and before an authority."""
_LOOSE = re.compile(r"城[东西南北中关]区|解放区")
"""Names that are more of a place than those, and are not it by themselves."""


def read_name(text: str, table: Places, *, organ: bool = False) -> tuple[Place, ...] | None:
    """The places that ``text`` may begin with; none when it names what is not in the table, None when it names none.

    ``organ``: nothing but a place with its authority will do, as in a signature.
    """
    text = simplify(fold(re.sub(r"\s+", "", text))).translate(_BRACKETS)
    while match := _BEFORE.match(text):
        text = text[match.end() :]
    if _NATIONAL.match(text) or (not organ and _NATIONAL_LAW.match(text)):
        return (Place(NATION, "国家"),)
    parses = list(_parses(text, 0, None, table))
    if not parses:
        return None
    end = max(end for end, _, _ in parses)
    found = tuple(dict.fromkeys(place for to, place, _ in parses if to == end))
    alone = all(depth == 0 for to, _, depth in parses if to == end)
    rest = text[end:]
    authority = _ORGAN.match(rest)
    names = {place.name for place in found}
    if any(map(_GENERIC.fullmatch, names)) and (alone or not authority):
        return ()
    if any(map(_LOOSE.fullmatch, names)) and alone and not authority:
        return ()
    if _OTHER_WORD.match(text, end - 1) or (not rest and organ):
        return None
    if _BELOW.match(rest) or next(_parses(rest, 0, None, table), None):
        return ()
    joined = _AND.match(rest)
    if joined and _begins_with_place(rest[joined.end() :], table):
        return ()
    if any(
        other and not _all_in(other, found)
        for other in (_named(rest[part.end() :], table) for part in _AND.finditer(rest.partition("关于")[0]))
    ):
        return ()
    if authority:
        return () if "分局" in authority[0] else found
    if _BODY.match(rest):
        return ()
    if organ:
        return None
    return () if _PART.match(rest) else found


_BRACKETS = str.maketrans({"〈": "《", "〉": "》"})


def _named(text: str, table: Places) -> tuple[Place, ...]:
    """The places of the longest chain of names that ``text`` begins with."""
    parses = list(_parses(text, 0, None, table))
    end = max((end for end, _, _ in parses), default=0)
    return tuple(place for to, place, _ in parses if to == end)


def _all_in(others: Sequence[Place], found: Sequence[Place]) -> bool:
    """Is a second authority of the same place, or of one above or below it?"""
    return any(
        other.code == place.code or other.under(place.code) or place.under(other.code)
        for other in others
        for place in found
    )


def _begins_with_place(text: str, table: Places) -> bool:
    return any(
        text[:size] in table.named or text[:size] in table.stems for size in range(2, table.longest + 1)
    )


def _parses(
    text: str, start: int, above: Place | None, table: Places, depth: int = 0
) -> Iterator[tuple[int, Place, int]]:
    """Every chain of names from ``start``, each below the one before: where it ends, its last place, how many came before."""
    for size in range(min(table.longest, len(text) - start), 1, -1):
        word = text[start : start + size]
        for place in table.named.get(word, ()):
            if above is None or place.under(above.code):
                yield start + size, place, depth
                yield from _parses(text, start + size, place, table, depth + 1)
        for place in table.stems.get(word, ()):
            # 山东 or 济南 alone says too little; 山东济南市, 济南市中区 do not
            if place.name != word and (above is None or place.under(above.code)):
                yield from _parses(text, start + size, place, table, depth + 1)


_NOTICE = re.compile(r"^[^《].{3,40}?关于.{2,120}(?:通知|决定|意见|批复|公告|通告|函|令)$")
_LABEL = re.compile(r"^(?:标题|发布单位|发布机[关构]|发文[单机][位关]|制定机关|印发机关|发文机构)[:：]\s*\S")
_LABEL_ALONE = re.compile(r"^(?:发布单位|发布机[关构]|发文[单机][位关]|制定机关|印发机关|发文机构)[:：]?$")
_DATE = re.compile(
    r"(?:(?:19|20)\d\d|二[〇○零OＯ][〇○零OＯ一二三四五六七八九]{2})年.{1,3}月.{1,3}日(?:印发)?"
)
HEAD = 40
"""Lines at the start in which issuer, notice and labels are looked for."""
SIGNATURE = 40
"""A signature is not longer."""


def _lines(text: str) -> list[tuple[str, Span]]:
    found, offset = [], 0
    for line in text.split("\n"):
        shown = line.strip()
        if shown:
            start = offset + line.index(shown)
            found.append((shown, Span(start, start + len(shown))))
        offset += len(line) + 1
    return found


def _said(document: Document, table: Places) -> Iterator[Said]:
    """What title, issuer, head and signature say, in this order."""
    if document.title != document.source.name:
        named = read_name(document.title, table)
        if named is not None:
            yield Said("title", named)
    if document.issuer:
        named = read_name(document.issuer, table)
        if named is not None:
            yield Said("issuer", named)
    for passage in document.root.body[:HEAD]:
        if _NOTICE.match(passage.text) or _LABEL.match(passage.text):
            named = read_name(passage.text, table)
            if named is not None:
                yield Said("issuer", named, passage.span(0, len(passage.text)))
    lines = _lines(document.source.text)
    for (line, span), (after, _) in zip(lines, [*lines[1:], ("", None)], strict=True):
        bare = re.sub(r"\s", "", line)
        if len(bare) > SIGNATURE:
            continue
        date = _DATE.search(bare)
        signed = bare[: date.start()] if date and not bare[date.end() :] else bare
        follows = _DATE.fullmatch(re.sub(r"[\s（）()]", "", after))
        if signed and (follows or signed != bare):
            named = read_name(signed, table, organ=True)
            if named is not None:
                yield Said("signature", named, span)
    for (line, _), (after, span) in pairwise(lines[: HEAD + 1]):
        if _LABEL_ALONE.match(re.sub(r"\s", "", line)):
            named = read_name(after, table)
            if named is not None:
                yield Said("issuer", named, span)


def find_place(document: Document, table: Places) -> Found:
    """The one place that everything agrees on; else the places among which to choose, or none."""
    year = document.issued.year if document.issued else None
    said = tuple(
        replace(item, places=_of_year(item.places, year)) if item.places else item
        for item in _said(document, table)
    )
    if not said and document.number and _NATIONAL_NUMBER.match(fold(document.number)):
        place = Place(NATION, "国家")
        return Found(place, said=(Said("number", (place,)),))
    authorities = [item for item in said if item.where != "title"]
    if any(not item.places for item in authorities or said):
        return Found(said=said)
    heard = [item for item in said if item.places]
    if not heard:
        return Found(said=said)
    common = [place for place in heard[0].places if all(_has(place, item.places) for item in heard[1:])]
    if len({place.code for place in common}) == 1:
        return Found(common[0], said=tuple(heard))
    choice = common or [place for item in heard for place in item.places]
    return Found(choice=tuple({place.code: place for place in choice}.values()), said=tuple(heard))


def _has(place: Place, others: Sequence[Place]) -> bool:
    return any(other.code == place.code for other in others)


def _of_year(found: Sequence[Place], year: int | None) -> tuple[Place, ...]:
    """Those that stood in ``year``; all where none did, as when the year is that of a reprint."""
    return tuple(place for place in found if place.stood(year)) or tuple(found)


def located(document: Document, catalogue: Catalogue) -> Document:
    """``document``, which came without a code, with the place that it names and a notice of where that was read.

    Jurisdictions of ``catalogue`` go before the table.  Where the place is
    not plain the notice says so and asks for the code.
    """
    table = places().with_own(catalogue.jurisdictions.values())
    found = find_place(document, table)
    if found.place is not None:
        place = found.place
        known = catalogue.jurisdictions.get(place.code)
        jurisdiction = known or _jurisdiction(place)
        said = min(found.said, key=lambda item: len(item.places))
        message = notice(f"place-{said.where}", name=jurisdiction.name, gb=place.code, span=said.span)
        return replace(document, jurisdiction=jurisdiction, notices=(message, *document.notices))
    if found.choice:
        message = notice("place-ambiguous", places=_listed(found.choice, table))
    else:
        message = notice("jurisdiction-unknown")
    return replace(document, notices=(message, *document.notices))


def settled(upper: Document, lower: Document) -> tuple[Document, Document]:
    """The two with a place that several could be taken from the other: the only one that lies below or above it."""
    return _settle(upper, lower, below=False), _settle(lower, upper, below=True)


def _settle(document: Document, other: Document, *, below: bool) -> Document:
    asked = [item for item in document.notices if item.code == "place-ambiguous"]
    if not asked or document.jurisdiction is not None or other.jurisdiction is None:
        return document
    there = Place(other.jurisdiction.code, other.jurisdiction.name)
    fitting = [
        place
        for place in find_place(document, places()).choice
        if (place.under(there.code) if below else there.under(place.code))
    ]
    if len(fitting) != 1:
        return document
    jurisdiction = _jurisdiction(fitting[0])
    message = notice("place-other", name=jurisdiction.name, gb=jurisdiction.code, other=there.name)
    return replace(
        document,
        jurisdiction=jurisdiction,
        notices=tuple(message if item is asked[0] else item for item in document.notices),
    )


def _jurisdiction(place: Place) -> Jurisdiction:
    from policydiff.corpus.places import level_of, parent_of

    return Jurisdiction(place.code, place.name, level_of(place.code), parent_of(place.code))


def _listed(choice: Sequence[Place], table: Places) -> str:
    """南京市鼓楼区 320106、徐州市鼓楼区 320302: by code, each with the name of what it lies in."""
    above = {
        place.code: place.name for found in table.named.values() for place in found if place.last is None
    }
    shown = []
    for place in sorted(choice, key=lambda place: place.code):
        upper = above.get(place.code[:4] + "00") or above.get(place.code[:2] + "0000") or ""
        shown.append(f"{upper if upper != place.name else ''}{place.name} {place.code}")
    return "、".join(shown[:6]) + ("……" if len(shown) > 6 else "")
