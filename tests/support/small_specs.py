"""Small specs, each with something odd in it that a client must get right."""

from __future__ import annotations

import re

from support.spec import ADDRESS_SPEC, FAILURES_SPEC, QUEUE_SPEC, TASK_SPEC, callback_spec, sync_spec

WIDE = "prompt: {type: string}, "
UPLOAD = "upload: {operation: upload_file, field: file, url: /data/url}"
LIST = """\
  list_images:
    method: GET
    path: /images
    parameters: [{{name: page, in: query, type: {type}}}, {{name: pageSize, in: query, type: integer}}]
    pages: {pages}
    responses:
      "200":
        required: [data]
        properties:
          meta: {{type: object, properties: {{next: {{type: [string, "null"]}}}}}}
          data: {{type: array, items: {{type: object, required: [id], properties: {{id: {{type: string}}}}}}}}
"""
SPECS = {
    "servers by name, with variables, and an operation with its own": """\
servers:
  - {name: main, url: "https://api.fox-images.net/v1"}
  - name: asia
    url: "https://{workspace}.{zone}.fox-images.net"
    variables: {workspace: {description: Your workspace.}, zone: {enum: [a-1, b-1], default: a-1}}
    env: [FOX_ASIA_KEY]
"""
    + TASK_SPEC.replace(
        "  get_task:\n",
        """  get_task:
    servers: [{name: queue, url: "https://queue.fox-images.net"}, {name: asia, url: "https://q.asia.fox-images.net/q"}]
""",
    ),
    "an address of which a part must be given": sync_spec(
        top='servers: [{url: "https://{workspace}.fox-images.net/v1", variables: {workspace: {}}}]'
    ),
    "a key in the query": sync_spec(
        WIDE + "n: {type: integer}", top="security: {type: apiKey, in: query, name: api-key, env: [FOX_KEY, FOX_TOKEN]}"
    ),
    "a key in the body": sync_spec(
        WIDE + "n: {type: integer}", top="security: {type: apiKey, in: body, name: key, prefix: 'k ', source: page}"
    ),
    "a token minted from two credentials": "security: {type: http, scheme: bearer, credentials: [access_key, "
    "secret_key], env: [FOX_AK, FOX_SK], mint: {algorithm: HS256, secret: secret_key, "
    "claims: {iss: access_key, exp: 1800, nbf: -5}}}\n" + TASK_SPEC,
    "a token minted from the key": sync_spec(
        top="security: {type: apiKey, in: header, name: X-Token, mint: "
        "{algorithm: HS256, secret: api_key, claims: {exp: 60}}}"
    ),
    "a field called source": sync_spec("prompt: {type: string}, source: {type: string, maxLength: 5}"),
    "a weak limit beside a rule": sync_spec(
        WIDE + "n: {type: integer, maximum: 4, evidence: {maximum: {level: inferred}}}, a: {type: string}",
        rules="[{id: either, conflicts: [n, a]}]",
    ),
    "a weak limit beside a limit by model": sync_spec(
        WIDE + "model: {type: string, enum: [one, two]}, n: {type: integer, maximum: 4, evidence: inferred}",
        modelLimits="{field: model, limits: {one: {n: {maximum: 2}}, two: {n: {maximum: 3}}}}",
    ),
    "a closed table of two numbers": sync_spec(
        WIDE + "width: {type: integer, minimum: 1}, height: {type: integer, minimum: 1}",
        size="{fields: [{field: width, forms: [width]}, {field: height, forms: [height]}], closed: true,"
        " table: [{width: 512, height: 512}, {width: 512, height: 1024}]}",
    ),
    "a closed table of pixels by model": sync_spec(
        WIDE + "engine: {type: string, enum: [one, two], role: model}, size: {type: string}",
        required="prompt, engine",
        size="{fields: [{field: size, forms: [WxH, preset]}], closed: true, table: ["
        "{model: one, preset: square, width: 512, height: 512}, {model: two, preset: square, width: 640, height: 640}, "
        "{model: one, preset: tall, width: 512, height: 1024}, {model: two, preset: tall, width: 640, height: 1280}]}",
    ),
    "a table that is only inferred": sync_spec(
        WIDE + 'ratio: {type: string, enum: ["1:1", "1:2", "2:1"]}',
        size='{fields: [{field: ratio, forms: [ratio]}], closed: true, evidence: inferred, table: [{ratio: "1:1"}, '
        '{ratio: "1:2"}, {ratio: "2:1"}]}',
    ),
    "an open list of names": sync_spec(
        WIDE + "tier: {type: string, enum: [small, large, automatic], default: small}",
        size="{fields: [{field: tier, forms: [tier]}], closed: false, table: [{tier: small, width: 64, height: 64}, "
        "{tier: large, width: 128, height: 128}]}",
    ),
    "a size that may be automatic": sync_spec(
        WIDE + "size: {type: string, specialValues: {auto: as it likes}}",
        size="{fields: [{field: size, forms: [WxH]}], closed: false, limits: [{side: {minimum: 64, maximum: 640}}]}",
    ),
    "a size as an object": sync_spec(
        WIDE + "box: {type: object, properties: {width: {type: integer}, height: {type: integer}}}",
        size="{fields: [{field: box, forms: [object]}], closed: false, limits: [{pixels: {maximum: 1000000}, "
        'ratio: {minimum: "1:3", maximum: "3:1"}}]}',
    ),
    "a condition on what may be null": sync_spec(
        WIDE + 'style: {type: [string, "null"], enum: [plain, rich]}, strength: {type: integer}',
        rules="[{id: rich, when: {style: {enum: [rich]}}, then: {required: [strength]}}]",
    ),
    "a condition on a constant": sync_spec(
        WIDE + "kind: {const: still}, seed: {type: integer}",
        rules="[{id: still, when: {kind: {const: still}}, then: {forbidden: [seed]}}]",
    ),
    "an object whose being closed is inferred": sync_spec(
        WIDE + "camera: {type: object, additionalProperties: false, evidence: inferred, properties: "
        "{lens: {type: string}, stops: {type: array, maxItems: 2, items: {type: integer, minimum: 1}}}}"
    ),
    "a success with another status": sync_spec(
        responses='{"201": {required: [data], properties: {data: {type: array, items: {type: object, '
        "properties: {url: {type: string}, b64: {type: string}}}}}}}"
    ),
    "lengths in units": sync_spec(
        "prompt: {type: string, minLength: 3, maxLength: 12, lengthUnit: bytes}, "
        "note: {type: string, minLength: 2, maxLength: 5, lengthUnit: utf16}"
    ),
    "numbers in steps": sync_spec(
        WIDE + "a: {type: number, minimum: 0.5, maximum: 2, multipleOf: 0.25}, b: {type: integer, multipleOf: 8, "
        "minimum: 16, maximum: 64}, c: {type: number, exclusiveMinimum: 0, exclusiveMaximum: 1}"
    ),
    "images of some types": sync_spec(
        WIDE + "image: {type: string, media: {kinds: [dataUri], types: [image/png], maxBytes: 60}}, "
        "more: {type: array, minItems: 1, maxItems: 3, items: {type: string, media: {kinds: [base64]}}}"
    ),
    "images of limited sides": sync_spec(
        WIDE + "image: {type: string, media: {kinds: [url, dataUri, base64], side: {minimum: 14, maximum: 6000, "
        'multipleOf: 2}, pixels: {minimum: 400, maximum: 90000}, ratio: {minimum: "2:5", maximum: "5:2"}}}, '
        "more: {type: array, maxItems: 3, items: {type: string, media: {kinds: [dataUri], types: [image/jpeg, "
        "image/webp, image/svg+xml], side: {minimum: 300}}}}, box: {type: object, properties: {picture: {type: string, "
        "media: {kinds: [base64], pixels: {maximum: 10000}}}}}, weak: {type: string, evidence: {media: "
        "{level: inferred}}, media: {kinds: [dataUri], types: [image/gif, image/bmp], side: {maximum: 99}}}"
    ),
    "images of the same sides": sync_spec(
        WIDE + "images: {type: array, items: {type: string, media: {kinds: [url, dataUri], side: {minimum: 32}}}}, "
        "mask: {type: string, media: {kinds: [dataUri, base64], types: [image/png], sameSizeAs: images}}, "
        "masks: {type: array, items: {type: string, evidence: {media: {level: assumed}}, media: {kinds: [base64, url], "
        "maxBytes: 900, ratio: {minimum: '1:1'}, sameSizeAs: mask}}}"
    ),
    "images of types that few programs know": sync_spec(
        WIDE
        + "image: {type: string, media: {kinds: [dataUri, base64], types: [image/avif, image/svg+xml], maxBytes: 99}}, "
        "more: {type: array, items: {type: string, media: {kinds: [dataUri], types: [image/heic]}}}",
    ),
    "fields named as steps of pointers": sync_spec(
        WIDE + '"*": {type: string, pythonName: star, maxLength: 3}, "-": {const: dash}, "~": {const: "*"}, '
        '"/": {const: "/"}, "0": {type: string, pythonName: zero, enum: ["*", "-", "~", "/", "0", "$ref", "true"]}, '
        'box: {type: object, required: ["*"], properties: {"*": {type: integer}, "a/b": {type: string}}}'
    ),
    "fields in elements of lists": sync_spec(
        "prompt: {type: string, pointer: /c/0/parts/0/text}, a: {type: string, pointer: /c/0/parts/2/data}, "
        "b: {type: string, pointer: /c/1}, c: {type: [integer, 'null'], pointer: /d/2}, "
        "mode: {const: fast, pointer: /e/1/mode}, e: {type: integer, pointer: /e/0}, f: {type: string, pointer: /0/0}"
    ),
    "parts of a list": sync_spec(
        "images: {type: array, maxItems: 3, pointer: /input/messages/0/content/*/image, items: {type: string, media: "
        "{kinds: [url, dataUri], types: [image/png], maxBytes: 90}}}, role: {const: user, pointer: "
        "/input/messages/0/role}, prompt: {type: string, pointer: /input/messages/0/content/-/text, maxLength: 9, "
        "beside: {/kind: words, /more/of it: 1}}, links: {type: array, minItems: 1, maxItems: 2, pointer: "
        "/parts/*/image_url/url, beside: {/type: image_url}, items: {type: string}}, note: {type: string, pointer: "
        "/parts/-/text, beside: {/type: text}}, words: {type: array, pointer: /words/*, items: {type: integer, "
        "minimum: 1}}, strength: {type: number, default: 1}",
        required="links, prompt",
        rules="[{id: noted, requires: {note: [images]}}, {id: either, conflicts: [words, strength]}, {id: few, "
        "when: {note: {present: true}}, then: {properties: {images: {maxItems: 1}, prompt: {maxLength: 6}}}}]",
    ),
    "two values in the path, of which one may have slashes": sync_spec(
        path="/of/{owner}/{name}/images",
        parameters="[{name: owner, in: path, type: string, maxLength: 9}, {name: name, in: path, type: string, greedy: "
        'true, pattern: "^[a-z./-]+$"}]',
    ),
    "files that are uploaded first": sync_spec(
        WIDE + f"image: {{type: string, media: {{kinds: [url, upload], types: [image/png, image/jpeg], maxBytes: 90, "
        f"{UPLOAD}}}}}, images: {{type: array, maxItems: 3, items: {{type: string, media: {{kinds: [url, upload], "
        f"{UPLOAD}}}}}}}, parts: {{type: array, minItems: 1, maxItems: 2, pointer: '/parts/*/image', items: {{type: "
        f"string, media: {{kinds: [upload, url], {UPLOAD}}}}}}}, box: {{type: object, properties: {{inside: {{type: "
        f"string, media: {{kinds: [url, upload], {UPLOAD}}}}}}}}}",
    )
    + """\
  upload_file:
    method: POST
    path: /files
    idempotent: true
    requestBody:
      mediaType: multipart/form-data
      required: [file]
      properties: {file: {type: string, media: {kinds: [file], maxBytes: 200}}, purpose: {const: input}}
    responses: {"200": {properties: {data: {type: object, properties: {url: {type: string}}}}}}
""",
    "numbered fields": sync_spec(
        WIDE + "images: {type: array, maxItems: 3, minItems: 2, expand: {first: input_image, rest: 'input_image_{n}', "
        "from: 2}, items: {type: string, media: {kinds: [url, base64]}}}, words: {type: array, minItems: 1, maxItems: "
        "2, uniqueItems: true, expand: {rest: 'w{n}'}, items: {type: string, maxLength: 4}}, input_image_4: {type: "
        "string}",
        required="prompt, words",
        rules="[{id: either, conflicts: [images, input_image_4]}]",
    ),
    "names that are words of cases": sync_spec(
        WIDE + "a: {type: object, properties: {$repeat: {type: string, maxLength: 50}}}, "
        "b: {type: array, items: {type: object, required: [$size], properties: {$size: {type: array, items: "
        "{type: integer}}}}}, c: {type: object, properties: {$$bytes: {type: string}}, examples: [{$ref: a}]}, "
        "d: {type: object, properties: {$number: {type: integer}}, examples: [{$number: 1}]}"
    ),
    "long names": sync_spec(
        WIDE + f"{'a' * 190}: {{type: string, maxLength: 5, pythonName: {'b' * 90}}}, "
        f"box: {{type: object, properties: {{{'c' * 190}: {{type: integer, maximum: 5}}}}}}"
    ),
    "arguments with names of sizes, and names that are alike": sync_spec(
        WIDE + "aspect_ratio: {type: string}, size: {type: string}, sizes: {type: integer}, size_x_y: {type: string}"
    ),
    "a size that is forbidden for the first model": sync_spec(
        WIDE + "model: {type: string, enum: [a, b], role: model}, size: {type: string}",
        required="prompt, model",
        size="{fields: [{field: size, forms: [WxH]}], limits: [{side: {minimum: 512, maximum: 2048}}]}",
        rules="[{id: not-a, when: {model: {const: a}}, then: {forbidden: [size]}}]",
    ),
    "a size that needs another field": sync_spec(
        WIDE + "fit: {type: string}, width: {type: integer}, height: {type: integer}",
        size="{fields: [{field: width, forms: [width]}, {field: height, forms: [height]}], "
        "limits: [{side: {minimum: 64, maximum: 2048}}]}",
        rules="[{id: fitted, requires: {width: [height, fit], height: [width]}}]",
    ),
    "constants inside of arguments": sync_spec(
        WIDE + "refs: {type: array, minItems: 1, items: {type: object, required: [role], properties: "
        "{role: {const: user}, rank: {type: integer, const: 2}, more: {type: object, properties: {kind: "
        "{const: 1}}}}}}, box: {type: object, required: [role], properties: {role: {const: user}}}",
        required="prompt, refs",
    ),
    "a body of parts": sync_spec(
        "",
        requestBody="{mediaType: multipart/form-data, required: [prompt, image], encoding: {images: {name: 'image[]'}, "
        "mask: {contentType: image/png}, tags: {contentType: application/json}, kind: {name: KIND}}, properties: {"
        "prompt: {type: string, role: prompt, maxLength: 90}, image: {type: string, media: {kinds: [file], types: "
        "[image/png, image/jpeg], maxBytes: 120}}, images: {type: array, maxItems: 2, items: {type: string, media: "
        "{kinds: [file]}}}, mask: {type: string, media: {kinds: [file], types: [image/svg+xml]}}, n: {type: integer, "
        "minimum: 1, maximum: 4, role: count}, strength: {type: number, minimum: 0, maximum: 1}, clean: {type: "
        "boolean}, kind: {const: still}, words: {type: array, items: {type: string}}, tags: {type: array, items: "
        "{type: string}}, box: {type: object, properties: {x: {type: integer}}}, seeds: {type: array, items: "
        "{type: integer}}}}",
        rules="[{id: either, conflicts: [images, mask]}]",
    ),
    "images of types that aren't images": sync_spec(
        WIDE + "page: {type: string, media: {kinds: [dataUri], types: [application/pdf], maxBytes: 60}}, "
        "more: {type: array, items: {type: string, media: {kinds: [base64, dataUri], types: [image/png, "
        "image/svg+xml]}}}"
    ),
    "images inside of arguments": sync_spec(
        WIDE + "refs: {type: array, minItems: 1, items: {type: object, properties: {role: {const: user}, image: "
        "{type: string, media: {kinds: [url, dataUri], types: [image/png], maxBytes: 100}}}}}, box: {type: object, "
        "properties: {images: {type: array, items: {type: string, media: {kinds: [base64]}}}}}",
        required="prompt, refs",
    ),
    "a closed table by model whose model may be left out": sync_spec(
        WIDE + 'model: {type: string, enum: [a, b], role: model}, ratio: {type: string, enum: ["1:1", "2:1"]}, '
        "tier: {type: string, enum: [k1, k2], default: k1}",
        size="{fields: [{field: ratio, forms: [ratio]}, {field: tier, forms: [tier]}], closed: true, table: ["
        '{model: a, ratio: "1:1", tier: k1, width: 8, height: 8}, {model: a, ratio: "2:1", tier: k1, width: 16, '
        'height: 8}, {model: b, ratio: "1:1", tier: k1, width: 8, height: 8}, {model: b, ratio: "2:1", tier: k1, '
        'width: 16, height: 8}, {model: b, ratio: "1:1", tier: k2, width: 16, height: 16}, '
        '{model: b, ratio: "2:1", tier: k2, width: 32, height: 16}]}',
    ),
    "the only model, which nobody gives": sync_spec(
        WIDE + "model: {type: string, enum: [b], role: model}, size: {type: string}, n: {type: integer}",
        size="{fields: [{field: size, forms: [preset]}], closed: true, table: [{model: b, preset: wide, width: 16, "
        "height: 8}, {model: b, preset: tall, width: 8, height: 16}]}",
        modelLimits="{field: model, limits: {b: {n: {maximum: 2}}}}",
    ),
    "sides in steps within a number of pixels": sync_spec(
        WIDE + "width: {type: integer}, height: {type: integer}",
        size="{fields: [{field: width, forms: [width]}, {field: height, forms: [height]}], "
        "limits: [{side: {minimum: 64, multipleOf: 16}, pixels: {maximum: 4194304}}]}",
    ),
    "limits of sizes by model": sync_spec(
        WIDE + "model: {type: string, enum: [a, b], role: model}, size: {type: string}",
        required="prompt, model",
        size="{fields: [{field: size, forms: [WxH]}], limits: [{when: {model: {const: a}}, side: {maximum: 1000}}, "
        "{when: {model: {const: b}}, side: {maximum: 1440}}]}",
    ),
    "tiers by model, the models in another order": sync_spec(
        WIDE + 'model: {type: string, enum: [a, b, c], role: model}, ratio: {type: string, enum: ["1:1", "2:1"]}, '
        "tier: {type: string, enum: [k1, k2]}",
        required="prompt, model",
        size="{fields: [{field: ratio, forms: [ratio]}, {field: tier, forms: [tier]}], table: ["
        '{model: b, ratio: "1:1", tier: k1, width: 8, height: 8}, {model: b, ratio: "2:1", tier: k1, width: 16, '
        'height: 8}, {model: a, ratio: "1:1", tier: k1, width: 8, height: 8}, {model: a, ratio: "1:1", tier: k2, '
        'width: 32, height: 32}, {ratio: "1:1", tier: k1, width: 24, height: 24}]}',
    ),
    "rows for all models, some of which a model doesn't take": sync_spec(
        WIDE + "model: {type: string, enum: [a, b], role: model}, size: {type: string, enum: [s, m, l]}",
        required="prompt, model",
        size="{fields: [{field: size, forms: [preset]}], closed: true, table: [{preset: s, width: 8, height: 8}, "
        "{preset: m, width: 16, height: 16}, {model: b, preset: l, width: 32, height: 32}]}",
        rules="[{id: small, when: {model: {const: a}}, then: {properties: {size: {enum: [s]}}}}]",
    ),
    "models of which the page doesn't list all": sync_spec(
        WIDE + "model: {type: string, role: model}, n: {type: integer, maximum: 9}, size: {type: string}",
        size="{fields: [{field: size, forms: [WxH]}], limits: [{side: {maximum: 2048}}, "
        "{when: {model: {const: small}}, side: {maximum: 512}}]}",
        modelLimits="{field: model, limits: {small: {n: {maximum: 2}}, large: {n: {maximum: 4}}}}",
    ),
    "limits by model of every kind": sync_spec(
        WIDE + "model: {type: string, enum: [old, new, newest], default: old, role: model}, "
        "n: {type: integer, minimum: 1, maximum: 9, default: 1, role: count}, "
        "quality: {type: string, enum: [low, high, auto]}, style: {type: string}, seed: {type: integer, maximum: 99}, "
        "format: {type: string, enum: [png, webp], default: png}, compression: {type: integer}, "
        "shape: {type: string, enum: [wide, tall], default: wide}",
        size="{fields: [{field: shape, forms: [preset]}], table: [{preset: wide, width: 16, height: 8}, "
        "{preset: tall, width: 8, height: 16}]}",
        modelLimits="{field: model, limits: {old: {quality: forbidden, n: {maximum: 1}, style: {required: true}}, "
        "new: {n: {default: 2}, quality: {notEnum: [auto, low]}, seed: {notEnum: [7], maximum: 9}, "
        "format: {default: webp}, shape: {default: tall}}, newest: {style: forbidden, shape: {notEnum: [wide]}}}}",
        rules="[{id: png, when: {format: {const: png}}, then: {forbidden: [compression]}}, "
        "{id: several, when: {n: {minimum: 2}}, then: {forbidden: [seed]}}]",
    ),
    "tables closed for some models": sync_spec(
        WIDE + "model: {type: string, role: model}, size: {type: string, default: auto}",
        size="{fields: [{field: size, forms: [WxH, preset]}], table: [{preset: auto}, "
        "{model: old, width: 256, height: 256}, {model: old, width: 512, height: 512}, "
        "{model: new, width: 512, height: 512}, {model: free, width: 640, height: 640}], "
        "limits: [{side: {minimum: 16, maximum: 4096}}]}",
        modelLimits="{field: model, limits: {old: {size: {closed: true, notEnum: [auto]}}, "
        "new: {size: {closed: true}}, none: {size: forbidden}, listed: {size: {enum: [300x200, 200x300]}}}}",
    ),
    "tables closed for every model": sync_spec(
        WIDE + "model: {type: string, enum: [old, new]}, width: {type: integer}, height: {type: integer}",
        size="{fields: [{field: width, forms: [width]}, {field: height, forms: [height]}], table: ["
        "{model: old, width: 256, height: 256}, {model: new, width: 512, height: 512}]}",
        modelLimits="{field: model, limits: {old: {width: {closed: true}}, new: {width: {closed: true}}}}",
    ),
    "sides or pixels by model": sync_spec(
        WIDE + "model: {type: string, enum: [one, two, three], role: model}, size: {type: string}",
        size="{fields: [{field: size, forms: [WxH]}], limits: ["
        "{when: {model: {enum: [one, two]}}, anyOf: [{side: {minimum: 1920, maximum: 4096, multipleOf: 16}}, "
        "{pixels: {minimum: 3686400, maximum: 16777216}}]}, "
        "{when: {model: {const: three}}, side: {maximum: 3000}, anyOf: [{width: {maximum: 512}}, "
        '{ratio: {minimum: "1:2", maximum: "2:1"}}]}]}',
    ),
    "sides or pixels": sync_spec(
        WIDE + "box: {type: object, properties: {width: {type: integer}, height: {type: integer}}}",
        size="{fields: [{field: box, forms: [object]}], limits: ["
        "{anyOf: [{side: {minimum: 1920, maximum: 4096}}, {pixels: {minimum: 3686400, maximum: 16777216}}]}]}",
    ),
    "presets whose pixels the model decides": sync_spec(
        WIDE + "model: {type: string, enum: [one, two, three]}, shape: {type: string, default: wide}",
        size="{fields: [{field: shape, forms: [preset]}], table: [{preset: wide}, {preset: tall}, "
        "{model: one, preset: wide, width: 64, height: 32}, {model: two, preset: wide, width: 128, height: 64, "
        "approximate: true}, {model: one, preset: tall, width: 32, height: 64}]}",
    ),
    "required texts of a pattern": sync_spec(
        'prompt: {type: string}, color: {type: string, pattern: "^#[0-9a-f]{6}$"}, '
        'box: {type: object, required: [at], properties: {at: {type: string, pattern: "^[0-9]{2}:[0-9]{2}$"}}}, '
        'words: {type: array, minItems: 2, items: {type: string, pattern: "^(on|off)$"}}',
        required="prompt, color, box, words",
    ),
    "rules of every kind": sync_spec(
        WIDE + "a: {type: string}, b: {type: string}, c: {type: boolean}, n: {type: integer, default: 1}",
        rules="[{id: pair, requires: {a: [b], b: [a]}}, {id: either, conflicts: [a, c]}, "
        "{id: some, atLeastOne: [a, c, n]}, "
        "{id: many, when: {n: {minimum: 3}, c: {present: true}}, then: {properties: {prompt: {maxLength: 9}}}}, "
        "{id: quiet, when: {c: {const: true}}, then: {ignored: [n]}}]",
    ),
    "a task whose failures have classes": "errors: [{status: 400, code: nsfw, class: contentRejected}]\n"
    + FAILURES_SPEC,
    "a task": TASK_SPEC,
    "a task with addresses, and a result of its own": QUEUE_SPEC,
    "a task with addresses and a header that says what passes": QUEUE_SPEC.replace(
        "message: /message}", "message: /message, retryAfter: /wait, retryable: {header: X-Retryable}}"
    ),
    "a task with nothing but an address": ADDRESS_SPEC,
    "a task with a result of its own and nothing but addresses": QUEUE_SPEC.replace("parameter: id, ", ""),
    "a task with a result of its own and no addresses": re.sub(r", url: /urls/\w+|      hosts: .*\n", "", QUEUE_SPEC),
    "a task with ids of two kinds": TASK_SPEC.replace("echo: /id", "echo: [/id, /own_id]").replace(
        "          status: {type: string}\n", "          status: {type: string}\n          own_id: {type: string}\n"
    ),
    "errors that say when they pass": sync_spec(
        top="envelope: {message: /message, retryAfter: [/error/wait, /wait], retryable: {header: x-again}}\n"
        "errors: [{status: 400, class: badRequest, retryable: true}, {status: 500, class: server, retryable: false}]"
    ),
    "a list in pages by number": sync_spec()
    + LIST.format(type="integer, maximum: 4", pages="{items: /data/*, parameter: page}"),
    "a list in pages by cursor": sync_spec()
    + LIST.format(type="string", pages="{items: /data/*, parameter: page, cursor: /meta/next}"),
    "a list in pages by link": sync_spec()
    + LIST.format(type="string", pages="{items: /data/*, parameter: page, link: /meta/next}"),
    "callbacks as standard webhooks": callback_spec("{url: webhook, id: /id, signature: {scheme: standard-webhooks}}"),
    "callbacks signed in a header": callback_spec(
        '{url: webhook, id: /id, signature: {scheme: hmac-sha256, header: X-Fox-Signature, prefix: "sha256="}}'
    ),
    "callbacks signed with their time, in base64": callback_spec(
        "{url: webhook, id: /id, signature: {scheme: hmac-sha256, header: X-Sign, encoding: base64, "
        'timestamp: X-Time, signed: "v0:{timestamp}:{body}."}}'
    ),
    "callbacks without a signature that have a part of the answer": callback_spec(
        "{url: webhook, id: /task_id, part: /data}",
        TASK_SPEC.replace("echo: /id", "echo: /data/task_id")
        .replace("      status: /status", "      status: /data/status")
        .replace(
            "          id: {type: string}\n", "          data: {type: object, properties: {task_id: {type: string}, "
        )
        .replace("          status: {type: string}\n          images: ", "status: {type: string}, images: ")
        .replace("{url: {type: string}}}}\n    results", "{url: {type: string}}}}}}\n    results")
        .replace("/images/*", "/data/images/*"),
    ),
    "callbacks with the result inside": callback_spec(
        "{url: webhook, operation: get_result, id: /request_id, payload: /payload}", QUEUE_SPEC
    ),
    "a task that is told by HTTP statuses": TASK_SPEC.replace(
        "        - {expected: waiting, state: retry}\n",
        "        - {matcher: status, expected: 202, state: retry}\n        - {expected: waiting, state: retry}\n",
    ),
    "a task of an unknown status that fails": TASK_SPEC.replace(
        "      status: /status\n", "      status: /status\n      unknownStatus: failure\n      maxAttempts: 3\n"
    ),
}

