"""Specs of providers that don't exist, as many and as large as wanted, each operation like one of a real page."""

from __future__ import annotations

from pathlib import Path

BLOCK = 5
"""Operations come in blocks: two that answer at once, two with a task, and the one that asks for it."""

_HEAD = """\
specVersion: 1
name: {name}
title: Synthetic {name}
description: A provider that doesn't exist, to measure with.
sources:
  page: {{title: The page of {name}, language: en}}
servers:
  - {{url: "https://api.{name}.fox-images.net/v1", source: page}}
security: {{type: http, scheme: bearer, source: page}}
envelope: {{code: /error/code, message: /error/message, source: page}}
errors:
  - {{status: 400, code: bad_request, class: badRequest, fault: request, source: page}}
  - {{status: 401, code: bad_key, class: authentication, fault: account, source: page}}
  - {{status: 402, code: no_money, class: paymentRequired, fault: account, source: page}}
  - {{status: 429, code: too_many, class: rateLimit, retryable: true, fault: account, source: page}}
  - {{status: 500, code: broken, class: server, retryable: true, fault: provider, source: page}}
operations:
"""

_SUBMIT = """\
  {id}:
    summary: Generate images from text.
    method: POST
    path: /{id}
    source: page#{id}
    requestBody:
      required: [prompt, model]
      properties:
        prompt: {{type: string, maxLength: 2000, role: prompt, description: What the image shows., source: page#prompt}}
        model: {{type: string, enum: [small, large], role: model, description: The model., source: page#model}}
        size: {{type: string, default: 1024*1024, role: size, description: Width and height., source: page#size}}
        n: {{type: integer, minimum: 1, maximum: 4, default: 1, role: count, description: How many., source: page#n}}
        seed: {{type: integer, minimum: 0, role: seed, description: Repeats an image., source: page#seed}}
        steps: {{type: integer, minimum: 1, maximum: 50, role: steps, description: Steps., source: page#steps}}
        guidance: {{type: number, minimum: 1, maximum: 20, description: How closely., source: page#guidance}}
        format: {{type: string, enum: [png, jpeg, webp], default: png, description: The format., source: page#format}}
    size:
      fields: [{{field: size, forms: ["W*H"]}}]
      closed: true
      source: page#size
      table:
        - {{width: 512, height: 512}}
        - {{width: 1024, height: 1024}}
        - {{width: 1152, height: 864}}
        - {{width: 864, height: 1152}}
        - {{width: 1280, height: 720}}
        - {{width: 720, height: 1280}}
    rules:
      - id: {rule}
        description: The small model takes 30 steps at most.
        when: {{model: {{const: small}}}}
        then: {{properties: {{steps: {{maximum: 30}}}}}}
        source: page#steps
    examples:
      - id: one
        arguments: {{prompt: A tram crossing a stone bridge, model: small, size: 1024*1024, steps: 20}}
        source: page#{id}
"""

_RULE = "small-steps"

_DIRECT = """\
    responses:
      "200":
        description: The images.
        source: page#answer
        required: [data]
        properties:
          created: {type: integer, description: When it was made., source: page#answer}
          data:
            type: array
            description: One element per image.
            source: page#answer
            items:
              type: object
              properties:
                url: {type: [string, "null"], description: Link of the image.}
                b64_json: {type: [string, "null"], description: The image in base64.}
    results: {images: [{items: "/data/*", url: /url, base64: /b64_json}], count: n, source: page#answer}
"""

_TASK = """\
    responses:
      "200":
        description: The task is accepted.
        source: page#answer
        required: [id]
        properties:
          id: {{type: string, description: Id of the task., source: page#answer}}
    task:
      id: /id
      poll: {{operation: {poll}, parameter: task_id, echo: /id}}
      status: /status
      acceptors:
        - {{expected: waiting, state: retry}}
        - {{expected: done, state: success}}
        - {{expected: failed, state: failure}}
      reason: /reason
      source: page#tasks
"""

_POLL = """\
  {id}:
    summary: Ask for a task.
    method: GET
    path: /{id}/{{task_id}}
    source: page#tasks
    parameters:
      - {{name: task_id, in: path, required: true, type: string, role: taskId, description: Its id., source: page}}
    responses:
      "200":
        description: The task as it stands.
        source: page#tasks
        required: [id, status]
        properties:
          id: {{type: string, description: Id of the task.}}
          status: {{type: string, enum: [waiting, done, failed], description: Where it stands.}}
          reason: {{type: [string, "null"], description: Why it failed.}}
          images:
            type: [array, "null"]
            description: The images.
            items: {{type: object, properties: {{url: {{type: string, description: Link of the image.}}}}}}
    results: {{images: [{{items: "/images/*", url: /url}}], source: page#tasks}}
"""


def spec(name: str, operations: int) -> str:
    """The text of a spec with so many operations, a multiple of BLOCK."""
    text = [_HEAD.format(name=name)]
    for block in range(operations // BLOCK):
        poll = f"get_task_{block}"
        for number in range(4):
            own = f"generate_image_{block}_{number}"
            text.append(_SUBMIT.format(id=own, rule=f"{_RULE}-{block}-{number}"))
            text.append(_DIRECT if number < 2 else _TASK.format(poll=poll))
        text.append(_POLL.format(id=poll))
    return "".join(text)


def write(folder: Path, providers: int, operations: int) -> None:
    """So many specs with so many operations each."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(providers):
        name = f"p{number:03}"
        (folder / f"{name}.yaml").write_text(spec(name, operations), "utf-8")
