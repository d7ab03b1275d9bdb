"""The first spec of a provider: valid at once, with a mark wherever the page has to be read."""

from __future__ import annotations

from pathlib import Path

from clientsmith.diagnostics import Problem, render
from clientsmith.load import load_text, source_lines
from clientsmith.pipeline import language

_TEXT = """\
# yaml-language-server: $schema=provider.schema.json
# `clientsmith schema > specs/provider.schema.json` writes the schema; docs/language.md has every word.
# Each line that says TODO is an example: write what the page says, or remove it.
specVersion: 1
name: {name}
title: {title}  # TODO the provider's name for people
description: Makes images from text.  # TODO

sources:
  page:
    title: Image API  # TODO what the page is called
    url: "https://docs.example.com/images"  # TODO its address
    # sha256: the hash of the text that you read, so that a change is noticed

servers: []  # TODO such as [{{url: "https://api.fox.dev/v1", source: "page#Base URL"}}], if the page names an address

security: {{type: http, scheme: bearer, source: "page#Authentication"}}  # TODO or type apiKey with in and name

envelope:
  code: /error/code  # TODO where an error has its code and its message
  message: /error/message
  source: "page#Errors"

errors:
  - {{status: 401, class: authentication, source: "page#Errors"}}  # TODO one row for each documented error
  - {{status: 429, class: rateLimit, source: "page#Errors"}}

operations:
  generate_image:  # TODO the method's name in Python
    summary: Make an image from text.  # TODO
    method: POST
    path: /images/generations  # TODO the path below the server's
    source: "page#Request"
    requestBody:
      required: [prompt]
      properties:
        # TODO every field of the page. A field inside an object is an argument of its own, with
        # pointer: /input/prompt, where its place in the body is another than its name.
        prompt: {{type: string, role: prompt, description: What the image shows.}}
        n: {{type: integer, minimum: 1, maximum: 4, default: 1, role: count, description: Number of images.}}
    examples:
      - {{id: minimal, arguments: {{prompt: a fox in the snow}}, source: "page#Example"}}  # TODO the page's calls
    responses:
      "200":
        source: "page#Response"
        properties:
          data:  # TODO the answer of the page
            type: array
            items: {{type: object, properties: {{url: {{type: string, description: Link of the image.}}}}}}
    results: {{images: [{{items: /data/*, url: /url}}]}}  # TODO where the images are; see task where they come later

unknown:
  - {{what: How long links live., source: page}}  # TODO what you looked for and didn't find
"""


def text(name: str) -> str:
    """The spec of a provider of this name."""
    return _TEXT.format(name=name, title=name.replace("_", " ").title())


def problems(name: str, path: Path) -> str:
    """Why there can be no spec of this name, as text with line, caret and hint; empty where there can."""
    from clientsmith import lint, schema  # noqa: PLC0415 - jsonschema is slow to import

    content = text(name)
    document, found = load_text(content, str(path))
    if document is not None:
        found = schema.check(document, language()) or lint.check(document)
    lines = source_lines(content.encode())
    return "\n\n".join(_shown(problem, lines) for problem in found)


def _shown(problem: Problem, lines: list[str]) -> str:
    number = problem.place.line
    return render(problem, lines[number - 1] if 0 < number <= len(lines) else None)


def write(name: str, path: Path) -> None:
    """Write the spec; the folder is made.

    Raises:
        FileExistsError: there is one already.
        OSError: it can't be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text(name))
