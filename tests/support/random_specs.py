"""Hypothesis strategies for specs: every word of the language with the others, legal for the most part.

A spec is a dict that JSON can hold, which is YAML too. What `validate` refuses is for the caller to leave out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]

NAMES = (
    *("size", "n", "model", "image", "seed", "style", "a", "size_ratio", "aspect-ratio", "x.y", "Image URL", "class"),
    *("self", "0", "*", "-", "$ref", "$repeat", "input", "dry run", "été", "timeout", "api_key", "b" * 120),
)
PYTHON_NAMES = {"*": "star", "-": "dash", "0": "zero", "été": "ete", "b" * 120: "long"}
WORDS = ("a", "b", "low", "high", "1", "true", "null", "*", "$ref", "ä", "fox in the snow", "1:1", "512x512", "")
EVIDENCE = st.sampled_from(["documented", "documented", "documented", "inferred", "assumed", "example"])
RATIOS = ("1:1", "2:1", "1:2", "16:9", "3:4")
MODELS = ("one", "two", "three")


def optional(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    """A dict with any of these members."""
    return st.fixed_dictionaries({}, optional=members)


def few(values: Sequence[Any], most: int = 3, least: int = 1) -> st.SearchStrategy[list[Any]]:
    """Some of the values, each once."""
    return st.lists(st.sampled_from(values), min_size=least, max_size=most, unique_by=repr)


@st.composite
def bounds(draw: st.DrawFn, lowest: int, highest: int, low: str, high: str) -> Json:
    """Two limits that leave something."""
    first, second = sorted([draw(st.integers(lowest, highest)), draw(st.integers(lowest, highest))])
    return {word: value for word, value in ((low, first), (high, second)) if draw(st.booleans())}


@st.composite
def strings(draw: st.DrawFn) -> Json:
    """A field of text."""
    kind = draw(st.sampled_from(["plain", "lengths", "enum", "special", "pattern", "media"]))
    if kind == "lengths":
        unit = draw(optional(lengthUnit=st.sampled_from(["codePoints", "utf16", "bytes"])))
        return {"type": "string", **draw(bounds(0, 40, "minLength", "maxLength")), **unit}
    if kind == "enum":
        values = draw(few([word for word in WORDS if word], 5))
        return {"type": "string", "enum": values, **draw(optional(default=st.sampled_from(values)))}
    if kind == "special":
        return {"type": "string", "minLength": 3, "specialValues": {"-": "as it likes"}}
    if kind == "pattern":
        return {"type": "string", "pattern": draw(st.sampled_from(["^[a-z]+$", "^#[0-9a-f]{6}$", "^(on|off)$", "a"]))}
    return {"type": "string", "media": draw(MEDIA)} if kind == "media" else {"type": "string"}


MEDIA: st.SearchStrategy[Json] = st.fixed_dictionaries(
    {"kinds": few(["url", "dataUri", "base64"])},
    optional={
        "types": few(["image/png", "image/jpeg", "image/webp"]),
        "maxBytes": st.integers(60, 5000),
        "side": st.sampled_from([{"minimum": 14}, {"maximum": 4096}, {"minimum": 8, "maximum": 512, "multipleOf": 8}]),
        "pixels": st.sampled_from([{"minimum": 100}, {"maximum": 90000}]),
        "ratio": st.sampled_from([{"minimum": "2:5", "maximum": "5:2"}, {"maximum": "1:1"}]),
    },
)


@st.composite
def numbers(draw: st.DrawFn) -> Json:
    """A field of numbers."""
    kind = draw(st.sampled_from(["integer", "number"]))
    limits: dict[str, Any] = draw(bounds(-3, 40, "minimum", "maximum"))
    if draw(st.booleans()):
        limits |= draw(st.sampled_from([{"multipleOf": 2}, {"multipleOf": 1}, {"specialValues": {"-1": "any"}}]))
    if kind == "number" and not limits:
        limits = draw(st.sampled_from([{"exclusiveMinimum": 0, "exclusiveMaximum": 1.5}, {"multipleOf": 0.25}]))
    step = int(limits.get("multipleOf", 1)) or 1
    legal = [value for value in range(limits.get("minimum", 1), limits.get("maximum", 40) + 1) if value % step == 0]
    bounded = "exclusiveMaximum" in limits or not legal
    default: Json = {} if bounded else draw(optional(default=st.sampled_from(legal)))
    return {"type": kind, **limits, **default}


FLAGS: st.SearchStrategy[Json] = st.fixed_dictionaries(
    {"type": st.just("boolean")}, optional={"default": st.booleans()}
)
CONSTANTS: st.SearchStrategy[Json] = st.fixed_dictionaries({"const": st.sampled_from(["v2", 1, True, 0.5])})


def fields(depth: int = 2) -> st.SearchStrategy[Json]:
    """A field of a request."""
    plain = [strings(), numbers(), FLAGS]
    return st.one_of(*plain, *([arrays(depth - 1), objects(depth - 1)] if depth else []))


@st.composite
def arrays(draw: st.DrawFn, depth: int) -> Json:
    """A field that is a list."""
    limits = draw(bounds(0, 4, "minItems", "maxItems"))
    return {"type": "array", "items": draw(fields(depth)), **limits, **draw(optional(uniqueItems=st.booleans()))}


@st.composite
def objects(draw: st.DrawFn, depth: int) -> Json:
    """A field that is an object, with a constant in it at times."""
    kinds = st.one_of(fields(depth), CONSTANTS)
    inside = draw(st.dictionaries(st.sampled_from(NAMES), kinds, min_size=1, max_size=3))
    needed = [name for name in inside if draw(st.booleans())]
    more = draw(optional(additionalProperties=st.booleans()))
    return {"type": "object", "properties": inside, **({"required": needed} if needed else {}), **more}


@st.composite
def bodies(draw: st.DrawFn) -> tuple[dict[str, Json], list[str]]:
    """The fields of a body, and the names of those that are required."""
    chosen = draw(st.dictionaries(st.sampled_from(NAMES), st.one_of(fields(), fields(), CONSTANTS), max_size=4))
    body: dict[str, Json] = {"prompt": {"type": "string", "role": "prompt"}, **chosen}
    for name, field in body.items():
        if name in PYTHON_NAMES and "const" not in field:
            field["pythonName"] = PYTHON_NAMES[name]
        if draw(st.integers(0, 4)) == 0 and name != "*":
            step = name.replace("~", "~0").replace("/", "~1")
            field["pointer"] = draw(st.sampled_from([f"/deep/{step}", f"/list/0/{step}", f"/deep/more/{step}"]))
        if draw(st.integers(0, 5)) == 0:
            field["evidence"] = draw(EVIDENCE)
        if field.get("type") == "integer" and draw(st.integers(0, 3)) == 0 and "role" not in str(body):
            field["role"] = "seed"
        if draw(st.integers(0, 9)) == 0 and isinstance(field.get("type"), str) and "enum" not in field:
            field["type"] = [field["type"], "null"]
    images = [name for name, field in body.items() if "media" in field]
    if len(images) > 1 and draw(st.booleans()):
        body[images[0]]["media"] = {**body[images[0]]["media"], "sameSizeAs": images[1]}
    required = ["prompt", *(name for name in chosen if "const" not in chosen[name] and draw(st.integers(0, 3)) == 0)]
    return body, required


@st.composite
def sizes(draw: st.DrawFn, body: dict[str, Json]) -> Json:
    """A size block; the fields that it needs are put into the body."""
    kind = draw(st.sampled_from(["pixels", "ratio", "ratio and tier", "sides", "preset", "object"]))
    by_model = "model" in body and body["model"].get("enum") == list(MODELS) and draw(st.booleans())
    names = {
        "pixels": [("size", [draw(st.sampled_from(["WxH", "W*H", "W:H"]))])],
        "ratio": [("ratio", ["ratio"])],
        "ratio and tier": [("ratio", ["ratio"]), ("tier", ["tier"])],
        "sides": [("width", ["width"]), ("height", ["height"])],
        "preset": [("size", ["preset", "WxH"])],
        "object": [("box", ["object"])],
    }[kind]
    for name, forms in names:
        body[name] = {"type": {"width": "integer", "height": "integer", "object": "object"}.get(forms[0], "string")}
        if forms == ["object"]:
            body[name]["properties"] = {"width": {"type": "integer"}, "height": {"type": "integer"}}
    rows: list[Json] = []
    for model in draw(few(MODELS, 2)) if by_model else [None]:
        for ratio in draw(few(RATIOS, 3)):
            for tier in ("low", "high") if kind == "ratio and tier" else ("",):
                wide, high = (int(part) * (64 if tier == "high" else 32) for part in ratio.split(":"))
                row: Json = {"width": wide, "height": high}
                row |= {"model": model} if model else {}
                row |= {"ratio": ratio} if "ratio" in kind else {}
                row |= {"tier": tier} if tier else {}
                row |= {"preset": f"p{ratio.replace(':', 'x')}"} if kind == "preset" else {}
                rows.append(row)
    said: Json = {"fields": [{"field": name, "forms": forms} for name, forms in names]}
    if draw(st.booleans()) or kind in ("ratio", "ratio and tier", "preset"):
        said |= {"table": rows, "closed": draw(st.booleans())}
    if kind in ("pixels", "sides", "object") and not said.get("closed"):
        limit: Json = draw(
            optional(
                side=st.sampled_from([{"minimum": 16}, {"minimum": 32, "maximum": 2048}, {"multipleOf": 16}]),
                pixels=st.sampled_from([{"maximum": 1 << 20}, {"minimum": 256}]),
                ratio=st.sampled_from([{"maximum": "3:1"}, {"minimum": "1:4", "maximum": "4:1"}]),
            )
        )
        if limit and by_model and draw(st.booleans()):
            limit["when"] = {"model": {"const": draw(st.sampled_from(MODELS))}}
        if draw(st.integers(0, 2)) == 0:
            limit["anyOf"] = draw(
                st.sampled_from(
                    [
                        [{"side": {"minimum": 64, "maximum": 1024}}, {"pixels": {"maximum": 65536}}],
                        [{"width": {"multipleOf": 32}}, {"ratio": {"minimum": "1:1"}}, {"height": {"minimum": 512}}],
                    ]
                )
            )
        said |= {"limits": [limit]} if limit else {}
    return said


@st.composite
def model_limits(draw: st.DrawFn, body: Mapping[str, Json], size: Json, required: Sequence[str]) -> Json:
    """Limits of some fields for one model."""
    axes = [axis["field"] for axis in size.get("fields", ())]
    said: Json = {}
    for name, field in body.items():
        kind, values = field.get("type"), field.get("enum", ())
        options: list[Any] = ["unknown"]
        if kind in ("integer", "number"):
            options += [{"maximum": 7}, {"notEnum": [3]}, {"default": 2}]
        if field == {"type": "string"} and name not in axes:
            options += [{"maxLength": 30}, {"notEnum": ["fox"], "default": "a"}]
        if len(values) > 1 and name != "model":
            options += [{"notEnum": values[:1]}, {"enum": values[1:]}, {"default": values[-1]}]
        if "const" not in field and name not in ("model", "prompt", *required):
            options += ["forbidden", {"required": True}]
        if name in axes and "table" in size and not size.get("closed"):
            options += [{"closed": True}]
        if draw(st.integers(0, 2)) == 0:
            said[name] = draw(st.sampled_from(options))
    return said


@st.composite
def rules(draw: st.DrawFn, body: Mapping[str, Json]) -> list[Json]:
    """Rules across the fields of a body."""
    names = [name for name in body if name != "prompt" and "const" not in body[name]]
    if len(names) < 2:
        return []
    first, second = draw(few(names, 2, 2))
    made: list[Json] = [
        {"requires": {first: [second]}},
        {"conflicts": [first, second]},
        {"atLeastOne": [first, second]},
        {"exactlyOne": [first, second]},
        {"when": {first: {"present": True}}, "then": {draw(st.sampled_from(["required", "forbidden"])): [second]}},
        {"when": {first: {"present": False}}, "then": {"ignored": [second]}},
    ]
    if values := body[first].get("enum"):
        made.append(
            {"when": {first: {draw(st.sampled_from(["enum", "notEnum"])): values[:1]}}, "then": {"forbidden": [second]}}
        )
    chosen = draw(few(range(len(made)), 2))
    return [{"id": f"r{index}", **made[index]} for index in chosen]


def listed(item: Json) -> Json:
    """An array of these."""
    return {"type": "array", "items": item}


def having(**members: Json) -> Json:
    """An object with these members."""
    return {"type": "object", "properties": members}


TEXT: Json = {"type": "string"}
PLACES: tuple[tuple[Json, Json], ...] = (
    # What a documented answer has, and where its images are in it.
    ({"data": listed(having(url=TEXT))}, {"items": "/data/*", "url": "/url"}),
    ({"data": listed(having(b64=TEXT))}, {"items": "/data/*", "base64": "/b64"}),
    ({"images": listed(TEXT)}, {"items": "/images/*", "url": ""}),
    ({"image": TEXT}, {"items": "", "url": "/image"}),
    ({"image": TEXT}, {"items": "/image", "base64": ""}),
    ({"out": having(url=TEXT, ttl={"type": "integer"})}, {"items": "/out", "url": "/url", "ttl": "/ttl"}),
    (
        {"rows": listed(having(pics=listed(having(url=TEXT, b64=TEXT, kind=TEXT))))},
        {"items": "/rows/*/pics/*", "url": "/url", "base64": "/b64", "mediaType": "/kind"},
    ),
    ({"rows": listed(having(pics=listed(TEXT)))}, {"items": "/rows/0/pics/*", "url": ""}),
)


@st.composite
def answers(draw: st.DrawFn) -> tuple[Json, Json]:
    """A response with images, and its results block."""
    properties, place = draw(st.sampled_from(PLACES))
    response: Json = {"properties": {**properties, **draw(optional(created=st.just({"type": "integer"})))}}
    if draw(st.booleans()):
        response["required"] = list(properties)
    results: Json = {"images": [place]}
    if "created" in response["properties"] and "url" in place:
        results["lifetime"] = {"seconds": 3600, **draw(optional(since=st.just("/created"), unit=st.just("ms")))}
    return response, results


@st.composite
def envelopes(draw: st.DrawFn) -> Json:
    """What the spec says of failures."""
    made: Json = draw(
        optional(
            code=st.sampled_from(["/error/code", "/code", ["/error/code", "/code"]]),
            message=st.sampled_from(["/error/message", "/message", "/reason"]),
            type=st.just("/error/type"),
            failure=st.sampled_from(["/error", "/code"]),
            requestId=st.just("/request_id"),
            retryAfter=st.sampled_from(["/wait", ["/error/wait", "/wait"]]),
            retryable=st.just({"header": "X-Again"}),
            success=st.sampled_from(
                [{"argument": "/ok", "expected": [True]}, {"argument": "/code", "expected": [0, "0"]}]
            ),
        )
    )
    return made


ERRORS: tuple[Json, ...] = (
    {"status": 400, "class": "badRequest"},
    {"status": 402, "class": "paymentRequired"},
    {"code": "nsfw", "class": "contentRejected"},
    {"status": 429, "code": "slow", "class": "rateLimit", "retryable": True},
    {"status": 400, "type": "size", "class": "badRequest"},
    {"status": "5XX", "class": "server"},
    {"code": 1001, "class": "authentication"},
)


@st.composite
def tasks(draw: st.DrawFn) -> tuple[Json, Json, Json]:
    """The task block of a submit, the answer to the submit, and what the answer to a poll has beside its images."""
    nested = draw(st.booleans())
    status = "/job/state" if nested else "/status"
    kind = draw(st.sampled_from([("wait", "done", "failed", "gone"), (0, 1, 2, 3), (True, False)]))
    states = ("retry", "success", "failure", "cancelled")
    rows: list[Json] = [{"expected": value, "state": state} for value, state in zip(kind, states, strict=False)]
    if len(kind) == 2:
        rows = [{"expected": True, "state": "success"}, {"expected": False, "state": "retry"}]
    if draw(st.integers(0, 3)) == 0:
        rows.insert(0, {"matcher": "status", "expected": 202, "state": "retry"})
    scalar = {"type": {str: "string", int: "integer", bool: "boolean"}[type(kind[0])]}
    task: Json = {
        "id": "/id",
        "poll": {"operation": "get_task", "parameter": "id"},
        "status": status,
        "acceptors": rows,
    }
    task |= draw(
        optional(
            reason=st.sampled_from(["/reason", ["/reason", "/message"]]),
            code=st.sampled_from(["/code", "/reason"]),
            progress=st.just("/progress"),
            eta=st.just("/eta"),
            unknownStatus=st.sampled_from(["retry", "failure"]),
            maxAttempts=st.integers(2, 5),
            delay=st.sampled_from([0.5, 1, 3]),
            notFoundGrace=st.sampled_from([0, 10]),
        )
    )
    if draw(st.booleans()):
        task["poll"]["echo"] = draw(st.sampled_from(["/id", ["/own_id", "/id"]]))
    task |= draw(optional(queuePosition=st.just("/place")))
    polled: Json = {"id": {"type": "string"}, "own_id": {"type": "string"}, "place": {"type": "integer"}}
    polled |= {"reason": {"type": "string"}, "message": {"type": "string"}}
    polled |= {"progress": {"type": "integer"}, "eta": {"type": "number"}, "code": {"type": ["string", "integer"]}}
    polled |= {"job": {"type": "object", "properties": {"state": scalar}}} if nested else {"status": scalar}
    submitted: Json = {
        "properties": {"id": {"type": "string"}},
        **({"required": ["id"]} if draw(st.booleans()) else {}),
    }
    if draw(st.integers(0, 3)) == 0:
        submitted["properties"]["status"] = scalar
        task["submitStatus"] = "/status"
    return task, submitted, polled


@st.composite
def apart(draw: st.DrawFn, operation: Json, poll: Json) -> Json:
    """What a task is followed by: the poll, and maybe a result of its own; either may have an address of its own."""
    task: Json = operation["task"]
    followed: Json = {"get_task": poll}
    if draw(st.booleans()):
        task["result"] = {"operation": "get_images", "parameter": "id"}
        fetch = {"path": "/images/{id}", "parameters": [{"name": "id", "in": "path", "type": "string"}]}
        followed["get_images"] = {**poll, **fetch, "responses": {"200": poll["responses"]["200"]}}
        if draw(st.booleans()):
            followed["get_task"] = {name: value for name, value in poll.items() if name != "results"}
    addressed = [kind for kind in ("poll", "result") if kind in task and draw(st.booleans())]
    for kind in addressed:
        task[kind]["url"] = f"/urls/{kind}"
        # What needs more than the id can't go without it.
        if draw(st.booleans()):
            del task[kind]["parameter"]
    submitted: Json = next(iter(operation["responses"].values()))
    if addressed:
        submitted["properties"]["urls"] = having(poll=TEXT, result=TEXT)
        task |= draw(optional(hosts=st.sampled_from([["queue.fox.dev"], ["*.fox-images.net", "*.fox.dev"]])))
    return followed


PARAMETERS: tuple[Json, ...] = (
    {"name": "team", "in": "query", "type": "string", "maxLength": 12},
    {"name": "page[size]", "in": "query", "type": "integer", "minimum": 1, "maximum": 50},
    {"name": "X-Mode", "in": "header", "type": "string", "enum": ["fast", "slow"]},
    {"name": "X-Version", "in": "header", "const": "2024-01"},
    {"name": "dry", "in": "query", "type": "boolean"},
)


@st.composite
def in_parts(draw: st.DrawFn, body: dict[str, Json]) -> Json:
    """What makes the body one of parts; images at its top become files."""
    encoding: Json = {}
    for name, field in body.items():
        field.pop("pointer", None)
        if isinstance(field.get("type"), list):
            field["type"] = field["type"][0]
        for place in (field, field.get("items", {})):
            if "media" in place:
                place["media"] = {**place["media"], "kinds": ["file"]}
                place.pop("enum", None)
        chosen = draw(optional(name=st.just(f"{len(encoding)}[]"), contentType=st.just("application/json")))
        if "media" in field or "media" in field.get("items", {}):
            chosen.pop("contentType", None)
        encoding |= {name: chosen} if chosen else {}
    return {"mediaType": "multipart/form-data", **({"encoding": encoding} if encoding else {})}


@st.composite
def in_bytes(draw: st.DrawFn, response: Json) -> Json:
    """The same answer, or the image itself."""
    described = {word: response[word] for word in ("properties", "required") if word in response}
    if not described:
        return response
    image: Json = {draw(st.sampled_from(["image/*", "image/png"])): {"type": "string", "format": "binary"}}
    content = (
        {**image, "application/json": described} if draw(st.booleans()) else {"application/json": described, **image}
    )
    headers: Json = {"seed": {"type": draw(st.sampled_from(["integer", "number", "string", "boolean"]))}}
    return {"content": content, **({"headers": headers} if draw(st.booleans()) else {})}


@st.composite
def specs(draw: st.DrawFn) -> Json:
    """A spec without what every spec has: name, title and the like."""
    body, required = draw(bodies())
    if draw(st.booleans()):
        body["model"] = {
            "type": "string",
            "enum": list(MODELS),
            "role": "model",
            **draw(optional(default=st.just("one"))),
        }
    operation: Json = {"method": "POST", "path": "/images"}
    operation |= {"size": draw(sizes(body))} if draw(st.booleans()) else {}
    if "model" in body and draw(st.booleans()):
        limited = {
            model: limits
            for model in draw(few(MODELS))
            if (limits := draw(model_limits(body, operation.get("size", {}), required)))
        }
        if limited:
            operation["modelLimits"] = {"field": "model", "limits": limited}
    operation |= {"rules": found} if draw(st.booleans()) and (found := draw(rules(body))) else {}
    operation["requestBody"] = {"required": required, "properties": body}
    if draw(st.integers(0, 2)) == 0:
        operation["requestBody"] |= draw(in_parts(body))
        for name in required:
            body[name] |= {"minItems": 1} if body[name].get("type") == "array" else {}
    if draw(st.booleans()):
        operation["parameters"] = draw(few(PARAMETERS, 2))
    response, results = draw(answers())
    operations: Json = {"generate_image": operation}
    if draw(st.booleans()):
        operation |= {"responses": {draw(st.sampled_from(["200", "201"])): response}, "results": results}
    else:
        in_path = draw(st.booleans())
        task, submitted, polled = draw(tasks())
        operation |= {"responses": {draw(st.sampled_from(["200", "202"])): submitted}, "task": task}
        response = {**response, "properties": {**polled, **response["properties"]}}
        poll: Json = {
            "method": "GET",
            "path": "/tasks/{id}" if in_path else "/tasks",
            "parameters": [
                {"name": "id", "in": "path" if in_path else "query", "type": "string"}
                | ({} if in_path else {"required": True})
            ],
            "responses": {"200": response},
            "results": results,
        }
        if task["acceptors"][0].get("matcher") == "status":
            poll["responses"]["202"] = {}
        operations |= draw(apart(operation, poll))
    if draw(st.integers(0, 2)) == 0:
        owner = operations.get("get_task", operation)
        owner["responses"] = {status: draw(in_bytes(one)) for status, one in owner["responses"].items()}
        owner["results"] = {**results, "images": [{"body": True}, *results["images"]]}
    spec: Json = {
        "security": draw(
            st.sampled_from(
                [
                    {"type": "http", "scheme": "bearer"},
                    {"type": "apiKey", "in": "header", "name": "X-Key"},
                    {"type": "apiKey", "in": "header", "name": "Authorization", "prefix": "Key "},
                    {"type": "none"},
                ]
            )
        ),
        "servers": draw(
            st.sampled_from([[{"url": "https://api.fox-images.net"}], [{"url": "https://fox.dev/v1"}], []])
        ),
    }
    spec |= {"envelope": draw(envelopes()), "errors": draw(few(ERRORS, 4, 0))} if draw(st.booleans()) else {}
    spec |= (
        {"billing": draw(optional(failures=st.sampled_from(["free", "charged", "unknown"])))}
        if draw(st.booleans())
        else {}
    )
    return {**spec, "operations": operations}


def text(spec: Json) -> str:
    """The spec as YAML: a JSON object's members, one a line."""
    operations = {name: {**operation, "source": "page"} for name, operation in spec["operations"].items()}
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in {**spec, "operations": operations}.items())
