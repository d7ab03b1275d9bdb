"""Safety cases for settings: argument, environment or spec; extra headers and body; with_options."""

from __future__ import annotations

from typing import Any

from clientsmith.oracle import errors
from clientsmith.oracle.operation import address_at, base_url, below, filled
from clientsmith.oracle.pointers import steps
from clientsmith.vectors import sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.expected_request import request, timeouts
from clientsmith.vectors.operation_under_test import Arguments, Json, credentials, keyed
from clientsmith.vectors.validation import verdict

_ARGUMENT, _VARIABLE = "https://argument.example.com/a", "https://variable.example.com/v"
_LONG = 20_000
"""Characters of a long prompt."""


def setting_cases(cases: Cases, call: Arguments) -> None:
    """Give the same setting in several places."""
    _addresses(cases, call)
    _servers(cases, call)
    _keys(cases, call)
    _kept_options(cases, call)


def _addresses(cases: Cases, call: Arguments) -> None:
    """base_url is the argument, else the address of the spec, else the variable."""
    tested = cases.tested
    source = tested.provider.security.key
    variable = f"{tested.provider.name.upper()}_BASE_URL"
    environment = {variable: _VARIABLE}

    def configure(name: str, url: str | None, expect: Json, **given: Any) -> None:
        call_given = {"action": "configure", "client": {"baseUrl": url}, **given}
        cases.add("safety", f"address {name}", source, call_given, expect)

    won = {"error": None, "value": {"baseUrl": _ARGUMENT}}
    configure("of the argument and not of the variable", _ARGUMENT, won, environment=environment)
    documented = base_url(tested.provider) if tested.provider.servers else _VARIABLE
    won = {"error": None, "value": {"baseUrl": documented}}
    configure("of the spec and else of the variable", None, won, environment=environment)
    if not tested.provider.servers:
        configure("nowhere", None, {"error": {"class": "ConfigurationError"}, "errorSays": [variable]})
    sent = cases.address(call).replace(tested.base_url, below(_ARGUMENT, tested.operation), 1)
    given = {**cases.given(call), "client": {"baseUrl": _ARGUMENT}, "environment": environment}
    cases.add("safety", "address of the argument is called", source, given, {"error": None, "sent": [[sent, 1]]})


def _servers(cases: Cases, call: Arguments) -> None:
    """A documented server is chosen by its name or address, and its variables are filled in."""
    tested, servers = cases.tested, cases.tested.provider.servers
    refused: Json = {"error": {"class": "ConfigurationError"}, "sent": []}

    def configure(name: str, client: Json, expect: Json, **given: Any) -> None:
        source = servers[0].key if servers else tested.provider.security.key
        given = {"action": "configure", "client": client, **given}
        cases.add("safety", f"server {name}", source, given, expect)

    configure("that nobody knows", {"server": "nowhere"}, refused)
    for server in servers:
        if server.name:
            fine: Json = {"error": None, "value": {"baseUrl": filled(server)}}
            configure(server.name, {"server": server.name}, fine)
            configure(f"{server.name} beside an address", {"server": server.name, "baseUrl": _ARGUMENT}, refused)
            given = {**cases.given(call), "client": {"server": server.name}}
            sent = [[cases.address(call).replace(tested.base_url, address_at(tested, server), 1), 1]]
            cases.add("safety", f"server {server.name} is called", server.key, given, {"error": None, "sent": sent})
    for variable in tested.provider.server_variables:
        having = [one for one in servers if variable in one.variables and (one.name or one is servers[0])]
        if not having:
            continue
        server = having[0]
        client: Json = {"server": server.name} if server.name else {}
        name, environment = variable.name, f"{tested.provider.name}_{variable.name}".upper()
        other = variable.enum[-1] if variable.enum else "another-1"
        for way, more, where in (
            ("the argument", {"variables": {name: other}}, {environment: "no/value"}),
            ("the environment", {"variables": {name: None}}, {environment: other}),
        ):
            fine = {"error": None, "value": {"baseUrl": filled(server, {name: other})}}
            configure(f"variable {name} of {way}", {**client, **more}, fine, environment=where)
        wrong = ["", "a.b", "a/b", "a@b", "-a", "a b", "?", *(["no-member"] if variable.enum else [])]
        for at, text in enumerate(wrong):
            configure(f"variable {name} that is wrong {at}", {**client, "variables": {name: text}}, refused)
        default = {"error": None, "value": {"baseUrl": filled(server)}} if variable.default else refused
        configure(f"variable {name} left out", {**client, "variables": {name: None}}, default)


def _keys(cases: Cases, call: Arguments) -> None:
    """api_key is the argument, else the variable; an empty argument is a mistake and not a missing one."""
    tested, security = cases.tested, cases.tested.provider.security
    if not security.place:
        return
    values = credentials(tested.provider)
    environment = dict(zip(tested.provider.key_env, values.values(), strict=False))
    fine: Json = {"error": None, "sent": [[cases.address(call), 1]]}
    other = dict.fromkeys(tested.provider.key_env, "the-key-of-another-account")
    cases.add("safety", "key of the argument is sent", security.key, {**cases.given(call), "environment": other}, fine)
    given = {**cases.given(call), "client": {"apiKey": None}, "environment": environment}
    cases.add("safety", "key of the variable is sent", security.key, given, fine)
    empty = dict.fromkeys(values, "") if len(values) > 1 else ""
    given = {"action": "configure", "client": {"apiKey": empty}, "environment": environment}
    expect: Json = {"error": {"class": "ConfigurationError"}, "sent": []}
    cases.add("safety", "key that is empty beside a variable", security.key, given, expect)


