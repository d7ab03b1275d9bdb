"""Text of a spec changes nothing of what is made from it but texts: trees and comments of the modules stay the same."""

from __future__ import annotations

import ast
import builtins
import importlib
import io
import re
import tokenize
from typing import NamedTuple

from clientsmith.render import unformatted
from faults.spec_outcomes import PROMPT, openapi, quoted, sent
from support.spec import client_module, client_templates, provider_of, sync_spec

HARMLESS = "plain text"
RUN = "import builtins; builtins.clientsmith_canary = 1"


class Output(NamedTuple):
    """The modules of a client by path: their trees without texts, and their comments."""

    trees: dict[str, str]
    comments: dict[str, list[str]]


def prose(text: str) -> str:
    """A spec that has the text wherever text for people stands."""
    told, title = quoted(text), quoted(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text) + ".")
    statement = f"{{says: {told}, source: page}}"
    top = (
        f"description: {told}\nsources: {{page: {{title: {title}, note: {told}}}}}\n"
        f"unknown: [{{what: {told}, consequence: {told}}}]\n"
        f"discrepancies: [{{id: odd, statements: [{statement}, {statement}], choice: {told}, why: {told}}}]\n"
        f"errors: [{{status: 400, class: badRequest, description: {told}}}]\n"
        f"envelope: {{errorBody: {{description: {told}}}}}\n"
    )
    field = f"note: {{type: string, description: {told}, enum: [a], enumDescriptions: {{a: {told}}}}}"
    answer = f'{{"200": {{description: {told}, properties: {{data: {{type: array, description: {told}, '
    answer += f"items: {{type: object, description: {told}, properties: {{url: {{type: string, description: {told}}}, "
    answer += "b64: {type: string}}}}}}}"
    rules = f"[{{id: odd, description: {told}, conflicts: [note, prompt]}}]"
    return sync_spec(PROMPT + field, top=top, description=told, responses=answer, rules=rules, summary=title)


def output(spec: str) -> Output:
    """What the spec makes, without the provider's name."""
    provider = provider_of(spec)
    found = Output({}, {})
    for path, content in unformatted([provider], client_templates()).items():
        name = path.replace(provider.name, "NAME")
        source = content.decode("utf-8").replace(provider.name, "NAME").replace(provider.name.upper(), "NAME")
        found.trees[name] = ast.dump(_without_texts(ast.parse(source)))
        tokens = tokenize.generate_tokens(io.StringIO(source).readline)
        found.comments[name] = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return found


def _without_texts(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return tree


def words(text: str) -> str:
    """The text as a docstring has it, which is wrapped anew."""
    return " ".join(text.split())


def assert_is_only_text(text: str) -> None:
    """The text is in the client and in the document as it is, and changes nothing else of them."""
    hostile, harmless = output(prose(text)), output(prose(HARMLESS))
    assert hostile.trees == harmless.trees
    assert hostile.comments == harmless.comments
    module = client_module(prose(text))
    assert words(text) in words(module.Client.generate_image.__doc__)
    assert words(text) in words(module.Client.__doc__)
    for name in ("operations", "models", "fields"):
        importlib.import_module(f"{module.__name__}.{name}")
    assert not hasattr(builtins, "clientsmith_canary")
    document = openapi(prose(text))
    assert document["info"]["description"] == text
    assert document["paths"]["/images"]["post"]["description"] == text
    assert document["x-clientsmith-discrepancies"][0]["why"] == text
    assert sent(prose(text), prompt="a fox").body == {"prompt": "a fox"}
