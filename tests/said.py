"""What the program can say to a user, read out of its source: the templates behind every error and every message.

A template is the Chinese text of the source with ``{}`` where a value is put in.  It is found from the
places that speak (an exception that is raised, `tell`, `warn`, `progress`, a prompt) backwards: through names, through
functions that give a text back, and through functions that hand a parameter on to such a place.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import policydiff

HAN = re.compile(r"[\u4e00-\u9fff]")
SPEAKING = frozenset(
    {
        "tell", "tell_each", "said", "warn", "_warn", "progress", "_progress", "_complain", "Fault", "Unfit", "wrong",
        "refers",
    }
)  # fmt: skip
"""Calls whose texts a user sees, besides every exception of the program."""
LISTS = frozenset({"problems", "faults"})
"""Names under which problems are collected."""
SILENT = frozenset({"figures", "judging", "pairing", "commitments", "outline", "topics", "report", "text.py"})
"""Rooms whose functions give back words of documents and of reports, not messages."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def templates(root: Path = Path(policydiff.__file__).parent) -> dict[str, str]:
    """Every template with the place it stands in, ``file:line``."""
    return _Source(root).found


def holes(node: ast.expr) -> str | None:
    """The text of a string expression with ``{}`` for what is put in; None where it is no text of the source."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides = [holes(side) for side in (node.left, node.right)]
        if any(side is not None for side in sides):
            return "".join("{}" if side is None else side for side in sides)
    return None


class _Source:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.found: dict[str, str] = {}
        self.parents: dict[ast.AST, ast.AST] = {}
        self.modules = {path: ast.parse(path.read_text("utf-8")) for path in sorted(root.rglob("*.py"))}
        self.homes: dict[ast.AST, Path] = {}
        self.functions: dict[str, list[Function]] = defaultdict(list)
        self.calls: dict[str, list[ast.Call]] = defaultdict(list)
        self.seen: set[ast.AST] = set()
        self.handed: set[tuple[Function, str]] = set()
        for path, module in self.modules.items():
            for node in ast.walk(module):
                self.homes[node] = path
                for child in ast.iter_child_nodes(node):
                    self.parents[child] = node
                if isinstance(node, Function):
                    self.functions[node.name].append(node)
                if isinstance(node, ast.Call):
                    self.calls[_name(node.func)].append(node)
        raised = {
            call
            for module in self.modules.values()
            for statement in ast.walk(module)
            if isinstance(statement, ast.Raise) and statement.exc is not None
            for call in ast.walk(statement.exc)
            if isinstance(call, ast.Call)
        }
        errors = {
            node.name for module in self.modules.values() for node in ast.walk(module) if _is_error(node)
        }
        for name in sorted(self.calls):
            for call in self.calls[name]:
                if name in SPEAKING or name in errors or (call in raised and name.endswith("Error")):
                    for argument in _arguments(call):
                        self.take(argument)
                if name == "__init__" and self.homes[call].name == "errors.py":
                    for argument in _arguments(call):
                        self.take(argument)
                if name in {"append", "extend"} and _owner(call) in LISTS:
                    for argument in call.args:
                        self.take(argument)

    def take(self, node: ast.expr) -> None:
        """Every template that ``node`` may come to."""
        if node in self.seen:
            return
        self.seen.add(node)
        text = holes(node)
        for line in (text or "").split("\n"):
            if HAN.search(line):
                place = f"{self.homes[node].relative_to(self.root)}:{node.lineno}"
                self.found.setdefault(line.strip(), place)
        if isinstance(node, ast.Name):
            self.follow(node)
        elif isinstance(node, ast.Call):
            for function in self.named(node):
                for statement in ast.walk(function):
                    if isinstance(statement, ast.Return | ast.Yield | ast.YieldFrom) and statement.value:
                        self.take(statement.value)
            if isinstance(node.func, ast.Name) and node.func.id in {"list", "tuple", "sorted"}:
                for inner in node.args:
                    self.take(inner)
            if isinstance(node.func, ast.Attribute) and node.func.attr in {"join", "items"}:
                for inner in (*node.args, node.func.value):
                    self.take(inner)
        elif isinstance(node, ast.Dict):
            for inner in (*node.keys, *node.values):
                if inner is not None:
                    self.take(inner)
        elif isinstance(
            node,
            ast.BinOp
            | ast.IfExp
            | ast.BoolOp
            | ast.JoinedStr
            | ast.FormattedValue
            | ast.Tuple
            | ast.List
            | ast.Starred
            | ast.ListComp
            | ast.GeneratorExp
            | ast.Set,
        ):
            for child in ast.iter_child_nodes(node):
                if isinstance(node, ast.BinOp | ast.JoinedStr) and holes(child) is not None:
                    for inner in ast.iter_child_nodes(child):
                        if isinstance(inner, ast.FormattedValue):
                            self.take(inner)
                elif isinstance(child, ast.expr) and not (isinstance(node, ast.IfExp) and child is node.test):
                    self.take(child)

    def named(self, call: ast.Call) -> list[Function]:
        """The functions that ``call`` may mean: of its own module, else the only ones of that name."""
        known = [one for one in self.functions.get(_name(call.func), []) if self.room(one) not in SILENT]
        own = [function for function in known if self.homes[function] == self.homes[call]]
        return own or (known if len(known) == 1 else [])

    def room(self, node: ast.AST) -> str:
        return self.homes[node].relative_to(self.root).parts[0]

    def follow(self, name: ast.Name) -> None:
        """What the name was given: in its function, in its module, or by those who call the function."""
        scope: ast.AST = name
        while scope in self.parents:
            scope = self.parents[scope]
            if isinstance(scope, Function | ast.Module):
                for value in _given(scope, name.id):
                    self.take(value)
                if isinstance(scope, Function):
                    parameters = [a.arg for a in (*scope.args.posonlyargs, *scope.args.args)]
                    only = [a.arg for a in scope.args.kwonlyargs]
                    if name.id in {*parameters, *only}:
                        self.hand_on(scope, name.id, parameters)
                        return

    def hand_on(self, function: Function, parameter: str, parameters: list[str]) -> None:
        if (function, parameter) in self.handed:
            return
        self.handed.add((function, parameter))
        place = parameters.index(parameter) if parameter in parameters else None
        defaults = dict(zip(reversed(parameters), reversed(function.args.defaults), strict=False))
        only = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
        defaults |= {one.arg: default for one, default in only if default is not None}
        if parameter in defaults:
            self.take(defaults[parameter])
        if place is not None and parameters[0] in {"self", "cls"}:
            place -= 1
        alone = len(self.functions[function.name]) == 1
        for call in self.calls.get(function.name, []):
            if not alone and not self.at_home(call, function):
                continue
            for number, argument in enumerate(call.args):
                if number == place:
                    self.take(argument)
            for keyword in call.keywords:
                if keyword.arg == parameter:
                    self.take(keyword.value)

    def at_home(self, call: ast.Call, function: Function) -> bool:
        """Is ``call`` in the module of ``function``, or does it name that module?"""
        home = self.homes[function]
        return self.homes[call] == home or _owner(call) == home.stem


def _owner(call: ast.Call) -> str:
    """What stands before the dot of a call, where that is one name."""
    return (
        call.func.value.id
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
        else ""
    )


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _arguments(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)


def _is_error(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any(
        _name(base) in {"PolicyDiffError", "Exception", "ValueError", "UnreadableSource", "InvalidCatalogue"}
        for base in node.bases
    )


def _given(scope: ast.AST, name: str) -> list[ast.expr]:
    """The values that a name of ``scope`` gets, in assignments, additions, loops and ``append``."""
    return _all_given(scope).get(name, [])


@cache
def _all_given(scope: ast.AST) -> dict[str, list[ast.expr]]:
    given: dict[str, list[ast.expr]] = defaultdict(list)
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    given[target.id].append(node.value)
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    for one, value in zip(target.elts, node.value.elts, strict=False):
                        if isinstance(one, ast.Name):
                            given[one.id].append(value)
        elif isinstance(node, ast.For | ast.comprehension):
            for name in {one.id for one in ast.walk(node.target) if isinstance(one, ast.Name)}:
                given[name].append(node.iter)
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            if isinstance(node.target, ast.Name) and node.value is not None:
                given[node.target.id].append(node.value)
        elif isinstance(node, ast.Call) and _name(node.func) == "append":
            given[_owner(node)].extend(node.args)
    return given


def helps(command: Any) -> Iterator[str]:
    """The lines of help of ``command`` and of all below it, as they are put into English one by one."""
    texts = [command.help, *(getattr(parameter, "help", None) for parameter in command.params)]
    for text in filter(None, texts):
        for line in text.split("\n"):
            line = line.removeprefix("例：").strip()
            if HAN.search(line):
                yield line
    for sub in getattr(command, "commands", {}).values():
        yield from helps(sub)
