"""The five providers as their pages tell them, against what the specs say; and the examples of the pages in use."""

import json
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any, cast

import httpx
import pytest

from clientsmith import pipeline
from clientsmith.load.files import spec_files
from commands import ROOT

# Operation: method, path, whether it makes a task.
OPERATIONS = {
    "apimart": {
        "generate_image": ("POST", "/v1/images/generations", True),
        "get_task": ("GET", "/v1/tasks/{task_id}", False),
    },
    "aimanyi": {"generate_image": ("POST", "/v1/images/generations", False)},
    "modelverse": {"generate_image": ("POST", "/images/generations", False)},
    "ppio": {
        "generate_image": ("POST", "/v3/async/qwen-image-txt2img", True),
        "get_task_result": ("GET", "/v3/async/task-result", False),
    },
    "bizyair": {"generate_image": ("POST", "/", False), "edit_image": ("POST", "/", False)},
}
SERVERS = {
    "apimart": ["https://api.apimart.ai"],
    "aimanyi": [],
    "modelverse": ["https://api.modelverse.cn/v1", "https://api.umodelverse.ai/v1"],
    "ppio": ["https://api.ppio.com", "https://api.ppinfra.com"],
    "bizyair": [],
}
REQUIRED = {
    "apimart.generate_image": {"model", "prompt"},
    "apimart.get_task": {"task_id"},
    "aimanyi.generate_image": {"model", "prompt"},
    "modelverse.generate_image": {"model", "prompt"},
    "ppio.generate_image": {"prompt"},
    "ppio.get_task_result": {"task_id"},
    "bizyair.generate_image": {"model", "prompt", "image_size"},
    "bizyair.edit_image": {"model", "prompt", "image"},
}
ENUMS = {
    "apimart.generate_image.model": ["qwen-image-2.0", "qwen-image-2.0-pro"],
    "apimart.generate_image.size": ["1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3"],
    "apimart.generate_image.resolution": ["1K", "2K"],
    "apimart.get_task.language": ["zh", "en", "ko", "ja"],
    "aimanyi.generate_image.model": ["qwen-image-2.0-2026-03-03"],
    "modelverse.generate_image.model": ["Qwen/Qwen-Image"],
    "modelverse.generate_image.aspect_ratio": ["21:9", "16:9", "4:3", "3:2", "1:1", "2:3", "3:4", "9:16", "9:21"],
    "modelverse.generate_image.response_format": ["url", "b64_json"],
    "bizyair.generate_image.model": ["Qwen/Qwen-Image"],
    "bizyair.edit_image.model": ["Qwen/Qwen-Image-Edit"],
}
# Field: limits that are there, in this order: minimum, maximum, maxLength.
LIMITS = {
    "apimart.generate_image.prompt": (None, None, 800),
    "apimart.generate_image.negative_prompt": (None, None, 500),
    "apimart.generate_image.n": (1, 6, None),
    "aimanyi.generate_image.n": (1, 4, None),
    "aimanyi.generate_image.seed": (0, 2147483647, None),
    "modelverse.generate_image.n": (1, 4, None),
    "modelverse.generate_image.steps": (1, 50, None),
    "modelverse.generate_image.guidance_scale": (1, 10, None),
    "bizyair.generate_image.guidance_scale": (0, 20, None),
    "bizyair.generate_image.cfg": (0.1, 20, None),
}
DEFAULTS = {
    "apimart.generate_image": {"size": "1:1", "resolution": "1K", "n": 1},
    "aimanyi.generate_image": {"size": "2K", "n": 1, "watermark": False},
    "modelverse.generate_image": {
        "aspect_ratio": "1:1",
        "guidance_scale": 2.5,
        "n": 1,
        "response_format": "url",
        "seed": -1,
        "steps": 20,
    },
    "ppio.generate_image": {"size": "1024*1024", "watermark": False},
    "bizyair.generate_image": {"guidance_scale": 7.5, "num_inference_steps": 20},
}
# Operation: forms of its size fields, rows of its table, whether the table is all there is.
SIZES = {
    "apimart.generate_image": ({"size": ["ratio"], "resolution": ["tier"]}, 14, True),
    "aimanyi.generate_image": ({"size": ["W*H", "WxH", "tier"]}, 3, False),
    "modelverse.generate_image": ({"aspect_ratio": ["ratio"]}, 9, True),
    "ppio.generate_image": ({"size": ["W*H"]}, 0, False),
    "bizyair.generate_image": ({"image_size": ["WxH"]}, 7, False),
}
# Ratio: pixels of the tiers 1K and 2K.
ROWS = {
    "1:1": ((1024, 1024), (2048, 2048)),
    "4:3": ((1152, 864), (2048, 1536)),
    "3:4": ((864, 1152), (1536, 2048)),
    "16:9": ((1280, 720), (2048, 1152)),
    "9:16": ((720, 1280), (1152, 2048)),
    "3:2": ((1248, 832), (2048, 1360)),
    "2:3": ((832, 1248), (1360, 2048)),
}
RECOMMENDED_SIZES = ["1328x1328", "1664x928", "928x1664", "1472x1140", "1140x1472", "1584x1056", "1056x1584"]
# Code in the body: HTTP status, class.
CODES: dict[str, dict[str, tuple[int | None, str]]] = {
    "apimart": {
        "400": (400, "badRequest"),
        "401": (401, "authentication"),
        "402": (402, "paymentRequired"),
    },
    "modelverse": {
        "param_error": (400, "badRequest"),
        "invalid_messages": (400, "badRequest"),
        "sensitive_check_error": (400, "contentRejected"),
        "websearch_error": (400, "badRequest"),
        "model_error": (400, "badRequest"),
        "tokens_too_long": (400, "badRequest"),
        "auth_error": (401, "authentication"),
        "timeout": (408, "server"),
        "rate_limit": (429, "rateLimit"),
        "internal_error": (500, "server"),
        "model_server_error": (500, "server"),
        "gateway_timeout_error": (504, "server"),
        "forbidden": (None, "permissionDenied"),
    },
    "ppio": {
        "INVALID_REQUEST_BODY": (400, "badRequest"),
        "IMAGE_FILE_EXCEEDS_MAX_SIZE": (400, "badRequest"),
        "INVALID_IMAGE_FORMAT": (400, "badRequest"),
        "IMAGE_EXCEEDS_MAX_RESOLUTION": (400, "badRequest"),
        "INVALID_IMAGE_SIZE": (400, "badRequest"),
        "IMAGE_NO_FACE_DETECTED": (400, "badRequest"),
        "INVALID_CUSTOM_OUTPUT_PATH": (400, "badRequest"),
        "ILLEGAL_PROMPT": (400, "contentRejected"),
        "ILLEGAL_IMAGE_CONTENT": (400, "contentRejected"),
        "INVALID_AUDIO_FILE": (400, "badRequest"),
        "API_NOT_FOUND": (404, "notFound"),
        "MISSING_API_KEY": (400, "authentication"),
        "INVALID_API_KEY": (403, "authentication"),
        "FEATURE_NOT_ALLOWED": (403, "permissionDenied"),
        "API_NOT_ALLOWED": (403, "permissionDenied"),
        "NEED_REAL_NAME_VERIFY": (403, "permissionDenied"),
        "RATE_LIMIT_EXCEEDED": (429, "rateLimit"),
        "BILLING_BALANCE_NOT_ENOUGH": (400, "paymentRequired"),
        "BILLING_AUTH_FAILED": (403, "paymentRequired"),
        "BILLING_FAILED": (500, "server"),
        "CREATE_TASK_FAILED": (500, "server"),
        "TASK_NOT_FOUND": (404, "notFound"),
        "GET_RESULT_FAILED": (500, "server"),
        "TASK_FAILED": (500, "server"),
    },
}
STATUSES = {
    "apimart.generate_image": {
        "submitted": "retry",
        "pending": "retry",
        "processing": "retry",
        "completed": "success",
        "failed": "failure",
        "cancelled": "cancelled",
    },
    "ppio.generate_image": {
        "TASK_STATUS_QUEUED": "retry",
        "TASK_STATUS_PROCESSING": "retry",
        "TASK_STATUS_SUCCEED": "success",
        "TASK_STATUS_FAILED": "failure",
    },
}
LIFETIMES = {
    "modelverse.generate_image": 7 * 86400,
    "ppio.get_task_result": 3600,
    "bizyair.generate_image": 3600,
    "bizyair.edit_image": 3600,
}