def _kept_options(cases: Cases, call: Arguments) -> None:
    """with_options changes what is named, keeps everything else, and leaves the first client as it was."""
    tested = cases.tested
    source, address = tested.operation.key, cases.address(call)
    refused: Json = {"fault": "refused", "repeat": True}
    lost: Json = {"error": {"class": "ConnectionFailedError"}}

    def kept(name: str, expect: Json, **given: Any) -> None:
        cases.add("safety", f"with_options {name}", source, {**cases.given(call), **given}, expect)

    events = ["failure", "retry", "failure"]
    retried = {**lost, "sent": [[address, 2]], "pauses": errors.backoffs(2), "events": events}
    kept("keeps hook and clock", retried, answers=[refused], withOptions={"maxRetries": 1})
    kept("keeps retries", retried, answers=[refused], client={"maxRetries": 1}, withOptions={"timeout": 9})
    limits = [timeouts(7)] * 2
    options = {"timeout": 7, "maxRetries": 3}
    kept(
        "keeps the timeout",
        {**retried, "timeouts": limits},
        answers=[refused],
        client=options,
        withOptions={"maxRetries": 1},
    )
    changed = {"timeout": 9, "maxRetries": 5}
    kept(
        "leaves the original",
        {**retried, "timeouts": limits},
        answers=[refused],
        client={**options, "maxRetries": 1},
        withOptions=changed,
        useOriginal=True,
    )
    bare = next((wire for wire in tested.needed if tested.fields[wire].fixed is None), None)
    if bare is not None and tested.fields[bare].location == "body":
        fewer = {wire: value for wire, value in call.items() if wire != bare}
        line = [[cases.address(fewer), 1]]
        given = {**cases.given(fewer), "client": {"validation": "off"}, "withOptions": {"timeout": 9}}
        cases.add("safety", "with_options keeps validation", source, given, {"error": None, "sent": line})
    closed = {"error": {"class": "ConfigurationError"}, "errorSays": ["closed"], "sent": []}
    kept("closes with the original", closed, action="closed", answers=[], withOptions={"maxRetries": 0})


def added_cases(cases: Cases, call: Arguments) -> None:
    """extra_body and extra_headers count over what the arguments and the client say."""
    tested = cases.tested
    source = tested.operation.key
    values = verdict(tested, call).values
    headers = {"Accept": "image/png", "Accept-Encoding": "br, zstd", "User-Agent": "fox/1"}
    made = request(tested, values)
    made["headers"]["accept"] = "image/png"
    expect: Json = {"requests": [made], "userAgents": ["fox/1"], "error": None}
    cases.add("safety", "extra headers over our own", source, cases.given(call, extraHeaders=headers), expect)
    for wire, field in tested.fields.items():
        forced = sample.legal(tested, {wire: "a-first-value"}) if field.location == "header" else None
        if forced is not None and not verdict(tested, forced).problems:
            made = request(tested, verdict(tested, forced).values)
            made["headers"][wire.lower()] = "another-value"
            given = cases.given(forced, extraHeaders={wire: "another-value"})
            cases.add("safety", f"extra header over {field.name}", field.key, given, {"requests": [made]})
    if tested.operation.has_body:
        _added_to_body(cases, call)


def _added_to_body(cases: Cases, call: Arguments) -> None:
    tested = cases.tested

    def over(name: str, arguments: Arguments, extra: Json) -> None:
        made = request(tested, verdict(tested, arguments).values, extra)
        given = cases.given(arguments, extraBody=keyed(extra))
        cases.add("safety", f"extra body {name}", tested.operation.key, given, {"requests": [made], "error": None})

    places = {(steps(tested.fields[wire].pointer) or [wire])[0]: wire for wire in call if _is_in_body(cases, wire)}
    for place, wire in [*places.items()][:2]:
        over(f"over {tested.fields[wire].name}", call, {place: {"inside": [1, None, "日本"]}})
        over(f"of null over {tested.fields[wire].name}", call, {place: None, "another_field": None})
    prompt = next((wire for wire, field in tested.fields.items() if field.role == "prompt"), None)
    if prompt is not None and _is_in_body(cases, prompt):
        limit = tested.schema(prompt).get("maxLength", _LONG)
        long = sample.legal(tested, {prompt: {"$repeat": ["a", min(limit, _LONG)]}})
        place = (steps(tested.fields[prompt].pointer) or [prompt])[0]
        if long is not None:
            over("over a long prompt", long, {place: "a fox"})
            over("beside a long prompt", long, {"another_field": {"n": 1}})


def _is_in_body(cases: Cases, wire: str) -> bool:
    return wire in cases.tested.fields and cases.tested.fields[wire].location == "body"


def keyed_cases(cases: Cases, call: Arguments) -> None:
    """An idempotency key lets the provider notice a submit that is sent twice: only with it may that happen."""
    tested = cases.tested
    field = next((argument for argument in tested.fields.values() if argument.role == "idempotencyKey"), None)
    if field is None or field.location != "header" or not tested.operation.submits:
        return
    keyed = sample.legal(tested, {**call, field.wire: "key-1"})
    if keyed is None:
        return
    address = cases.address(keyed)
    for fault in ("reset", "read-timeout", "closed"):
        given = {**cases.given(keyed), "answers": [{"fault": fault}, tested.operation.id]}
        expect: Json = {"error": None, "sent": [[address, 2]], "pauses": errors.backoffs(2)}
        cases.add("safety", f"idempotent after {fault}", field.key, given, expect)
    given = {**cases.given(keyed), "answers": [{"fault": "reset", "repeat": True}]}
    error = {"class": "ConnectionFailedError", "mayBeBilled": True}
    expect = {"error": error, "sent": [[address, errors.ATTEMPTS]]}
    cases.add("safety", "idempotent and never answered", field.key, given, expect)
