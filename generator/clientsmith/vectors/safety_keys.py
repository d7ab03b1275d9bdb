"""Safety cases for invalid keys and addresses: no key is shown, none is sent there."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from typing import Any

from clientsmith.oracle.operation import base_url
from clientsmith.oracle.pointers import put
from clientsmith.vectors import bodies
from clientsmith.vectors.case import Cases
from clientsmith.vectors.expected_request import CONNECT, timeouts
from clientsmith.vectors.operation_under_test import KEY, Arguments, Json, credentials
from clientsmith.vectors.validation import verdict


def key_cases(cases: Cases) -> None:
    """Keys that can't be ones, of which none is shown."""
    security = cases.tested.provider.security
    if not security.place:
        return
    values = credentials(cases.tested.provider)
    first, *others = values
    refused: dict[str, Any] = {"error": {"class": "ConfigurationError"}, "sent": []}
    fine: dict[str, Any] = {"error": None, "sent": [], "value": {"baseUrl": base_url(cases.tested.provider)}}

    def configure(name: str, key: Any, expect: dict[str, Any], **given: Any) -> None:
        api_key = {**values, first: key} if others and key is not None else key
        words = {"action": "configure", "client": {"apiKey": api_key}, **given}
        cases.add("safety", f"key {name}", security.key, words, expect)

    for at, text in enumerate(security.placeholders):
        refusal = {**refused, "errorSays": ["placeholder"]}
        configure(f"that is placeholder {at}", text, refusal)
        configure(f"that is placeholder {at} in other letters", f" {text.upper()} ", refusal)
    variables = list(cases.tested.provider.key_env)
    for name, key in (
        ("empty", ""),
        ("blank", " \t"),
        ("missing", None),
        ("with a line break", f"{KEY}\nX-Other: 1"),
        ("with a character beyond ASCII", f"{KEY}密"),
        ("with a zero width space", f"{KEY}\u200b"),
        ("with a blank inside", f"{KEY} {KEY}"),
        ("that is no text", 7),
        ("your_api_key", "YOUR_API_KEY"),
        ("bearer token", "Bearer <token>"),
    ):
        words = variables if key is None else ["api_key"] if isinstance(key, str) else ["string"]
        configure(name, key, {**refused, "errorSays": words})
    configure("with every sign", f"!~{KEY}#$", {"error": None})
    configure("with blanks around", f" {KEY}\n", fine)
    environment = dict(zip(variables, values.values(), strict=bool(others))) if others else {variables[0]: KEY}
    configure("of the environment", None, fine, environment=environment)
    for name, text in (("that is blank", " "), ("with a line break", f"{KEY}\nX: 1")):
        refusal = {**refused, "errorSays": [variables[0]]}
        configure(f"{name} in the environment", None, refusal, environment={**environment, variables[0]: text})
    for at, variable in enumerate(variables[1:], 2):
        if others:
            some = {one: value for one, value in environment.items() if one != variable}
            configure(f"without variable {at}", None, {**refused, "errorSays": [variable]}, environment=some)
        else:
            configure(f"of variable {at}", None, fine, environment={variable: KEY})
            both = {variables[0]: KEY, variable: "a b"}
            configure(f"of the first variable and not of {at}", None, fine, environment=both)
    if others:
        wrong = {**refused, "errorSays": ["api_key", first]}
        for name, given in (
            ("alone", KEY),
            ("without the others", {first: KEY}),
            ("with another", {**values, "x": KEY}),
        ):
            client = {"action": "configure", "client": {"apiKey": given}}
            cases.add("safety", f"credential {name}", security.key, client, wrong)


def forms(key: str) -> dict[str, str]:
    """The ways in which a server may repeat a key, by name."""
    quoted = "".join(f"%{ord(character):02x}" for character in key)
    return {
        "in capitals": key.upper(),
        "for a URL": quoted,
        "for a URL twice": quoted.replace("%", "%25"),
        "in base64": b64encode(f"Bearer {key}".encode()).decode(),
        "in base64 for URLs": urlsafe_b64encode(f"x:{key}".encode()).decode(),
        "in hexadecimal digits": key.encode().hex(),
        "escaped": "".join(f"\\u{ord(character):04x}" for character in key),
        "for HTML": "".join(f"&#{ord(character)};" for character in key),
        "in UTF-16": "\0".join(key),
    }


def echo_cases(cases: Cases, call: Arguments) -> None:
    """A server that repeats the key in other words than its own, in an error and beside what was asked for."""
    tested = cases.tested
    envelope = tested.provider.envelope
    source = tested.operation.key
    expect: Json = {"sent": [[cases.address(call), 1]]}
    for name, form in forms(KEY).items():
        body: Json = {f"new {form}": {form: [form]}}
        for pointers in (envelope.code, envelope.type, envelope.message or ("/message",), envelope.request_id):
            for pointer in pointers[:1]:
                body = put(body, pointer, f"no {form} here")
        given = {**cases.given(call), "answers": [{"status": 400, "json": body}]}
        cases.add("safety", f"key repeated {name} in an error", source, given, expect)
        if tested.operation.results is not None and tested.operation.task is None:
            echo = form if form.isprintable() else KEY
            fine = {**bodies.success(tested), f"new {form}": {form: [form]}}
            given = {**cases.given(call), "answers": [{"json": fine, "headers": {"x-echo": echo}}]}
            cases.add("safety", f"key repeated {name} beside images", source, given, {**expect, "error": None})