_LINKS = '{"200": {properties: {output: {type: array, items: {type: string}}}}}'
_LISTS = (
    '{"200": {properties: {choices: {type: array, items: {type: object, properties: {images: {type: array, '
    "items: {type: object, properties: {url: {type: string}, b64: {type: string}}}}}}}}}}"
)
_MAP = (
    "        - {expected: waiting, state: retry}\n        - {expected: done, state: success}\n"
    "        - {expected: failed, state: failure}\n        - {expected: stopped, state: cancelled}\n"
)
_BY_STATUS = TASK_SPEC.replace("      status: /status\n", "").replace(
    _MAP,
    "        - {matcher: status, expected: 202, state: retry}\n"
    "        - {matcher: status, expected: 200, state: success}\n",
)
_IMAGES = '{images: [{items: "/images/*", url: /url}]}'
_CONTENT = (
    '{"200": {headers: {seed: {type: integer, maximum: 99}, Finish-Reason: {type: string, enum: [SUCCESS]}, '
    'X-Paid: {type: boolean}}, content: {"image/*": {type: string, format: binary}'
)
ANSWERS = {
    "an answer that is the image": sync_spec(responses=_CONTENT + "}}}", results="{images: [{body: true}]}"),
    "an answer that is the image, or JSON": sync_spec(
        "prompt: {type: string}, output_format: {type: string, enum: [jpeg, png], role: outputFormat}",
        responses=_CONTENT + ', "application/json": {required: [image], properties: {image: {type: string}}}}}}',
        results='{images: [{body: true}, {items: /image, base64: ""}]}',
        parameters="[{name: accept, in: header, type: string, enum: [image/*, application/json]}]",
    ),
    "an image of one type at another status": sync_spec(
        responses='{"201": {content: {"image/png": {type: string, format: binary}}}}',
        results="{images: [{body: true}]}",
    ),
    "a task whose result is the image": _BY_STATUS.partition('      "200":\n        properties:')[0]
    + '      "202": {properties: {id: {type: string}}}\n'
    + '      "200": {content: {"image/*": {type: string, format: binary}}}\n    results: {images: [{body: true}]}\n',
    "texts and errors beside the images": "errors: [{code: nsfw, class: contentRejected}, {status: 400, class: "
    "badRequest}]\n"
    + sync_spec(
        "prompt: {type: string}, n: {type: integer, minimum: 1, maximum: 4, role: count}",
        responses='{"200": {properties: {data: {type: array, items: {type: object, properties: {url: {type: string}, '
        "say: {type: string}, error: {type: object, properties: {code: {type: string}, message: {type: string}}}}}}}}}",
        results='{images: [{items: "/data/*", url: /url, error: {code: /error/code, message: /error/message}}], '
        'texts: "/data/*/say", count: n, countMeans: atMost}',
    ),
    "links that need the key": sync_spec(
        results='{images: [{items: "/data/*", url: /url}], security: provider, hosts: ["*.fox-files.net", '
        "cdn.fox-images.net]}",
    ),
    "images in lists of lists": sync_spec(
        responses=_LISTS, results="{images: [{items: /choices/*/images/*, url: /url}]}"
    ),
    "images below an index": sync_spec(responses=_LISTS, results="{images: [{items: /choices/0/images/*, url: /url}]}"),
    "base64 in lists of lists": sync_spec(
        responses=_LISTS, results="{images: [{items: /choices/*/images/*, base64: /b64}]}"
    ),
    "one image of each element": sync_spec(
        responses=_LISTS, results="{images: [{items: /choices/*, url: /images/*/url}]}"
    ),
    "links in a list": sync_spec(responses=_LINKS, results='{images: [{items: "/output/*", url: ""}]}'),
    "links in a list of the body": sync_spec(responses=_LINKS, results='{images: [{items: "", url: "/output/*"}]}'),
    "a failure under a good status": sync_spec(top="envelope: {failure: /error, errorBody: {properties: {error: {}}}}"),
    "a failure in each element of a list": "envelope: {failure: /notes/*/error}\n"
    + TASK_SPEC.replace(
        "          status: {type: string}\n",
        "          status: {type: string}\n          notes: {type: array, minItems: 2, items: {type: object, "
        "properties: {error: {type: string}}}}\n",
    ),
    "a polled body that is itself the image": TASK_SPEC.replace(
        "images: {type: [array", "url: {type: string}\n          images: {type: [array"
    ).replace(_IMAGES, '{images: [{items: "", url: /url}]}'),
    "a polled list of links, or one": TASK_SPEC.replace(
        "items: {type: object, properties: {url: {type: string}}}}", "items: {type: string}}"
    )
    .replace('[array, "null"]', '[string, array, "null"]')
    .replace(_IMAGES, '{images: [{items: "/images/*", url: ""}, {items: /images, url: ""}]}'),
    "a task with images in base64": TASK_SPEC.replace("{url: {type: string}}", "{b64: {type: string}}").replace(
        "url: /url", "base64: /b64"
    ),
    "a task that is done by the HTTP status alone": _BY_STATUS,
    "a task whose HTTP statuses are described": _BY_STATUS.replace(
        '      "200":\n        properties:\n          id',
        '      "202": {required: [id], properties: {id: {type: string}}}\n      "200":\n        required: [images]\n'
        "        properties:\n          id",
    ).replace('[array, "null"]', "array"),
    "a task whose status is its code": TASK_SPEC.replace(
        "      status: /status\n", "      status: /status\n      code: /status\n"
    ),
    "a task whose status may be its reason": TASK_SPEC.replace(
        "      status: /status\n", "      status: /status\n      reason: [/error, /status]\n"
    ).replace("          status: {type: string}\n", "          status: {type: string}\n          error: {}\n"),
    "a stream whose events have their names in the data": sync_spec(
        WIDE + "n: {type: integer, role: count}",
        top="envelope: {failure: /error, code: /error/code, message: /error/message, requestId: /id}\n"
        "errors: [{code: nsfw, status: 400, class: contentRejected}, {code: broken, status: 500, class: server}]",
        maxResponseBytes="1000000",
        timeout="20",
        stream="{set: {stream: true}, discriminator: /type, events: {image.partial: {state: partial, base64: /b64, "
        "index: /number}, image.completed: {state: end, base64: /b64, mediaType: /format}}}",
    ),
    "a stream of named events with images, failures and links": sync_spec(
        top="errors: [{code: nsfw, class: contentRejected}]",
        maxResponseBytes="1000000",
        results='{images: [{items: "/data/*", url: /url, base64: /b64}], lifetime: {seconds: 60}}',
        stream="{set: {stream: true, mode: sse}, events: {succeeded: {state: image, url: [/url, /link], base64: /b64, "
        "index: /at}, failed: {state: failure, index: /at, error: {code: /error/code, message: /error/message}}, "
        "completed: {state: end}}}",
    ),
    "a body of parts that asks for a stream": sync_spec(
        requestBody="{mediaType: multipart/form-data, required: [prompt], properties: {prompt: {type: string}, "
        "image: {type: string, media: {kinds: [file], types: [image/png]}}}}",
        stream="{set: {stream: true}, events: {done: {state: end, base64: /b64}}}",
    ),
    "times in milliseconds": sync_spec(
        responses='{"200": {properties: {made: {type: integer}, data: {type: array, items: {type: object, properties: '
        "{url: {type: string}, until: {type: [number, string]}, ttl: {type: [number, string]}}}}}}}",
        results="{images: [{items: /data/*, url: /url, expiresAt: /until, ttl: /ttl, unit: ms}], "
        "lifetime: {seconds: 600, since: /made, unit: ms}}",
    ),
    "a submit that answers at once, or in part": TASK_SPEC.replace(
        '{"200": {properties: {id: {type: string}}}}',
        '{"200": {properties: {id: {type: string}, status: {type: string, enum: [waiting, done, failed, stopped]}, '
        "images: {type: array, items: {type: object, properties: {url: {type: string}}}}}}}",
    ).replace("    task:\n", '    results: {images: [{items: "/images/*", url: /url}]}\n    task:\n'),
    "a task that is told beside its submit": TASK_SPEC.replace(
        '{"200": {properties: {id: {type: string}}}}',
        '{"200": {properties: {id: {type: string}, state: {type: string}}}}',
    ).replace("      status: /status\n", "      status: /status\n      submitStatus: /state\n"),
    "a result with an envelope of its own": QUEUE_SPEC.replace(
        "  get_result:\n",
        "  get_result:\n    envelope: {failure: /detail, code: /detail/type, message: [/detail/msg, /detail], "
        "retryAfter: /wait, errorBody: {properties: {detail: {type: [string, object], properties: "
        "{type: {type: string}, msg: {type: string}}}, wait: {type: number}}, "
        "examples: [{id: unsafe, status: 422, body: {detail: {type: nsfw, msg: It is not shown}}}]}}\n",
    ),
    "a poll with an envelope of its own": "envelope: {success: {argument: /ok, expected: [1]}, code: /code}\n"
    "errors: [{code: lost, status: 404, class: notFound}, {code: nsfw, status: 400, class: contentRejected}]\n"
    + TASK_SPEC.replace(
        "  get_task:\n",
        "  get_task:\n    envelope: {success: {argument: /good, expected: [true]}, code: /why, "
        "message: /text, requestId: /rid}\n",
    )
    .replace('{"200": {properties: {id: {type: string}}}}', '{"200": {properties: {id: {type: string}, ok: {}}}}')
    .replace(
        "          status: {type: string}\n", "          status: {type: string}\n          good: {type: boolean}\n"
    ),
}
"""Specs with answers of odd forms, which the mock must be able to give as well."""
