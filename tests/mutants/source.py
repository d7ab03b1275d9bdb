"""The mutants of one module: made, told apart, named, and compiled."""

from __future__ import annotations
import __future__

import ast
import hashlib
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple, cast

from mutants.operators import OPERATORS
from mutants.places import Place, places

_FLAGS = __future__.annotations.compiler_flag
_LONGEST = 90
"""Characters of code in a mutant's id; what is longer is cut, and told apart by a hash."""


class CodeMutant(NamedTuple):
    """A mutant of a module.

    Attributes:
        id: file, function, operator, what was there and what is there now; no line number, so that it outlives edits.
        file: the path below the clients' package.
    """

    id: str
    file: str
    operator: str
    place: Place
    replacement: ast.AST
    before: str
    after: str

    @property
    def line(self) -> int:
        """Where it is."""
        return int(getattr(self.place.node, "lineno", self.place.statement.lineno))


class Module:
    """A module that is mutated."""

    def __init__(self, file: str, path: Path) -> None:
        self.file, self.path = file, path
        self.tree = ast.parse(path.read_text("utf-8"))

    def mutants(self) -> list[CodeMutant]:
        """All mutants, without those that compile to what another or the original compiles to."""
        seen: set[Any] = {(id(top), fingerprint(self._compiled([top]))) for top in self.tree.body}
        counted: Counter[str] = Counter()
        mutants: list[CodeMutant] = []
        for place in places(self.tree):
            for operator in OPERATORS:
                for replacement in operator(place.node):
                    mutant = self._mutant(place, operator.__name__, replacement)
                    with _applied(mutant) as top:
                        try:
                            mark = (id(place.top), fingerprint(self._compiled([top])))
                        except (SyntaxError, ValueError, TypeError):
                            continue
                    if mark not in seen:
                        seen.add(mark)
                        counted[mutant.id] += 1
                        number = counted[mutant.id]
                        mutants.append(mutant if number == 1 else mutant._replace(id=f"{mutant.id} #{number}"))
        return mutants

    def compiled(self, mutant: CodeMutant) -> CodeType:
        """The code of the module with the mutant in it."""
        with _applied(mutant):
            return self._compiled(self.tree.body)

    def _compiled(self, body: list[ast.stmt]) -> CodeType:
        module = ast.Module(body, [])
        return cast("CodeType", compile(module, str(self.path), "exec", flags=_FLAGS, dont_inherit=True))

    def _mutant(self, place: Place, operator: str, replacement: ast.AST) -> CodeMutant:
        ast.copy_location(replacement, place.node)
        if not hasattr(replacement, "lineno") and isinstance(replacement, ast.expr | ast.stmt):
            ast.copy_location(replacement, place.statement)
        ast.fix_missing_locations(replacement)
        before, after = _short(place.node), _short(replacement)
        name = f"{self.file}: {place.name or '(module)'}: {operator}: {before} -> {after}"
        return CodeMutant(name, self.file, operator, place, replacement, before, after)


@contextmanager
def _applied(mutant: CodeMutant) -> Generator[ast.stmt]:
    """The top statement with a mutant in it, for as long as the block lasts."""
    place = mutant.place
    _put(place, mutant.replacement)
    try:
        yield cast("ast.stmt", mutant.replacement) if place.node is place.top else place.top
    finally:
        _put(place, place.node)


def _put(place: Place, node: ast.AST) -> None:
    if place.position is None:
        setattr(place.parent, place.field, node)
    else:
        getattr(place.parent, place.field)[place.position] = node


def fingerprint(code: CodeType) -> Any:
    """What code does, without where it stands: equal for code that can't behave differently."""
    return (
        code.co_code,
        code.co_names,
        code.co_varnames,
        code.co_freevars,
        code.co_cellvars,
        code.co_flags,
        code.co_argcount,
        code.co_kwonlyargcount,
        getattr(code, "co_exceptiontable", b""),
        tuple(_constant(value) for value in code.co_consts),
    )


def _constant(value: Any) -> Any:
    """A constant that tells 1 from True and 0.0 from -0.0."""
    if isinstance(value, CodeType):
        return fingerprint(value)
    kind = type(value).__name__
    if kind == "frozenset":
        return kind, tuple(sorted(map(repr, value)))
    return kind, tuple(map(_constant, value)) if kind == "tuple" else repr(value)


def _short(node: ast.AST) -> str:
    """The code of a node, of a compound statement only its head: what stands inside it isn't changed."""
    text = ast.unparse(node).strip()
    if hasattr(node, "body") and not isinstance(node, ast.Lambda | ast.IfExp):
        text = text.split("\n", 1)[0]
    text = " ".join(text.split())
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]}...{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def module_name(file: str) -> str:
    """The name of the module of a file of the clients' package."""
    return "imageclients." + file.removesuffix(".py").replace("/", ".")


def code_files(package: Path) -> list[str]:
    """The files that are mutated: the runtime and the errors. What is made from a spec, mutants of the spec change."""
    runtime = sorted(path.name for path in (package / "_runtime").glob("*.py") if path.name != "__init__.py")
    return ["errors.py", *(f"_runtime/{name}" for name in runtime)]
