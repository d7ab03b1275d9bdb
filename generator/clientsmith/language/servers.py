"""The words of base addresses."""

from __future__ import annotations

from dataclasses import dataclass

from clientsmith.language.common import Cited, Described
from clientsmith.language.types import ID, PYTHON_NAME, VARIABLE, listed, named, shaped
from clientsmith.language.words import word

_VALUE = shaped("^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$", "letters, digits and - such as us-east-1")


@dataclass(frozen=True, kw_only=True)
class ServerVariable(Described, Cited, standard="OpenAPI", positional=("name",)):
    """A part of an address that the user of the client gives, such as a workspace or a region."""

    name: str
    default: str = word(_VALUE, example="us-east-1")
    """What counts where it isn't given; without a default it must be given."""
    enum: tuple[str, ...] = word(listed(_VALUE, minItems=1, uniqueItems=True), example=["us-east-1", "eu-west-1"])
    """The only legal values."""


@dataclass(frozen=True, kw_only=True)
class Server(Described, Cited, standard="OpenAPI", positional=("url",)):
    """A base address."""

    url: str = word(
        shaped(
            "^https?://[A-Za-z0-9.{}_-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/{}-]*)?$",
            "an address such as https://api.fox.dev/v1, without query; {name} stands for a variable",
        ),
        required=True,
        example="https://api.fox.dev/v1",
    )
    """Scheme, host and path prefix, with {name} for variables. A placeholder such as your-api-endpoint is no server:
    leave the list empty.
    """
    name: str = word(ID, example="singapore")
    """What the user of the client calls it: Client(server="singapore"). Operations have servers of the same name, or of
    one of their own: with another base_url, such an operation is found at base_url/NAME.
    """
    variables: tuple[ServerVariable, ...] = word(
        named("serverVariable", PYTHON_NAME, minProperties=1),
        example={"workspace": {"description": "From the console."}},
    )
    """The variables of the address: arguments of the client, or NAME_VARIABLE in the environment."""
    env: tuple[str, ...] = word(
        listed(VARIABLE, minItems=1, uniqueItems=True), standard="ours", example=["FOX_SINGAPORE_KEY"]
    )
    """Variables of the environment that have the key, where that of this server is another one."""
