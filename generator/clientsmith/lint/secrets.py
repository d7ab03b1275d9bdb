"""No text of a spec has a real key, token or signature in it."""

import re
from collections.abc import Iterator

from clientsmith.lint.spec import Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding

CODES = ("secret",)

_KEYS = re.compile(
    r"\b(?:sk-[A-Za-z0-9_-]{16,}|(?:AKIA|ASIA)[0-9A-Z]{16}|LTAI[A-Za-z0-9]{12,}|AKID[A-Za-z0-9]{32}"
    r"|AIza[A-Za-z0-9_-]{35}|gh[pousr]_[A-Za-z0-9]{36}|(?:hf|r8|gsk)_[A-Za-z0-9]{30,}"
    r"|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*|Bearer [A-Za-z0-9._~+/-]{24,}"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9a-f]{32})"
)
_SIGNED = re.compile(
    r"(?i)\b(?:(?:X-Amz-Signature|X-Amz-Security-Token|X-Amz-Credential|Signature|OSSAccessKeyId|AWSAccessKeyId"
    r"|security-token|access_token|api_?key|token)=([^&\s\"'#;,)]+)"
    # Shorter words stand in prose, too.
    r"|(?:sig|sign|auth_key|AccessKeyId|secret|password)=([^&\s\"'#;,)]{8,}))"
)
_NAMED = re.compile(
    r"(?i)(?:x-)?api[-_]?key|authorization|access[-_]?key(?:[-_]?id)?|(?:client[-_]?)?secret(?:[-_]?key)?"
    r"|access[-_]?token|signature|password"
)
# What stands for a value: REDACTED, <token>, {token}, YOUR_TOKEN, xxxx, ****, ...
_NEUTRAL = re.compile(r"(?i)REDACTED|[<{$%\[].*|.*(?:your|example|placeholder).*|x+|\*+|\.+")


def check(spec: Spec) -> Iterator[Finding]:
    """Find what looks like a secret; the message never repeats it."""
    waiting: list[tuple[Pointer, object]] = [((), spec.data)]
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, str):
            if len(value) > 7 and (what := _secret(value) or _named(pointer, value)):
                hint = "write REDACTED in its place; if it was real, revoke it"
                yield Finding(pointer, "secret", f"this looks like {what}", hint)
        else:
            waiting += _children(pointer, value)


def _children(pointer: Pointer, value: object) -> Iterator[tuple[Pointer, object]]:
    match value:
        case dict():
            for key, child in value.items():  # pyright: ignore[reportUnknownVariableType] - JSON
                yield (*pointer, str(key)), child  # pyright: ignore[reportUnknownArgumentType] - JSON
        case list():
            for index, child in enumerate(value):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - JSON
                yield (*pointer, index), child
        case _:
            return


def _secret(text: str) -> str:
    if ("=" in text) and any(_NEUTRAL.fullmatch(match[1] or match[2]) is None for match in _SIGNED.finditer(text)):
        return "a signed link or a token"
    if (match := _KEYS.search(text)) is not None and _NEUTRAL.fullmatch(match[0]) is None:
        return "a real key"
    return ""


def _named(pointer: Pointer, text: str) -> str:
    """Whether a documented call or body has a secret under such a name: one word, or a scheme and a word."""
    if "examples" not in pointer or not isinstance(pointer[-1], str) or not _NAMED.fullmatch(pointer[-1]):
        return ""
    words = text.split(" ")
    is_key = len(words) < 3 and len(words[-1]) > 15 and _NEUTRAL.fullmatch(words[-1]) is None
    return "a real key" if is_key else ""