@lru_cache(maxsize=1)
def shown() -> dict[str, Any]:
    """What `clientsmith show` prints of each provider."""

    documents, report = pipeline.check(spec_files(ROOT / "specs"))
    assert not report.problems, report.text()
    return {one.name: json.loads(json.dumps(one.meaning())) for one in pipeline.build(documents)}


def operation(name: str) -> Any:
    provider, _, identifier = name.partition(".")
    return next(one for one in shown()[provider]["operations"] if one["id"] == identifier)


def field(name: str) -> Any:
    provider, identifier, wire = name.split(".")
    return next(one for one in operation(f"{provider}.{identifier}")["fields"] if one["wire"] == wire)


def every_operation() -> Iterator[tuple[str, Any]]:
    for provider, data in shown().items():
        for one in data["operations"]:
            yield f"{provider}.{one['id']}", one


def test_every_endpoint_of_the_pages_is_there() -> None:
    found = {
        provider: {one["id"]: (one["method"], one["path"], one["task"] is not None) for one in data["operations"]}
        for provider, data in shown().items()
    }
    assert found == OPERATIONS


def test_addresses_are_those_of_the_pages_and_none_is_made_up() -> None:
    assert {name: [one["url"] for one in data["servers"]] for name, data in shown().items()} == SERVERS