def address_cases(cases: Cases, call: Arguments) -> None:
    """Addresses that the key may go to, and those that it mayn't."""
    source = cases.tested.provider.security.key
    refused: dict[str, Any] = {"error": {"class": "ConfigurationError"}, "sent": []}

    def configure(name: str, url: str, expect: dict[str, Any], **more: Any) -> None:
        cases.add(
            "safety", f"address {name}", source, {"action": "configure", "client": {"baseUrl": url, **more}}, expect
        )

    for name, url in (
        ("in the clear", "http://api.example.com"),
        ("with a user", "https://user:word@api.example.com"),
        ("with a query", "https://api.example.com/?a=1"),
        ("with a fragment", "https://api.example.com/#a"),
        ("without a scheme", "api.example.com"),
        ("of another scheme", "ftp://api.example.com"),
        ("without a host", "https://"),
        ("with a blank", "https://api.example.com/a b"),
        ("with port 0", "https://api.example.com:0"),
        ("with a bad port", "https://api.example.com:99999"),
        ("with a backslash", "https://api.example.com\\@other.example.com"),
        ("with a word", "https://:word@api.example.com"),
        ("beyond ASCII", "https://api.example.com/日本"),
        ("with a control", "https://api.example.com/\x7f"),
        ("of the wrong brackets", "https://[::1/a"),
        ("like localhost", "http://localhost.example.com"),
        ("of a private network", "http://192.168.1.1"),
    ):
        configure(name, url, refused)
    for name, url in (
        ("with a slash", "https://api.example.com/v9/"),
        ("of this machine", "http://127.0.0.1:8000"),
        ("localhost", "http://localhost:8000/a"),
    ):
        configure(name, url, {"error": None, "value": {"baseUrl": url.rstrip("/")}})
    accepted = {"error": None, "value": {"baseUrl": "http://api.example.com"}}
    configure("in the clear on purpose", "http://api.example.com", accepted, allowInsecure=True)
    for name, options in (
        ("timeout of zero", {"timeout": 0}),
        ("timeout that is no number", {"timeout": "soon"}),
        ("timeout true", {"timeout": True}),
        ("retries below zero", {"maxRetries": -1}),
        ("retries beyond reason", {"maxRetries": 21}),
        ("retries true", {"maxRetries": True}),
        ("validation unheard of", {"validation": "lenient"}),
    ):
        cases.add("safety", f"option {name}", source, {"action": "configure", "client": options}, refused)
    address = cases.address(call)
    for number in (0, 2, 20):
        sent = [[address, min(number + 1, 21)]]
        answers = [{"fault": "refused", "repeat": True}]
        expect = {"error": {"class": "ConnectionFailedError"}, "sent": sent}
        cases.add(
            "safety",
            f"option {number} retries",
            source,
            {**cases.given(call), "answers": answers, "client": {"maxRetries": number}},
            expect,
        )
    _options(cases, call)


def _options(cases: Cases, call: Arguments) -> None:
    source = cases.tested.operation.key
    address = cases.address(call)
    refused = {"fault": "refused", "repeat": True}

    def changed(name: str, options: Json, answer: Json, expect: Json, **more: Any) -> None:
        given = {**cases.given(call), "answers": [answer], "withOptions": options, **more}
        cases.add("safety", f"changed {name}", source, given, expect)

    lost: Json = {"error": {"class": "ConnectionFailedError"}}
    changed("retries", {"maxRetries": 1}, refused, {**lost, "sent": [[address, 2]]})
    changed("retries to none", {"maxRetries": 0}, refused, {**lost, "sent": [[address, 1]]})
    limits = {"timeouts": [timeouts(7)] * 3}
    changed("timeout", {"timeout": 7}, refused, {**lost, **limits, "sent": [[address, 3]]}, client={"maxRetries": 2})
    for name, seconds in (("endless", {"$number": "Infinity"}), ("of centuries", 1e10)):
        endless = {"error": None, "timeouts": [[CONNECT, None, None, None]]}
        call_given = {**cases.given(call), "client": {"timeout": seconds}}
        cases.add("safety", f"option timeout {name}", source, call_given, endless)
    slow = {"json": {}, "drip": {"chunks": 1, "seconds": 9}}
    late = "SubmissionTimeoutError" if cases.tested.operation.submits else "RequestTimeoutError"
    for name, before, after in (("timeout", 99, {"timeout": 8}), ("retries alone", 8, {"maxRetries": 0})):
        first = {"timeout": before, "maxRetries": 0}
        changed(f"time with {name}", after, slow, {"error": {"class": late, "elapsed": 9.0}}, client=first)
    for name, options in (
        ("timeout", {"timeout": -1}),
        ("retries", {"maxRetries": 99}),
        ("validation", {"validation": "so so"}),
    ):
        changed(f"{name} wrongly", options, refused, {"error": {"class": "ConfigurationError"}, "sent": []})
    for validation in ("warn", "off"):
        fields = cases.tested.fields
        broken = next((wire for wire in cases.tested.needed if fields[wire].fixed is None), None)
        if broken is not None and cases.tested.fields[broken].location == "body":
            bare = {wire: value for wire, value in call.items() if wire != broken}
            checked = verdict(cases.tested, bare)
            violations = [*checked.problems, *checked.warnings] if validation == "warn" else []
            warned = [violation.expected for violation in violations]
            expect = {"error": None, "warnings": warned, "sent": [[cases.address(bare), 1]]}
            for word in ("withOptions", "client"):
                given = {**cases.given(bare), word: {"validation": validation}}
                cases.add("safety", f"validation {validation} by {word}", source, given, expect)
    closed = {"error": {"class": "ConfigurationError"}, "errorSays": ["closed"], "sent": []}
    cases.add("safety", "called when closed", source, {"action": "closed", "arguments": call, "answers": []}, closed)
