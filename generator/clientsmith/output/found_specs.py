"""Find the spec of a provider: in the project's own folder, else among those installed with clientsmith."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from clientsmith import paths
from clientsmith.diagnostics import closest
from clientsmith.load.files import spec_files
from clientsmith.paths import display


class SpecError(Exception):
    """There is no such spec, or a file looks like a spec and wouldn't be read; args say what to do."""


class SpecFolders:
    """The folder of a project's specs, and the one that came with clientsmith, which may be the same.

    Args:
        given: the folder that the user names; ./specs if None, and if there is none either, only what came along.
    """

    def __init__(self, given: Path | None) -> None:
        here = Path("specs")
        self.own = given if given is not None else here if here.is_dir() else paths.SPECS
        self.is_shipped = self.own.is_dir() and self.own.samefile(paths.SPECS)

    def all_own(self) -> list[Path]:
        """The specs of the project's own folder.

        Raises:
            SpecError: there is none, or one whose name doesn't end as it should.
        """
        if self.own.is_file():
            raise SpecError(f"{display(self.own)} is a file: --specs takes the folder that it is in")
        for path in sorted(self.own.glob("*.yml")):
            raise SpecError(f"{display(path)} isn't read: the name of a spec ends in .yaml")
        specs = spec_files(self.own)
        if not specs:
            advice = "make one NAME.yaml per provider there, or pass --specs DIR"
            raise SpecError(f"{display(self.own)} has no specs: {advice}")
        return specs

    def find(self, name: str) -> Path:
        """The spec of a provider.

        Raises:
            SpecError: neither folder has it.
        """
        if any(path.stem == name for path in self.own.glob("*.yml")):
            self.all_own()  # says that it isn't read
        own, shipped = (self._named(folder) for folder in (self.own, paths.SPECS))
        if name in own:
            return own[name]
        if name in shipped:
            return shipped[name]
        own = own or {path.stem: path for path in self.all_own()}
        raise SpecError(f"{display(self.own)} has no spec {name!a}: {self._hint(name, own, shipped)}")

    def has(self, name: str) -> bool:
        """Whether either folder has the spec of this provider."""
        return name in self._named(self.own) or name in self._named(paths.SPECS)

    def folder_of(self, names: Iterable[str]) -> Path:
        """The folder that has all of these providers, preferably the project's own."""
        wanted = set(names)
        only_shipped = not wanted <= self._named(self.own).keys() and wanted <= self._named(paths.SPECS).keys()
        return paths.SPECS if only_shipped else self.own

    def find_own(self, names: Iterable[str]) -> list[Path]:
        """All specs of the project's own folder, in which each of these names is one.

        Raises:
            SpecError: one isn't.
        """
        specs = self.all_own()
        own = {path.stem: path for path in specs}
        for name in names:
            if name not in own:
                shipped = f"{name} came along with clientsmith: `clientsmith vendor {name} --into DIR` takes it"
                hint = shipped if name in self._named(paths.SPECS) else self._hint(name, own, {})
                raise SpecError(f"{display(self.own)} has no spec {name!a}: {hint}")
        return specs

    def origin(self, spec: Path) -> str:
        """Describe where a spec is, and whether it hides an installed spec of the same name."""
        if self.is_shipped or spec.parent != self.own:
            return "the spec that came along"
        hides = ", not the spec that came along" if spec.stem in self._named(paths.SPECS) else ""
        return f"{display(spec)}{hides}"

    def _hint(self, name: str, own: dict[str, Path], shipped: dict[str, Path]) -> str:
        near = closest(name, [*own, *shipped])
        if near:
            return f"did you mean {near}?"
        others = sorted(set(shipped) - set(own))
        return f"there are {', '.join(own)}" + (f", and with clientsmith came {', '.join(others)}" if others else "")

    @staticmethod
    def _named(folder: Path) -> dict[str, Path]:
        return {path.stem: path for path in spec_files(folder)}
