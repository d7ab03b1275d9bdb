"""An operation of the IR with lookups that the oracle needs often."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clientsmith.language.model import Field, Operation, Provider, Rule, Server, ServerVariable
from clientsmith.load.json_values import Json, mapping
from clientsmith.oracle.pointers import find

Values = Mapping[str, Any]
"""Arguments of a call by wire name, as JSON."""
HOST = "https://api.provider-of-this-test.com/base"
"""The address of providers whose pages name none."""


@dataclass(frozen=True)
class OperationView:
    """An operation and its provider, whose envelope is that of the operation."""

    provider: Provider
    operation: Operation

    def __post_init__(self) -> None:
        # All that is asked of a view is about the bodies of its operation.
        object.__setattr__(self, "provider", self.provider.seen_by(self.operation))

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Arguments by wire name."""
        return {field.wire: field for field in self.operation.arguments}

    @cached_property
    def constants(self) -> tuple[Field, ...]:
        """The fields with a constant value, which are no arguments."""
        return tuple(field for field in self.operation.fields if field.constant is not None)

    @cached_property
    def filled(self) -> dict[str, Any]:
        """Values that every request has, by wire name."""
        return {wire: field.fixed for wire, field in self.fields.items() if field.fixed is not None}

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """Wire names of the required arguments."""
        return tuple(wire for wire, field in self.fields.items() if field.required)

    @cached_property
    def _fallbacks(self) -> dict[str, Any]:
        """By wire name, the value that counts where a field isn't given: its constant, else its default."""
        values = {field.wire: field.default for field in self.fields.values()}
        values |= {field.wire: field.constant for field in self.constants}
        return {wire: value for wire, value in values.items() if value is not None}

    def effective(self, arguments: Values) -> dict[str, Any]:
        """Return the values that conditions and tables are checked with: given ones, else constants, else defaults, the
        model's own before those of the fields."""
        model = self.model(arguments) if self.operation.model_defaults else None
        of_model = mapping(self.operation.model_defaults.get(model) if isinstance(model, str) else None)
        return {**self._fallbacks, **of_model, **arguments}

    def given(self, arguments: Values) -> set[str]:
        """Return the wire names of the fields that are sent: arguments and constants, not defaults."""
        return {*arguments, *(field.wire for field in self.constants)}

    @cached_property
    def model_field(self) -> Field | None:
        """The field that chooses the model, for limits and tables by model."""
        if self.operation.chooser:
            return self._named(self.operation.chooser)
        named = self.operation.size.model if self.operation.size is not None else ""
        by_name = next((field for field in self.fields.values() if field.name == named), None)
        by_role = next((field for field in self.operation.fields if field.role == "model"), None)
        return by_name or by_role or self._named("model")

    @cached_property
    def model_rules(self) -> Mapping[str, Rule]:
        """Models with limits of their own, and these."""
        rules = [rule for rule in self.operation.rules if rule.kind == "modelLimits"]
        return {model: rule for rule in rules for model in rule.when[self.operation.chooser]["enum"]}

    def _named(self, wire: str) -> Field | None:
        return next((field for field in self.operation.fields if field.wire == wire), None)

    def model(self, arguments: Values) -> Any:
        """Return the model of a call: the argument, else the default, else the only value; None if none is known."""
        field = self.model_field
        if field is None:
            return None
        values = field.schema.get("enum", ())
        only = values[0] if len(values) == 1 else None
        return {**self._fallbacks, **arguments}.get(field.wire, only)

    def schema(self, wire: str) -> Json:
        """Return the JSON Schema of an argument, with our own words for the images and constants inside."""
        return self._schemas[wire]

    @cached_property
    def _schemas(self) -> Mapping[str, Json]:
        data = self.provider.document.data
        return {wire: mapping(next(iter(find(data, field.key)), None)) for wire, field in self.fields.items()}

    def ordered(self, names: Iterable[str]) -> list[str]:
        """Return these of the wire names that are arguments, in the order of the fields."""
        return sorted({name for name in names if name in self.fields}, key=self._places.__getitem__)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {wire: at for at, wire in enumerate(self.fields)}

    def names(self, wires: Iterable[str]) -> str:
        """Return the Python names of fields in one text, as a client lists them."""
        return ", ".join(self.fields[wire].name if wire in self.fields else wire for wire in wires)

    @cached_property
    def base_url(self) -> str:
        """The address that requests go to."""
        servers = self.provider.servers
        return address_at(self, servers[0]) if servers else below(HOST, self.operation)


def address_at(view: OperationView, server: Server) -> str:
    """Return the address of an operation for a client of this server."""
    own = view.operation.servers
    return filled(next((one for one in own if one.name == server.name), own[0]) if own else server)


def called_at(provider: Provider, operation: Operation, address: str) -> str:
    """Return the address of an operation for a client of this address, which may be that of a documented server."""
    view = OperationView(provider, operation)
    servers = (one for one in provider.servers if filled(one) == address.rstrip("/"))
    server = next(servers, None)
    return address_at(view, server) if server is not None else below(address.rstrip("/"), operation)


def base_url(provider: Provider) -> str:
    """Return the documented address, or a made-up one where none is documented."""
    return filled(provider.servers[0]) if provider.servers else HOST


def filled(server: Server, values: Mapping[str, str] | None = None) -> str:
    """Return the address of a server with these values of its variables, or else with samples."""
    known = {one.name: sample_value(one) for one in server.variables} | dict(values or {})
    return re.sub(r"\{([^{}]*)\}", lambda found: known[found[1]], server.url)


def sample_value(variable: ServerVariable) -> str:
    """Return a legal value of a variable: its default if it has one."""
    return variable.default or next(iter(variable.enum), "w-1")


def below(base: str, operation: Operation) -> str:
    """Return the address of an operation where one address stands for all servers."""
    return f"{base}/{operation.servers[0].name}" if operation.servers else base
