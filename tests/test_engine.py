"""Engines: each works with its own lists, whatever stands beside it, and nothing of a list outlives its engine."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from threading import Barrier

import pytest
from typer.testing import CliRunner

import policydiff
from policydiff import Engine
from policydiff.errors import InvalidLexicon
from policydiff.lexicon import Lexicon, current, load, using
from policydiff.model import Document
from policydiff.report.render import FORMATS
from test_architecture import MODULES, SOURCE

UPPER = """# 甲市加强冰场管理实施方案

一、冰场开放
1. 全市公共冰场每日开放时间不少于8小时，冰面巡检记录保存2年以上。
2. 冬季冰上安全宣讲不少于12次。
二、雪道养护
3. 雪道压雪车出动间隔压缩至5小时以内。
"""
LOWER = """# 甲市乙区加强冰场管理实施方案

一、冰场开放
1. 全区公共冰场每日开放时间不少于6小时，冰面巡检记录保存3年以上。
2. 冬季冰上安全宣讲不少于15次。
二、雪道养护
3. 雪道压雪车出动间隔压缩至7小时以内。
"""
THEMES = """replace = true
[[theme]]
id = "{id}"
zh = "{zh}"
strong = ["冰场", "冰面", "冰上"]
[[theme]]
id = "general"
zh = "其他"
"""


def engine(folder: Path, id: str, zh: str) -> Engine:
    """An engine whose only theme is ``id``."""
    folder.mkdir()
    (folder / "themes.toml").write_text(THEMES.format(id=id, zh=zh), encoding="utf-8")
    (folder / "concepts.toml").write_text("replace = true\n", encoding="utf-8")
    return Engine(folder)


@pytest.fixture
def rink(tmp_path: Path) -> Engine:
    return engine(tmp_path / "rink", "rink", "冰场")


@pytest.fixture
def frost(tmp_path: Path) -> Engine:
    return engine(tmp_path / "frost", "frost", "寒冰")


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    names = tmp_path / "upper.txt", tmp_path / "lower.txt"
    for path, text in zip(names, (UPPER, LOWER), strict=True):
        path.write_text(text, encoding="utf-8")
    return str(names[0]), str(names[1])


def opened(engine: Engine, files: tuple[str, str]) -> tuple[Document, Document]:
    return engine.open_document(files[0]), engine.open_document(files[1])


def themes_of(document: Document) -> set[str]:
    return {commitment.theme for commitment in document.commitments}


def said(engine: Engine, files: tuple[str, str]) -> tuple[bytes, ...]:
    """All that an engine says of two files, in every format that is text."""
    concordance = engine.compare(*opened(engine, files))
    return tuple(engine.render(concordance, format) for format in FORMATS if format not in {"xlsx", "docx"})


def test_two_engines_give_their_own_results_in_turn(
    rink: Engine, frost: Engine, files: tuple[str, str]
) -> None:
    alone = said(rink, files), said(frost, files), said(Engine(), files)
    assert len(set(alone)) == 3
    for _ in range(2):
        one, other = opened(rink, files), opened(frost, files)
        assert (themes_of(one[0]), themes_of(other[0])) == ({"rink", "general"}, {"frost", "general"})
        found = rink.compare(*one), frost.compare(*other)
        assert rink.render(found[0], "json") == alone[0][FORMATS.index("json")]
        assert frost.render(found[1], "json") == alone[1][FORMATS.index("json")]
        assert said(Engine(), files) == alone[2]


def test_two_engines_give_their_own_results_at_once(
    rink: Engine, frost: Engine, files: tuple[str, str]
) -> None:
    engines = [rink, frost, Engine()] * 2
    alone = [said(engine, files) for engine in engines]
    together = Barrier(len(engines))

    def work(engine: Engine) -> tuple[bytes, ...]:
        together.wait()
        return said(engine, files)

    with ThreadPoolExecutor(len(engines)) as pool:
        assert list(pool.map(work, engines)) == alone


def test_weights_belong_to_an_engine(files: tuple[str, str]) -> None:
    doubting = Engine(weights={**load("weights"), "prior": -60.0})
    assert Engine().compare(*opened(Engine(), files)).pairs
    assert not doubting.compare(*opened(doubting, files)).pairs
    assert Engine().compare(*opened(Engine(), files)).pairs


def test_an_engine_takes_a_lexicon_and_other_weights_for_it(rink: Engine, files: tuple[str, str]) -> None:
    doubting = Engine(rink.lexicon, weights={**load("weights"), "prior": -60.0})
    found = doubting.compare(*opened(doubting, files))
    assert not found.pairs
    assert themes_of(found.upper) == {"rink", "general"}
    assert Engine(rink.lexicon).lexicon is rink.lexicon
    assert [notice.code for notice in found.notices].count("own-lexicon") == 1


def test_wrong_lists_are_refused_when_the_engine_is_made(tmp_path: Path) -> None:
    (tmp_path / "themes.toml").write_text("[[topics]]\n", encoding="utf-8")
    with pytest.raises(InvalidLexicon):
        Engine(tmp_path)


def test_an_engine_leaves_the_lists_in_use_as_they_were(rink: Engine, files: tuple[str, str]) -> None:
    before = current()
    rink.open_document(files[0])
    with pytest.raises(policydiff.PolicyDiffError):
        rink.open_document("nowhere")
    assert current() is before
    mine = Lexicon(weights=load("weights"))
    with using(mine):
        rink.open_document(files[0])
        assert Engine().lexicon is mine


def test_every_verb_of_the_engine_is_a_plain_function(files: tuple[str, str]) -> None:
    for module in pkgutil.walk_packages(policydiff.__path__, "policydiff."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    verbs = [name for name in vars(Engine) if not name.startswith("_") and name != "lexicon"]
    assert {
        "read",
        "parse",
        "compare",
        "explain",
        "track",
        "revise",
        "matrix",
        "chain",
        "review",
        "render",
    } <= {*verbs}
    for verb in verbs:
        assert callable(getattr(policydiff, verb)), f"a module hides {verb}"
        assert verb in policydiff.__all__
        assert getattr(policydiff, verb).__doc__ == getattr(Engine, verb).__doc__
    upper, lower = policydiff.open_document(files[0]), policydiff.open_document(files[1])
    assert policydiff.parse(policydiff.read(files[0]), id="upper").commitments == upper.commitments
    concordance = policydiff.compare(upper, lower)
    assert policydiff.review(concordance, ()) == concordance
    why = policydiff.explain(upper, lower, "每日开放", "每日开放")
    assert (why.relation, why.findings) in [(pair.relation, pair.findings) for pair in concordance.pairs]
    for result in (
        concordance,
        policydiff.matrix(upper, [lower]),
        policydiff.chain([upper, lower]),
        policydiff.track(upper, [lower]),
        policydiff.revise(upper, lower),
    ):
        assert policydiff.render(result, "json").startswith(b"{")
        with pytest.raises(policydiff.PolicyDiffError):
            policydiff.render(result, "nothing")


def test_the_command_line_has_its_lists_for_one_command(rink: Engine, files: tuple[str, str]) -> None:
    from policydiff.cli.app import app

    before = current()
    words = ["parse", files[0], "--format", "csv"]
    run = CliRunner()
    plain = run.invoke(app, words).stdout
    own = run.invoke(app, [*words, "--lexicon", str(rink.lexicon.folder)]).stdout
    assert "冰场" in own
    assert own != plain
    assert run.invoke(app, words).stdout == plain
    assert current() is before


# ---- nothing of a list is kept outside its lexicon

LEXICON = "policydiff.lexicon"
SOURCES = {f"{LEXICON}.{name}" for name in ("load", "current", "own_lists")}
"""What reads a list; all that calls them, or calls what calls them, reads lists too."""
KEEPING = {"functools.cache", "functools.lru_cache"}


class Module:
    """A module: what each of its functions names, and what those names stand for."""

    def __init__(self, path: Path) -> None:
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        self.name = ".".join(parts).removesuffix(".__init__")
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.functions = [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]
        inner = {id(part) for node in self.functions for part in ast.walk(node) if part is not node}
        self.lasting = [node for node in self.functions if id(node) not in inner]
        """Those that live as long as the process; what is made within a call goes with it."""
        self._means = {
            node.name: f"{self.name}.{node.name}"
            for node in self.tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        }
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                self._means |= {a.asname or a.name: a.name for a in node.names}
            if isinstance(node, ast.ImportFrom) and node.module:
                self._means |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}

    def named(self, node: ast.AST) -> set[str]:
        """All that is named within ``node``: functions of any module, methods of this one."""
        found = set()
        for part in ast.walk(node):
            if isinstance(part, ast.Name):
                found.add(self._means.get(part.id, ""))
            elif isinstance(part, ast.Attribute):
                base = self._means.get(part.value.id, "") if isinstance(part.value, ast.Name) else ""
                found.add(f"{base or self.name}.{part.attr}")
        return found


@cache
def house() -> list[Module]:
    """Every module, read when a test first asks: a process that runs none of these tests does not wait for it."""
    return [Module(path) for path in MODULES]


@pytest.fixture(scope="module")
def readers() -> set[str]:
    """The functions and classes that read lists, themselves or through others."""
    calls: dict[str, set[str]] = defaultdict(set)
    for module in house():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef):
                calls[f"{module.name}.{node.name}"] |= module.named(node)
            if isinstance(node, ast.ClassDef):
                for part in node.body:
                    if not isinstance(part, ast.FunctionDef) or part.name in {"__init__", "__post_init__"}:
                        calls[f"{module.name}.{node.name}"] |= module.named(part)
            if isinstance(node, ast.ImportFrom) and node.module:  # a package hands on what its modules hold
                for alias in node.names:
                    calls[f"{module.name}.{alias.asname or alias.name}"].add(f"{node.module}.{alias.name}")
    found = set(SOURCES)
    while more := {name for name, names in calls.items() if name not in found and names & found}:
        found |= more
    return found


def test_the_search_for_readers_finds_them(readers: set[str]) -> None:
    assert {
        "policydiff.topics.themes.themes",
        "policydiff.judging.judge",
        "policydiff.report.render.render",
        "policydiff.store.keeping.data_version",
    } <= readers
    assert "policydiff.text.fold" not in readers
    assert "policydiff.figures.numerals.parse_numeral" not in readers


def test_no_function_that_reads_lists_is_remembered_by_the_process(readers: set[str]) -> None:
    kept = [
        f"{module.name}.{node.name}"
        for module in house()
        for node in module.lasting
        for mark in node.decorator_list
        if module.named(mark) & KEEPING
    ]
    assert "policydiff.report.offline.environment" in kept, "the search finds nothing"
    assert not set(kept) & readers


def test_no_module_reads_a_list_when_it_is_loaded(readers: set[str]) -> None:
    found = [
        (module.name, call.lineno)
        for module in house()
        if module.name != "policydiff.__main__"  # it is run, not loaded
        for node in module.tree.body
        for part in (node.body if isinstance(node, ast.ClassDef) else [node])
        if not isinstance(part, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom)
        for call in ast.walk(part)
        if isinstance(call, ast.Call) and not within_lambda(call, part) and module.named(call.func) & readers
    ]
    assert not found


def within_lambda(call: ast.Call, statement: ast.AST) -> bool:
    """Is the call made only when a function is called later?"""
    later = [node for node in ast.walk(statement) if isinstance(node, ast.Lambda)]
    return any(call in ast.walk(node) for node in later)


def test_no_module_has_a_store_that_fills_while_it_runs() -> None:
    """An empty table at the top of a module, or a name rebound by ``global``, is a cache of the process."""
    found = set()
    for module in house():
        for node in module.tree.body:
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            empty = isinstance(value, ast.Dict | ast.List | ast.Set) and not any(ast.iter_child_nodes(value))
            made = isinstance(value, ast.Call) and not value.args and called_as(value) in STORES
            if empty or made:
                found.add(module.name)
        if any(isinstance(node, ast.Global) for node in ast.walk(module.tree)):
            found.add(module.name)
    assert found == {LEXICON}, "only the lexicons themselves are kept"


STORES = {"dict", "list", "set", "defaultdict", "OrderedDict", "WeakKeyDictionary", "WeakValueDictionary"}


def called_as(call: ast.Call) -> str:
    """The last name of what is called."""
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
