"""No text of a spec has a real key, token or signature in it."""

import re
from collections.abc import Iterator

from clientsmith.load import Pointer
from clientsmith.rules.finding import Finding
from clientsmith.rules.spec import Spec

CODES = ("secret",)

_KEYS = re.compile(
    r"\b(?:sk-[A-Za-z0-9_-]{16,}|(?:AKIA|ASIA)[0-9A-Z]{16}|LTAI[A-Za-z0-9]{12,}|AIza[A-Za-z0-9_-]{35}"
    r"|gh[pousr]_[A-Za-z0-9]{36}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"
    r"|Bearer [A-Za-z0-9._~+/-]{24,})"
)
_SIGNED = re.compile(
    r"(?i)\b(X-Amz-Signature|X-Amz-Security-Token|X-Amz-Credential|Signature|OSSAccessKeyId|AWSAccessKeyId"
    r"|security-token|access_token|api_?key|token)=([^&\s\"'#;,)]+)"
)
# What stands for a value: REDACTED, <token>, {token}, YOUR_TOKEN, xxxx, ****, ...
_NEUTRAL = re.compile(r"(?i)REDACTED|[<{$%\[].*|.*(?:your|example|placeholder).*|x+|\*+|\.+")


def check(spec: Spec) -> Iterator[Finding]:
    """Find what looks like a secret; the message never repeats it."""
    waiting: list[tuple[Pointer, object]] = [((), spec.data)]
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, str):
            if len(value) > 7 and (what := _secret(value)):
                hint = "write REDACTED in its place; if it was real, revoke it"
                yield Finding(pointer, "secret", f"this looks like {what}", hint)
        else:
            waiting += _children(pointer, value)


def _children(pointer: Pointer, value: object) -> Iterator[tuple[Pointer, object]]:
    match value:
        case dict():
            for key, one in value.items():  # pyright: ignore[reportUnknownVariableType] - JSON
                yield (*pointer, str(key)), one  # pyright: ignore[reportUnknownArgumentType] - JSON
        case list():
            for index, one in enumerate(value):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - JSON
                yield (*pointer, index), one
        case _:
            return


def _secret(text: str) -> str:
    if ("=" in text) and any(_NEUTRAL.fullmatch(match[2]) is None for match in _SIGNED.finditer(text)):
        return "a signed link or a token"
    if (match := _KEYS.search(text)) is not None and _NEUTRAL.fullmatch(match[0]) is None:
        return "a real key"
    return ""
