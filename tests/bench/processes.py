"""Group processes: imports, and the first call of a fresh process, in CPU seconds of the process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench import children
from bench.children import PEERS, Spent
from bench.generated_peers import clients_of
from bench.measure import Goal, Group, Plan, Row, Table, left_out
from bench.work import ARGUMENTS, KEY, PATH

START, HTTPX, PACKAGE = "python -c pass", "import httpx", "import imageclients.modelverse"
BY_HAND, OURS = "httpx, by hand", "ours"
_IMPORTS = {
    START: "pass",
    "import typing": "import typing",
    HTTPX: "import httpx",
    PACKAGE: "import imageclients.modelverse",
    "all five of imageclients": "import imageclients.aimanyi, imageclients.apimart, imageclients.bizyair, "
    "imageclients.modelverse, imageclients.ppio",
    "from imageclients.modelverse import Client": "from imageclients.modelverse import Client",
    "import pydantic": "import pydantic",
    "import httpx, pydantic": "import httpx, pydantic",
    "import httpx, pydantic and our Client": "import httpx, pydantic; from imageclients.modelverse import Client",
    "import httpx2": "import httpx2",
    "import aiohttp": "import aiohttp",
    "openapi-python-client's client": "import opc_modelverse.api.modelverse.generate_image",
    "datamodel-code-generator's client": "import dcg_modelverse.api, dcg_modelverse.models",
    "openapi-generator's client": "import og_modelverse",
    "import openai": "import openai",
}
_CALLS = {
    BY_HAND: "import httpx; httpx.post({post}).raise_for_status().json()",
    OURS: "from imageclients.modelverse import Client; Client({key!r}, base_url={url!r}).generate_image(**{body})",
    "ours, with result.answer": "from imageclients.modelverse import Client; "
    "Client({key!r}, base_url={url!r}).generate_image(**{body}).answer",
    "http.client with a TLS context": "import http.client, json, ssl; ssl.create_default_context(); "
    "c = http.client.HTTPConnection({host!r}); c.request('POST', {path!r}, json.dumps({body})); "
    "json.loads(c.getresponse().read())",
    "httpx and pydantic, by hand": "import httpx, pydantic; httpx.post({post}).raise_for_status().json()",
    "openai": "import openai; openai.OpenAI(api_key={key!r}, base_url={url!r}).images.generate("
    "prompt='a fox', model='Qwen/Qwen-Image', n=1)",
    "openapi-python-client": "import opc_modelverse as p; "
    "from opc_modelverse.api.modelverse import generate_image as g; "
    "from opc_modelverse.models import GenerateImageRequest as R; "
    "g.sync(client=p.AuthenticatedClient({url!r}, token={key!r}), body=R.from_dict({body}))",
    "datamodel-code-generator, client": "from dcg_modelverse.api import Client; "
    "from dcg_modelverse.models import GenerateImageRequest as R; "
    "Client(base_url={url!r}, key={key!r}).modelverse.generate_image(body=R(**{body}))",
    "openapi-generator (Java)": "import og_modelverse as p; "
    "a = p.ModelverseApi(p.ApiClient(p.Configuration(host={url!r}, access_token={key!r}))); "
    "a.generate_image(p.GenerateImageRequest(**{body}))",
}


def measure(plan: Plan) -> Group:
    """In the peers' interpreter, which has what each of them needs; byte code is there from the first round on."""
    with children.loopback() as url, clients_of("modelverse") as (folders, missing):
        post = f"{url + PATH!r}, json={ARGUMENTS!r}, headers={{'Authorization': {f'Bearer {KEY}'!r}}}"
        host = url.removeprefix("http://")
        words = {"post": post, "key": KEY, "url": url, "body": repr(ARGUMENTS), "host": host, "path": PATH}
        calls = {name: code.format(**words) for name, code in _CALLS.items()}
        imports, unloaded = _run(_IMPORTS, folders, plan.rounds(11, 5))
        first, uncalled = _run(calls, folders, plan.rounds(11, 5))
    loaded = Table("imports, CPU", "ms", imports, base=HTTPX, less=START)
    called = Table("the first call of a fresh process, CPU", "ms", first, base=BY_HAND)
    goals = [
        Goal(4, "import imageclients.NAME / import httpx, without starting python", loaded.ratio(PACKAGE), 0.15),
        Goal(4, "the first call of a fresh process / httpx by hand", called.ratio(OURS), 1.3),
    ]
    return Group("processes", [loaded, called], goals, left_out({**missing, **unloaded, **uncalled}))


def _run(code: dict[str, str], folders: list[Path], rounds: int) -> tuple[list[Row], dict[str, str]]:
    """CPU seconds of Python programs, and those that don't run."""

    def run(text: str) -> Callable[[], Spent]:
        return lambda: children.spend([PEERS, "-c", text], PYTHONPATH=children.path(*folders))

    runs, missing = children.working({name: run(text) for name, text in code.items()}, (START, HTTPX, PACKAGE, OURS))
    return [Row(name, [one.cpu for one in found]) for name, found in children.rounds_of(runs, rounds).items()], missing