def test_required_fields() -> None:
    found = {name: {one["wire"] for one in data["fields"] if one["required"]} for name, data in every_operation()}
    assert found == REQUIRED


def test_enum_values() -> None:
    found = {
        f"{name}.{one['wire']}": one["schema"]["enum"]
        for name, data in every_operation()
        for one in data["fields"]
        if "enum" in one["schema"]
    }
    assert found == ENUMS


@pytest.mark.parametrize("name", LIMITS)
def test_limits_are_those_of_the_page(name: str) -> None:
    schema = field(name)["schema"]
    assert tuple(schema.get(word) for word in ("minimum", "maximum", "maxLength")) == LIMITS[name]


def test_defaults() -> None:
    found = {
        name: {one["wire"]: one["default"] for one in data["fields"] if one["default"] is not None}
        for name, data in every_operation()
    }
    assert {name: defaults for name, defaults in found.items() if defaults} == DEFAULTS


def test_size_fields_and_tables() -> None:
    found = {
        name: (
            {axis["wire"]: axis["forms"] for axis in data["size"]["axes"]},
            len(data["size"]["table"]),
            data["size"]["closed"],
        )
        for name, data in every_operation()
        if data["size"] is not None
    }
    assert found == SIZES


def test_rows_of_a_size_table_have_the_pixels_of_the_page() -> None:
    table = operation("apimart.generate_image")["size"]["table"]
    pixels = {(row["ratio"], row["tier"]): (row["width"], row["height"]) for row in table}
    assert pixels == {
        (ratio, tier): size for ratio, sizes in ROWS.items() for tier, size in zip(("1K", "2K"), sizes, strict=True)
    }


def test_limits_of_sizes_in_pixels() -> None:
    (total,) = operation("aimanyi.generate_image")["size"]["limits"]
    assert (total["pixels"]["minimum"], total["pixels"]["maximum"]) == (512 * 512, 2048 * 2048)
    (side,) = operation("ppio.generate_image")["size"]["limits"]
    for word in ("width", "height"):
        assert (side[word]["minimum"], side[word]["maximum"]) == (256, 1536)


def test_special_seed_and_recommended_values() -> None:
    assert field("modelverse.generate_image.seed")["schema"]["specialValues"] == ["-1"]
    assert field("bizyair.generate_image.image_size")["recommended"] == RECOMMENDED_SIZES
    assert field("bizyair.generate_image.num_inference_steps")["recommended"] == [50]
    assert field("bizyair.generate_image.cfg")["recommended"] == [4.0]


def test_references_are_links_or_data_as_each_page_says() -> None:
    assert field("apimart.generate_image.image_urls")["media"]["kinds"] == ["url"]
    assert {"dataUri", "url"} <= set(field("bizyair.edit_image.image")["media"]["kinds"])


def test_only_one_provider_refuses_unknown_fields() -> None:
    closed = {name for name, data in every_operation() if data["has_body"] and not data["open_body"]}
    assert closed == {"aimanyi.generate_image"}


