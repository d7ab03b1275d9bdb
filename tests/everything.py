"""A spec that uses every word of the language, for tests that drive each of its positions."""

NAME = "everything"

SPEC = """\
specVersion: 1
name: everything
title: Everything
description: |-
  A provider that needs every word.

  A second paragraph.
sources:
  page: {title: The page, url: "https://docs.fox.dev/page", revision: "2026-03", language: en, level: documented, note: Read there}
  aside: {title: Another page, sha256: 4c49094cdeb53c9dfcab43542d91002b563d777d743906397dcada6ce8700d0f, level: inferred}
servers:
  - {url: "https://api.fox.dev/v1", description: The first, source: page#servers, evidence: documented}
  - {url: "https://api.fox.net", description: The second, source: aside}
security: {type: apiKey, in: header, name: X-Key, prefix: "Key ", placeholders: [YOUR-KEY], source: page#key, evidence: example}
parameters:
  - {name: X-Mode, in: header, const: fast mode, description: How, source: page#modes}
  - {name: version, in: query, const: 2.5, evidence: inferred}
envelope:
  success: {argument: /state, expected: [fine, 0, true], source: page#state, evidence: inferred}
  failure: /error
  code: [/error/code, /code]
  type: /error/type
  message: [/error/message]
  requestId: /request_id
  requestIdHeaders: [X-Request-Id]
  errorBody:
    description: An error
    type: object
    required: [error]
    properties:
      code: {type: string}
      error:
        type: object
        description: What went wrong
        properties:
          code: {type: [string, integer], description: Its code}
          type: {type: string}
          message: {type: string}
    examples: [{id: bad-prompt, status: 400, body: {error: {code: bad_prompt, message: No}}, source: page#errors, evidence: example}]
    source: page#errors
    evidence: documented
  source: page#envelope
  evidence: documented
errors:
  - {status: 400, code: bad_prompt, class: contentRejected, retryable: false, fault: content, description: Refused, source: page#errors, evidence: documented}
  - {code: 4711, class: rateLimit, retryable: true}
  - {type: account_error, class: paymentRequired, fault: account}
  - {status: 401, class: authentication}
billing: {unit: image, failures: free, price: variable, source: page#prices, evidence: documented}
operations:
  generate_image:
    summary: Make an image
    description: |-
      Either at once or as a task.

      Nobody knows before.
    method: POST
    path: /projects/{project}/images
    idempotent: false
    timeout: 45
    maxResponseBytes: 50000000
    source: page#images
    evidence: documented
    parameters:
      - {name: project, in: path, type: string, description: The project, default: main, examples: [main], minLength: 1, maxLength: 40, lengthUnit: utf16, pattern: "^[a-z]+$", source: page#project, evidence: documented}
      - {name: dry-run, in: query, required: false, type: boolean, pythonName: rehearse, default: false}
      - {name: priority, in: query, type: integer, enum: [1, 2], enumDescriptions: {"1": first of all, "2": later}, minimum: 1, maximum: 2}
      - {name: Idempotency-Key, in: header, type: string, role: idempotencyKey}
    requestBody:
      mediaType: application/json
      required: [prompt, model, only]
      additionalProperties: false
      source: page#body
      evidence: documented
      properties:
        prompt:
          type: string
          title: Prompt
          role: prompt
          pointer: /input/prompt
          description: |-
            What it shows

              an indented line
            and a third
          minLength: 1
          maxLength: 800
          lengthUnit: bytes
          examples: [a fox]
          evidence: {maxLength: {level: inferred, source: aside#limits, note: Counted there}}
        model: {type: string, role: model, enum: [small, large, other model], enumDescriptions: {small: quick, "other model": slow}}
        only: {type: string, enum: [the one value]}
        kind: {const: still image, description: Always so}
        style: {type: string, recommended: [vivid, plain style], default: vivid, deprecated: true, description: A word}
        seed: {type: [integer, "null"], role: seed, minimum: 0, maximum: 99, specialValues: {"-1": random}, default: -1}
        n: {type: integer, role: count, minimum: 1, maximum: 6, default: 1}
        guidance: {type: number, role: guidance, exclusiveMinimum: 0, exclusiveMaximum: 20, multipleOf: 0.5, pointer: /input/guidance}
        odd name: {type: string, pythonName: odd, pattern: "^[a-z ]+$", description: A name with a space, examples: [abc]}
        images:
          type: array
          role: referenceImages
          description: To start from
          minItems: 1
          maxItems: 4
          uniqueItems: true
          items: {type: string, media: {kinds: [url, dataUri, base64], types: [image/png, image/jpeg], maxBytes: 10000000}, description: One of them, evidence: {media: {level: inferred}}}
        camera:
          type: object
          description: Where it stands
          required: [lens]
          additionalProperties: false
          properties:
            lens: {type: string, enum: [wide lens, long], description: Which lens}
            odd part: {type: number, description: With a space}
            str: {type: string}
            position: {type: object, properties: {x: {type: integer}, class: {type: integer, description: A word of Python}}}
            marks: {type: array, items: {type: object, properties: {label: {type: string, default: mark}}}}
        size: {type: string, default: 1K}
        ratio: {type: string, enum: ["1:1", "1:2"]}
        width: {type: integer, minimum: 64}
        height: {type: integer, minimum: 64}
        copies: {type: integer}
    size:
      fields:
        - {field: size, forms: [WxH, W*H, "W:H", tier]}
        - {field: ratio, forms: [ratio]}
      table:
        - {ratio: "1:1", tier: 1K, width: 1024, height: 1024, source: page#table, evidence: example}
        - {ratio: "1:2", tier: 1K, model: large, width: 512, height: 1024, approximate: true}
      closed: false
      limits:
        - when: {model: {const: small}, style: {notEnum: [plain style]}}
          side: {minimum: 64, maximum: 2048, multipleOf: 8}
          width: {minimum: 64}
          height: {maximum: 1024}
          pixels: {maximum: 1048576}
          ratio: {minimum: "1:4", maximum: "4:1"}
          source: page#limits
          evidence: inferred
      source: page#sizes
      evidence: documented
    modelLimits:
      field: model
      limits: {small: {n: {maximum: 2, minimum: 1}, style: unknown}, other model: {seed: none, prompt: {maxLength: 90, minLength: 2}, images: {minItems: 1, maxItems: 2}, style: {enum: [vivid, plain style]}, guidance: {multipleOf: 1}}}
      source: page#models
      evidence: documented
    rules:
      - {id: pair, description: Both or none, requires: {width: [height], height: [width]}, source: page#rules, evidence: documented}
      - {id: one-way, conflicts: [width, size]}
      - {id: some, atLeastOne: [prompt, images]}
      - {id: one, exactlyOne: [prompt, odd name]}
      - id: narrow
        when: {model: {const: large}, style: {enum: [vivid, plain style]}, seed: {present: true}, n: {minimum: 2}, guidance: {maximum: 9}}
        then: {required: [size], forbidden: [camera], ignored: [copies], properties: {n: {minimum: 1, maximum: 3}, ratio: {enum: ["1:1"]}}}
    examples:
      - {id: plain-call, title: The plain call, arguments: {project: main, prompt: a fox, model: small, only: the one value}, source: page#example, evidence: example}
    responses:
      "200":
        description: The images, or a task
        required: [state]
        properties:
          state: {type: string, title: State, enum: [fine, poor state], enumDescriptions: {fine: as it should be}, description: How it went, source: page#state, evidence: documented}
          waiting: {type: string}
          task_id: {type: string, minLength: 1, maxLength: 60}
          created: {type: integer, minimum: 0, maximum: 9000000000}
          data: {type: array, minItems: 0, maxItems: 6, items: {type: object, required: [url], properties: {url: {type: string, examples: ["https://cdn.example.com/1.png"]}, b64: {type: string}, until: {type: integer}, ttl: {type: [integer, string]}, kind: {type: string}}}}
          odd answer: {type: [string, "null"], description: With a space}
        examples: [{id: at-once, body: {state: fine, data: [{url: "https://cdn.example.com/1.png"}], free text: some text}, source: page#example}]
        source: page#answer
        evidence: documented
    results:
      images: [{items: /data/*, url: /url, base64: [/b64], expiresAt: /until, ttl: /ttl, mediaType: /kind, source: page#answer, evidence: documented}]
      lifetime: {seconds: 3600, since: /created, source: page#life, evidence: documented}
      count: n
      source: page#answer
      evidence: documented
    task:
      id: /task_id
      submitStatus: /waiting
      poll: {operation: get_task, parameter: task_id, echo: /task/id}
      cancel: {operation: cancel_task, parameter: task_id}
      status: /task/status
      acceptors:
        - {expected: on its way, state: retry, description: Not done}
        - {expected: nothing left, state: failure, matcher: path, argument: /task/reason}
        - {expected: all done, state: success, source: page#tasks, evidence: documented}
        - {expected: went wrong, state: failure}
        - {expected: taken back, state: cancelled}
        - {expected: 202, state: retry, matcher: status}
      unknownStatus: retry
      progress: /task/progress
      eta: [/task/eta]
      reason: /task/reason
      code: /task/code
      delay: 1
      maxDelay: 8
      maxAttempts: 50
      timeout: 300
      notFoundGrace: 5
      source: page#tasks
      evidence: documented
  edit_image:
    method: PUT
    path: /edits
    source: page#edits
    requestBody:
      required: [preset]
      properties:
        width: {type: integer}
        height: {type: integer}
        preset: {type: string, enum: [square, tall one, free form]}
    size:
      fields: [{field: width, forms: [width]}, {field: height, forms: [height]}, {field: preset, forms: [preset]}]
      table: [{preset: square, width: 64, height: 64}, {preset: tall one, width: 64, height: 128}]
      closed: false
    responses: {"201": {type: object, properties: {url: {type: string}}}}
    results: {images: [{items: "", url: /url}]}
  extend_image:
    method: PATCH
    path: /extensions
    idempotent: true
    source: page#edits
    requestBody: {properties: {box: {type: object, properties: {width: {type: integer}, height: {type: integer}}}}}
    size: {fields: [{field: box, forms: [object]}], closed: false, limits: [{pixels: {maximum: 1000000}}]}
    responses: {"200": {}}
  get_task:
    summary: Ask for a task
    method: GET
    path: /tasks/{task_id}
    source: page#tasks
    parameters: [{name: task_id, in: path, required: true, type: string, role: taskId}]
    responses:
      "200":
        properties:
          task:
            type: object
            properties:
              id: {type: string}
              status: {type: string, enum: [on its way, all done, went wrong, taken back]}
              progress: {type: number}
              eta: {type: number}
              reason: {type: string}
              code: {type: string}
          data: {type: array, items: {type: object, properties: {url: {type: string}}}}
    results: {images: [{items: /data/*, url: /url}]}
  cancel_task:
    summary: Take a task back
    method: DELETE
    path: /tasks/{task_id}
    source: page#tasks
    parameters: [{name: task_id, in: path, type: string}]
    responses: {"200": {description: Unknown}}
unknown:
  - {what: The price, consequence: Nothing is computed, source: page}
discrepancies:
  - id: two-names
    statements:
      - {says: It is the small model, value: small, source: page, evidence: example}
      - {says: It is the large one, value: large, source: page#models}
    choice: Both stay
    why: The page has it
"""
