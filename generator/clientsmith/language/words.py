"""How a word of the language is declared, once, and what follows from that.

A kind of node is a class below `Part`, and its words are attributes made by `word`, or by `unread` where the
intermediate representation has no attribute of the word's own; the text below says what the word means. From this
follow how a spec is read (`build.reading`), the JSON Schema of specs (`json_schema`), docs/language.md (`reference`),
the runtime's own classes (`render.runtime_classes`) and the literals in generated modules (`render.literals`), the echo
in OpenAPI documents (`openapi.echo`), and the lint of pointers and names (`lint.answer_pointers`, `lint.names`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import Field, dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar, Literal, ParamSpec, TypeGuard, cast

from clientsmith.language.texts import texts

Schema = Mapping[str, Any]
"""A JSON Schema."""

Standard = Literal["OpenAPI", "JSON Schema", "AWS waiters", "JSON Pointer", "ours"]
Into = Literal["", "own", "poll", "items", "error", "any"]
Names = Literal["", "operations", "parameter", "fields", "body", "models"]


@dataclass(frozen=True)
class Type:
    """What may stand at a word: its JSON Schema, and the kind of the nodes inside, if there are any.

    Attributes:
        shape: whether it is a plain value, one node, a list of nodes, or nodes by name.
    """

    schema: Schema
    kind: str = ""
    shape: Literal["value", "one", "many", "named"] = "value"


@dataclass(frozen=True, eq=False)
class Word:
    """A word of the language.

    Attributes:
        at: where it stands below its node, such as `poll/operation`; by default the attribute's name in camel case.
        default: what counts where it isn't given.
        like: the word whose value counts where it isn't given.
        into: the answer that a pointer leads into: of the own operation, of the one that polls, of an error, of any;
            or `items`, where it goes on from the elements of an answer.
        names: what a name, a list of names, or the keys of a mapping must be names of.
        fits: the types of a field for which the word means something; empty for all.
        annotation: the type of the attribute as it is written, which takes `from __future__ import annotations`.
        limits: whether it is a keyword that limits the value of a field.
        told: whether the runtime is told.
        echoed: whether OpenAPI documents repeat it with its node.
        home: the kind that declares it.
        declared: module, class and attribute of its declaration.
    """

    type: Type | Schema
    at: str = ""
    default: Any = None
    like: str = ""
    required: bool = False
    example: Any = None
    standard: Standard | None = None
    into: Into = ""
    names: Names = ""
    fits: frozenset[str] = frozenset()
    limits: bool = False
    told: bool = True
    echoed: bool = True
    attribute: str = ""
    annotation: str = ""
    home: str = ""
    declared: tuple[str, str, str] = ("", "", "")

    @property
    def says(self) -> str:
        """What it means: the text below its declaration; empty where its type says that already."""
        module, kind, attribute = self.declared
        return texts(module).get(f"{kind}.{attribute}", "")

    @cached_property
    def type_name(self) -> str:
        """Its JSON Schema type, where that is one."""
        name = self.of.schema.get("type", "")
        return name if isinstance(name, str) else ""

    @cached_property
    def steps(self) -> list[str]:
        """The keys that lead to it."""
        return self.at.split("/")

    @cached_property
    def of(self) -> Type:
        """Its type."""
        return self.type if isinstance(self.type, Type) else Type(self.type)

    @cached_property
    def absent(self) -> Any:
        """The value of the word's attribute where a spec doesn't give it."""
        if self.default is not None:
            return self.default
        absent = {"str": "", "Pointers": (), "bool": False}
        if self.annotation in absent:
            return absent[self.annotation]
        return () if self.annotation.startswith("tuple") else {} if self.annotation.startswith("Mapping") else None

    def within(self, node: Any) -> Any:
        """The word's value in a node, or None."""
        for step in self.steps:
            node = node.get(step) if is_mapping(node) else None
        return node