@pytest.mark.parametrize("provider", CODES)
def test_every_documented_code_has_its_status_and_class(provider: str) -> None:
    rows = [row for row in shown()[provider]["errors"] if row["code"]]
    found = {row["code"]: (row["status"], row["kind"]) for row in rows}
    assert {code: found.get(code) for code in CODES[provider]} == CODES[provider]
    assert all(row["evidence"]["level"] != "documented" for row in rows if row["code"] not in CODES[provider])


def test_statuses_and_what_they_mean() -> None:
    for name, expected in STATUSES.items():
        task = operation(name)["task"]
        known = {one["expected"]: one["state"] for one in task["acceptors"] if one["matcher"] == "path"}
        assert known == expected, name
        assert task["unknown_status"] == "retry"


def test_life_of_links() -> None:
    found = {name: data["results"]["lifetime"] for name, data in every_operation() if data["results"]}
    assert {name: found[name] for name in LIFETIMES} == LIFETIMES
    assert shown()["apimart"]["billing"]["failures"] == "free"


def nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in JSON data."""
    if isinstance(data, dict):
        yield cast("dict[str, Any]", data)
    inside: Any = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType] - of JSON
    for child in inside:
        yield from nodes(child)


def test_every_fact_of_an_operation_has_a_page_that_exists() -> None:
    for data in shown().values():
        pages = {page["id"] for page in data["sources"]}
        found = [node for node in nodes(data["operations"]) if isinstance(node.get("evidence"), dict)]
        assert len(found) > 10
        for node in found:
            assert node["evidence"]["source"].partition("#")[0] in pages, node["key"]


def example_calls() -> list[tuple[str, Any]]:
    return [(name, one) for name, data in every_operation() for one in data["examples"]]


def client(provider: str, answer: httpx.Response | None = None) -> Any:
    """A client of a provider whose every request gets this answer."""
    transport = httpx.MockTransport(lambda _: answer or httpx.Response(500))
    http = httpx.Client(transport=transport)
    made = import_module(f"imageclients.{provider}").Client
    return made(api_key="sk-test-1", base_url="https://api.fox.dev", http_client=http, max_retries=0)


def arguments(name: str, example: Any) -> dict[str, Any]:
    names = {one["wire"]: one["name"] for one in operation(name)["fields"]}
    return {names[wire]: value for wire, value in example["arguments"].items()}


@pytest.mark.parametrize(("name", "example"), example_calls(), ids=lambda it: it if isinstance(it, str) else it["id"])
def test_documented_call_passes_and_is_sent_as_it_is_written(name: str, example: Any) -> None:
    provider, _, identifier = name.partition(".")
    described = import_module(f"imageclients.{provider}.operations").PROVIDER.operations[identifier]
    request = client(provider).build(described, arguments(name, example), None)
    sent = json.loads(request.body)
    assert {wire: sent[wire] for wire in example["arguments"]} == example["arguments"]


def example_bodies() -> list[tuple[str, Any]]:
    return [
        (name, body)
        for name, data in every_operation()
        for response in data["responses"]
        for body in response["examples"]
        if 200 <= body["status"] < 300
    ]


@pytest.mark.parametrize(("name", "body"), example_bodies(), ids=lambda it: it if isinstance(it, str) else it["id"])
def test_documented_answer_decodes(name: str, body: Any) -> None:
    models = import_module(f"imageclients.{name.partition('.')[0]}.models")
    model = getattr(models, operation(name)["model"])
    decoded = model.model_validate(body["body"]).model_dump(by_alias=True, exclude_unset=True)
    assert decoded == body["body"]


def error_bodies() -> list[tuple[str, Any]]:
    return [
        (provider, body)
        for provider, data in shown().items()
        if data["envelope"]["error_body"]
        for body in data["envelope"]["error_body"]["examples"]
    ]


@pytest.mark.parametrize(("provider", "body"), error_bodies(), ids=lambda it: it if isinstance(it, str) else it["id"])
def test_documented_error_is_raised_whatever_its_status(provider: str, body: Any) -> None:
    from imageclients.errors import APIStatusError

    name = f"{provider}.generate_image"
    answer = httpx.Response(body["status"], json=body["body"])
    with pytest.raises(APIStatusError) as caught:
        client(provider, answer).generate_image(**arguments(name, operation(name)["examples"][0]))
    assert caught.value.status_code == body["status"]
    assert caught.value.body == body["body"]
