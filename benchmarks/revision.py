"""How long a revision of 1,000 articles against 1,000 takes, beside a bare rapidfuzz cdist of the same grid.

    python benchmarks/revision.py [ARTICLES]

Two invented versions of one text: in the new one a tenth of the articles is
struck out, a tenth grown, a tenth reworded, a tenth added, and every fifth
chapter stands elsewhere.  Prints both times and their ratio.
"""

from __future__ import annotations

import random
import sys
import time
from hashlib import sha256

from rapidfuzz import fuzz, process

from policydiff.commitments.parse import parse
from policydiff.model import Document, SourceText
from policydiff.revision import articles, revise

OFFICES = [
    "市场监督管理部门",
    "政务服务部门",
    "税务机关",
    "供电企业",
    "不动产登记机构",
    "人民法院",
    "财政部门",
    "教育部门",
]
DEEDS = [
    "公开收费标准和办理流程",
    "建立信息共享机制",
    "受理群众投诉并登记在册",
    "编制服务指南",
    "组织专家评审",
    "核验申请材料",
    "定期更新名录",
]
ENDS = [
    "并向社会公布",
    "不得收取费用",
    "接受群众监督",
    "纳入年度计划",
    "及时告知申请人",
    "报本级人民政府备案",
]
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥东南西北春夏秋冬山川江河湖海松竹梅兰"


def sentence(chance: random.Random) -> str:
    """One duty of one office about one invented thing."""
    thing = "".join(chance.choice(NAMES) for _ in range(4))
    return (
        f"{chance.choice(OFFICES)}应当在{chance.randint(2, 60)}个工作日内就{thing}事项{chance.choice(DEEDS)}，"
        f"对{''.join(chance.choice(NAMES) for _ in range(3))}作出说明，{chance.choice(ENDS)}。"
    )


def version(texts: list[str], name: str) -> Document:
    """``texts`` as the articles of a document."""
    whole = "某市若干规定\n\n" + "\n\n".join(f"第{k}条 {line}" for k, line in enumerate(texts, 1))
    return parse(SourceText(name, "txt", whole, sha256=sha256(whole.encode()).hexdigest()), id=name)


def versions(size: int) -> tuple[Document, Document]:
    """An old and a new version of about ``size`` articles each."""
    chance = random.Random(7)
    old = ["".join(sentence(chance) for _ in range(chance.randint(1, 4))) for _ in range(size)]
    new: list[str] = []
    for place, text in enumerate(old):
        turn = place % 10
        if turn == 1:
            continue
        if turn == 3:
            text += sentence(chance)
        if turn == 5:
            text = text.replace("应当", "可以", 1).replace("及时", "尽快")
        if turn == 7:
            new.append(sentence(chance))
        new.append(text)
    parts = [new[k : k + 50] for k in range(0, len(new), 50)]
    moved = [part for k, part in enumerate(parts) if k % 5 != 2] + parts[2::5]
    return version(old, "old"), version([text for part in moved for text in part], "new")


def main() -> None:
    """The times and their ratio."""
    old, new = versions(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    above, below = ([article.text for article in articles(document)] for document in (old, new))
    revise(*versions(20))  # lists and segmenter are loaded
    start = time.process_time()
    process.cdist(above, below, scorer=fuzz.ratio, workers=1)
    bare = time.process_time() - start
    start = time.process_time()
    revision = revise(old, new)
    ours = time.process_time() - start
    print(f"{len(above)} x {len(below)} articles, {len(revision.changes)} changes")
    print(f"cdist of fuzz.ratio {bare:.2f} s, revise {ours:.2f} s, ratio {ours / bare:.2f}")


if __name__ == "__main__":
    main()
