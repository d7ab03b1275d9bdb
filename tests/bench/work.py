"""The work that every client is given: the same call, and the same answer."""

from __future__ import annotations

import json
from typing import Any

KEY = "sk-bench-0123456789"
PATH = "/images/generations"
LINK = "https://images.fox-images.net/2026/fox.png"
ARGUMENTS: dict[str, Any] = {
    "prompt": "a fox in the snow, seen from the edge of a wood, late light",
    "model": "Qwen/Qwen-Image",
    "n": 1,
    "aspect_ratio": "16:9",
    "seed": 42,
    "steps": 30,
    "guidance_scale": 3.5,
    "negative_prompt": "blurred, text",
    "response_format": "url",
}
HEADERS = {
    "content-type": "application/json",
    "server": "bench",
    "date": "Thu, 01 Jan 2026 00:00:00 GMT",
    "x-request-id": "req-0123456789",
}
ANSWER = json.dumps({"created": 1750667997, "data": [{"url": LINK}], "usage": {"input_tokens_details": {}}}).encode()
"""As documented, so that there is no drift to tell of."""
