"""The key has a place of its own, and what a token is minted from is among the credentials."""

from collections.abc import Iterator

from clientsmith.diagnostics import meant, shown
from clientsmith.lint.spec import Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping, sequence

CODES = ("key-taken", "unknown-credential", "wrong-variables", "mint-place")


def check(spec: Spec) -> Iterator[Finding]:
    """Find what keeps a key from being made or sent."""
    security = spec.data["security"]
    credentials = [str(name) for name in sequence(security.get("credentials"))] or ["api_key"]
    variables, mint = sequence(security.get("env")), mapping(security.get("mint"))
    if len(credentials) > 1 and variables and len(variables) != len(credentials):
        number = f"{len(variables)} variable{'s' * (len(variables) != 1)}"
        message = f"there are {len(credentials)} credentials and {number}"
        yield Finding(("security", "env"), "wrong-variables", message, "name a variable for each, in their order")
    yield from _minted(mint, credentials)
    if mint and security.get("in") in ("query", "body"):
        message = f"a token goes into a header, not into the {security['in']}"
        yield Finding(("security", "in"), "mint-place", message, "write type: http and scheme: bearer, or in: header")
    if security.get("in") in ("query", "body"):
        yield from _taken(spec, str(security["in"]), str(security["name"]))


def _minted(mint: dict[str, object], credentials: list[str]) -> Iterator[Finding]:
    named = [
        (("secret",), mint.get("secret")),
        *((("claims", claim), it) for claim, it in mapping(mint.get("claims")).items()),
    ]
    for at, name in named:
        if isinstance(name, str) and name not in credentials:
            message = f"{shown(name)} is none of the credentials"
            yield Finding(("security", "mint", *at), "unknown-credential", message, meant(name, credentials))


def _taken(spec: Spec, place: str, name: str) -> Iterator[Finding]:
    for operation in spec.operations.values():
        parameters = [node for node in operation.parameters if node.data["in"] == place]
        fields = operation.fields.values() if place == "body" else ()
        for node in (*parameters, *fields):
            if node.name == name:
                message = f"{name} has the key, so it is no argument"
                yield Finding(
                    node.pointer, "key-taken", message, "remove the field: the client sends the key", on_key=True
                )
        if (
            place == "body"
            and mapping(operation.data.get("requestBody")).get("mediaType", "application/json") != "application/json"
        ):
            at = (*operation.pointer, "requestBody", "mediaType")
            yield Finding(at, "key-taken", "a key goes into a JSON body only", "write in: header or in: query")