def is_mapping(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a value of a spec is a mapping."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a value of a spec is a list."""
    return isinstance(value, list)


_Parameters = ParamSpec("_Parameters")


def _attribute(make: Callable[_Parameters, Word]) -> Callable[_Parameters, Any]:
    def made(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> Any:
        return field(metadata={"word": make(*args, **kwargs)})

    return made


word = _attribute(Word)
"""Declares an attribute of the intermediate representation that is a word."""
unread = Word
"""Declares a word without such an attribute."""


@dataclass(frozen=True)
class Group:
    """A mapping inside a node that is no node of its own; `cited`: it may have a source and evidence."""

    says: str
    required: bool = False
    cited: bool = False
    limits: Schema = field(default_factory=dict[str, Any])


class Part:
    """A kind of node, described by its docstring.

    The arguments of a subclass: its name in the schema; the groups that the paths of its words lead through; words that
    other kinds declare; the attributes that are positional in the runtime's own class, and the name of that class; and
    what the schema says of the node as a whole.
    """

    NAME: ClassVar[str] = ""
    WORDS: ClassVar[tuple[Word, ...]] = ()
    OWN: ClassVar[tuple[Word, ...]] = ()
    GROUPS: ClassVar[Mapping[str, Group]] = {}
    POSITIONAL: ClassVar[tuple[str, ...]] = ()
    RUNTIME: ClassVar[str] = ""
    LIMITS: ClassVar[Schema] = {}

    def __init_subclass__(
        cls,
        name: str = "",
        groups: Mapping[str, Group] | None = None,
        shares: tuple[Word, ...] = (),
        positional: tuple[str, ...] = (),
        runtime: str = "",
        standard: Standard = "ours",
        limits: Schema | None = None,
    ) -> None:
        kind = name or cls.__name__[:1].lower() + cls.__name__[1:]
        own: list[Word] = []
        for attribute, value in list(vars(cls).items()):
            read = isinstance(value, Field)
            declared = cast("Field[Any]", value).metadata.get("word") if read else value
            if isinstance(declared, Word):
                known = replace(
                    declared,
                    at=declared.at or _camel_case(attribute),
                    standard=declared.standard or standard,
                    attribute=attribute if read else "",
                    annotation=str(cls.__annotations__.get(attribute, "")),
                    home=kind,
                    declared=(cls.__module__, cls.__name__, attribute),
                )
                own.append(known)
                if not read:
                    delattr(cls, attribute)
        inherited = [one for base in cls.__mro__[1:] for one in vars(base).get("OWN", ())]
        taken = {one.at for one in own}
        facts = {
            "NAME": kind,
            "OWN": (*own, *shares),
            "WORDS": (*own, *(one for one in (*shares, *inherited) if one.at not in taken)),
            "GROUPS": groups or {},
            "POSITIONAL": positional,
            "RUNTIME": runtime or cls.__name__,
            "LIMITS": limits or {},
        }
        for fact, value in facts.items():
            setattr(cls, fact, value)
        if name != "-":
            KINDS[kind] = cls

    @classmethod
    def needs(cls, word: Word) -> bool:
        """Whether every node has the word."""
        return word.required and (len(word.steps) == 1 or cls.GROUPS[word.steps[0]].required)


KINDS: dict[str, type[Part]] = {}
"""Every kind of node by its name."""


def shared(kind: type[Part], names: str) -> tuple[Word, ...]:
    """Words of one kind, for another kind that has them too."""
    by_name = {one.at: one for one in kind.WORDS}
    return tuple(by_name[name] for name in names.split())


def _camel_case(name: str) -> str:
    return re.sub(r"_(.)", lambda found: found[1].upper(), name.rstrip("_"))


def parts(spec: dict[str, Any], kind: type[Part]) -> Iterator[tuple[type[Part], dict[str, Any], tuple[Any, ...]]]:
    """Every node of a spec, with its kind and its place."""
    waiting: list[tuple[type[Part], Any, tuple[Any, ...]]] = [(kind, spec, ())]
    while waiting:
        kind, node, at = waiting.pop()
        if not is_mapping(node):
            continue
        yield kind, node, at
        for one in kind.WORDS:
            value = one.within(node) if one.of.kind and one.steps[0] in node else None
            if value is None:
                continue
            inside, place = KINDS[one.of.kind], (*at, *one.steps)
            if one.of.shape == "one":
                waiting.append((inside, value, place))
            else:
                members: Iterable[tuple[Any, Any]] = enumerate(value) if is_list(value) else value.items()
                waiting += [(inside, item, (*place, step)) for step, item in members]
