"""Components: a field is written once, and stands wherever a reference names it."""

from __future__ import annotations

import pytest

from clientsmith import load
from imageclients import errors
from support.spec import client_module, provider_of, sync_spec

SPEC = sync_spec(
    "prompt: {type: string}, seed: {$ref: '#/components/fields/seed'}, again: {$ref: '#/components/fields/seed'}, "
    "box: {type: object, properties: {images: {type: array, items: {$ref: '#/components/fields/image'}}}}",
    top="components: {fields: {seed: {type: integer, maximum: 9, source: aside#seed}, "
    "image: {type: string, media: {kinds: [url]}}, count: {type: integer}}}\n"
    "sources: {page: {title: A page}, aside: {title: Another, level: example}}",
    responses='{"200": {properties: {n: {$ref: "#/components/fields/count"}, data: {type: array, items: {type: object, '
    "properties: {url: {type: string}, n: {$ref: '#/components/fields/count'}}}}}}}",
    results="{images: [{items: /data/*, url: /url}]}",
)


def test_a_component_keeps_its_own_evidence_and_takes_the_rest_from_where_it_is_used() -> None:
    fields = {field.wire: field for field in provider_of(SPEC).operations[0].fields}
    own, taken = fields["seed"].evidence, fields["box"].evidence
    assert (own.source, own.level, fields["again"].evidence) == ("aside#seed", "example", own)
    assert (taken.source, fields["seed"].key, fields["again"].key) == (
        "page",
        "/operations/generate_image/requestBody/properties/seed",
        "/operations/generate_image/requestBody/properties/again",
    )


def test_a_client_refuses_what_a_component_forbids_in_each_place() -> None:
    client = client_module(SPEC).Client(api_key="k")
    with pytest.raises(errors.InvalidRequestError) as caught:
        client.generate_image(prompt="fox", seed=10, again=11, box={"images": ["ftp://fox"]})
    assert [(one.field, one.rule) for one in caught.value.problems] == [
        ("box.images[0]", "media"),
        ("seed", "maximum"),
        ("again", "maximum"),
    ] or sorted(one.field for one in caught.value.problems) == ["again", "box.images[0]", "seed"]


def test_answers_have_components_too() -> None:
    schema = provider_of(SPEC).operations[0].responses[0].schema
    assert schema["properties"]["n"] == {"type": "integer"}
    assert schema["properties"]["data"]["items"]["properties"]["n"] == {"type": "integer"}


def test_a_text_that_looks_like_a_reference_in_an_example_stays_as_it_is() -> None:
    text = "operations: {a: {requestBody: {properties: {b: {examples: [{$ref: '#/components/fields/c'}]}}}}}"
    document, problems = load.load_text(text, "a.yaml")
    assert document is not None, problems
    assert document.data["operations"]["a"]["requestBody"]["properties"]["b"]["examples"] == [
        {"$ref": "#/components/fields/c"}
    ]
