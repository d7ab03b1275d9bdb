"""Cases for links that need the provider's key: it goes to few places, and nowhere else."""

from __future__ import annotations

from clientsmith.language.model import Provider
from clientsmith.oracle import answer_bodies
from clientsmith.oracle.authentication import authenticated
from clientsmith.oracle.operation import below
from clientsmith.vectors import sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.expected_request import request
from clientsmith.vectors.links import PICTURE, PNG, Links
from clientsmith.vectors.operation_under_test import Arguments, Json
from clientsmith.vectors.validation import verdict

_ELSEWHERE = "https://api.another-address.com/base"


def key_hosts(provider: Provider) -> list[str]:
    """Return the hosts that links take the key to, besides the provider's own."""
    results = [operation.results for operation in provider.operations if operation.results is not None]
    return sorted({host for one in results if one.security == "provider" for host in one.hosts})


def keyed_link_cases(cases: Cases) -> None:
    """Try links to every kind of place."""
    tested, call = cases.tested, sample.minimal(cases.tested)
    results = tested.operation.results
    place = answer_bodies.json_place(results) if results is not None else None
    if (
        call is None
        or tested.operation.task is not None
        or results is None
        or results.security != "provider"
        or place is None
        or not place.url
    ):
        return
    links = Links(cases, call, place)
    own = tested.base_url.split("/")[2]
    _Keyed(links, call).add("to the provider itself", [(f"https://{own}/files/1.png", True)])
    for host in results.hosts:
        name = host.removeprefix("*.")
        exact = f"files.{name}" if host != name else name
        keyed = _Keyed(links, call)
        keyed.add(f"to {host}", [(f"https://{exact}/1.png?a=b", True)])
        keyed.add(f"to {host} at another port", [(f"https://{exact}:8443/1.png", False)])
        keyed.add(f"below {host}", [(f"https://more.{exact}/1.png", False)])
        keyed.add(f"to {host} in plain http", [(f"https://{exact}/1.png", True)], first=f"http://{exact}/1.png")
        keyed.add(f"on from {host}", [(f"https://{exact}/1.png", True), ("https://cdn.example.com/1.png?s=1", False)])
        if host != name:
            keyed.add(f"to {name}, which isn't listed", [(f"https://{name}/1.png", f"{name}" in results.hosts)])
        if tested.provider.servers:
            keyed.add(f"to {host} from another address", [(f"https://{exact}/1.png", False)], client=_ELSEWHERE)
    _Keyed(links, call).add("to another host", [("https://cdn.example.com/1.png", False)])


class _Keyed:
    def __init__(self, links: Links, call: Arguments) -> None:
        self.links, self.call = links, call

    def add(self, name: str, hops: list[tuple[str, bool]], first: str = "", client: str = "") -> None:
        """Add a case in which a link leads through these hops, each with whether it gets the key."""
        tested = self.links.cases.tested
        submit = request(tested, verdict(tested, self.call).values)
        if client:
            submit["url"] = submit["url"].replace(tested.base_url, below(client, tested.operation))
        fetched: list[Json] = [
            {"method": "GET", "url": url, "headers": {"accept": "*/*"}, "body": None} for url, _ in hops
        ]
        for at, (_, keyed) in enumerate(hops):
            if keyed:
                fetched[at] = authenticated(tested.provider, tested.sent_key, fetched[at])
        turns: list[Json] = [{"status": 302, "text": "", "headers": {"location": url}} for url, _ in hops[1:]]
        expect: Json = {"requests": [submit, *fetched], "read": [{"base64": PNG, "mediaType": "image/png"}]}
        given = {"client": {"baseUrl": client}} if client else {}
        self.links.add(
            f"with the key {name}", first or hops[0][0], [*turns, PICTURE], {**expect, "error": None}, **given
        )
