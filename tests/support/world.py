"""A world in which time passes only when somebody waits."""

from __future__ import annotations

from imageclients._runtime.options import System

NOW = 1_700_000_000.0
"""Unix seconds at which each world begins: Tue, 14 Nov 2023 22:13:20 GMT."""


class World(System):
    """Clock, sleep, chance and names of hosts, all made up; `pauses` has every wait in seconds."""

    def __init__(self, *, chance: float = 1.0, hosts: dict[str, list[str]] | None = None) -> None:
        self.now = 0.0
        self.chance = chance
        self.hosts = hosts or {}
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return NOW + self.now

    def random(self) -> float:
        return self.chance

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)

    def resolve(self, host: str) -> list[str]:
        return self.hosts.get(host, ["93.184.216.34"])

    async def resolve_async(self, host: str) -> list[str]:
        return self.resolve(host)
