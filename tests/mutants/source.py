"""The mutants of one module: made, told apart, named, and compiled."""

from __future__ import annotations
import __future__

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator
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
        before: the line, or the lines, as they were.
        after: the same with the mutation.
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
        self.text = path.read_text("utf-8")
        self.tree = ast.parse(self.text)

    def mutants(self) -> list[CodeMutant]:
        """All mutants, without those that compile to what another or the original compiles to."""
        seen: set[Any] = set()
        counted: Counter[str] = Counter()
        found: list[CodeMutant] = []
        originals = {id(top): fingerprint(self._compiled([top])) for top in self.tree.body}
        for place in places(self.tree):
            for name, operator in OPERATORS.items():
                for replacement in operator(place):
                    mutant = self._mutant(place, name, replacement)
                    mark = self._fingerprint(mutant)
                    if mark is None or mark == originals[id(place.top)] or (id(place.top), mark) in seen:
                        continue
                    seen.add((id(place.top), mark))
                    counted[mutant.id] += 1
                    number = counted[mutant.id]
                    found.append(mutant if number == 1 else mutant._replace(id=f"{mutant.id} #{number}"))
        return found

    def compiled(self, mutant: CodeMutant | None = None) -> CodeType:
        """The code of the module with the mutant in it."""
        if mutant is None:
            return self._compiled(self.tree.body)
        with _Applied(mutant):
            return self._compiled(self.tree.body)

    def _fingerprint(self, mutant: CodeMutant) -> Any:
        """What the statement with the mutant comes to; None where it can't be compiled."""
        with _Applied(mutant) as top:
            try:
                return fingerprint(self._compiled([top]))
            except (SyntaxError, ValueError, TypeError):
                return None

    def _compiled(self, body: list[ast.stmt]) -> CodeType:
        module = ast.Module(body, [])
        return cast("CodeType", compile(module, str(self.path), "exec", flags=_FLAGS, dont_inherit=True))

    def _mutant(self, place: Place, operator: str, replacement: ast.AST) -> CodeMutant:
        ast.copy_location(replacement, place.node)
        if not hasattr(replacement, "lineno") and isinstance(replacement, ast.expr | ast.stmt):
            ast.copy_location(replacement, place.statement)
        ast.fix_missing_locations(replacement)
        # The head of a statement says enough: what stands inside it isn't changed.
        old, new = _head(place.node), _head(replacement)
        before, after = self._lines(place, old, new)
        name = place.name or "(module)"
        return CodeMutant(
            f"{self.file}: {name}: {operator}: {_short(old)} -> {_short(new)}",
            self.file,
            operator,
            place,
            replacement,
            before,
            after,
        )

    def _lines(self, place: Place, old: str, new: str) -> tuple[str, str]:
        """The changed line before and after; for what spans lines, the code alone."""
        node = place.node
        first, last = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
        if first is None or first != last or not isinstance(node, ast.expr):
            return old.strip(), new.strip()
        line = self.text.split("\n")[node.lineno - 1].encode()
        # Columns count bytes.
        changed = line[: node.col_offset] + new.encode() + line[node.end_col_offset :]
        return line.decode().strip(), changed.decode().strip()


class _Applied:
    """The tree with a mutant in it, for as long as the block lasts."""

    def __init__(self, mutant: CodeMutant) -> None:
        self._mutant = mutant

    def __enter__(self) -> ast.stmt:
        place, replacement = self._mutant.place, self._mutant.replacement
        _put(place, replacement)
        if place.node is place.top:
            assert isinstance(replacement, ast.stmt)
            return replacement
        return place.top

    def __exit__(self, *_: object) -> None:
        _put(self._mutant.place, self._mutant.place.node)


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


def _head(node: ast.AST) -> str:
    """The code of a node; of a compound statement only its head."""
    text = ast.unparse(node)
    if isinstance(node, ast.If | ast.While | ast.For | ast.AsyncFor | ast.With | ast.AsyncWith | ast.ExceptHandler):
        return text.lstrip("\n").split("\n", 1)[0]
    return text


def _short(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]}...{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def module_name(file: str) -> str:
    """The name of the module of a file of the clients' package."""
    return "imageclients." + file.removesuffix(".py").replace("/", ".")


def code_files(package: Path, providers: list[str]) -> Iterator[str]:
    """The files that are mutated: the runtime, the errors, and of each provider what is made from its spec."""
    yield "errors.py"
    for path in sorted((package / "_runtime").glob("*.py")):
        if path.name != "__init__.py":
            yield f"_runtime/{path.name}"
    for provider in providers:
        for name in ("client.py", "operations.py", "sizes.py"):
            if (package / provider / name).is_file():
                yield f"{provider}/{name}"
