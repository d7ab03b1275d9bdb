"""What may import what, and where a provider may be named."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GENERATOR = ROOT / "generator/clientsmith"
TEMPLATES = ROOT / "templates"
GENERATED = ROOT / "generated/imageclients"
PROVIDERS = sorted(path.stem for path in (ROOT / "specs").glob("*.yaml"))

# Folders from left to right, and between them the modules of the top level that stand for themselves.
STAGES = (
    "paths",
    "diagnostics",
    "load",
    "schema",
    "language",
    "oracle",
    "lint",
    "vectors",
    "openapi",
    "render",
    "output",
    "pipeline",
    "console",
    "update",
    "scaffold",
    "live",
    "mock",
    "testing",
    "cli",
    "__main__",
)
STAGE = {name: index for index, name in enumerate(STAGES)}


def imported(path: Path, package: str) -> Iterator[str]:
    """Every module that a file imports, in full, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            above = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            base = ".".join(part for part in (above, node.module or "") if part)
            # `from clientsmith import paths` imports the module below.
            yield from (f"{base}.{alias.name}" for alias in node.names)


def generator_files() -> list[Path]:
    return sorted(path for path in GENERATOR.rglob("*.py") if "templates" not in path.relative_to(GENERATOR).parts)


def stage_of(path: Path) -> str:
    """The folder, or the module of the top level, that a file of the generator belongs to."""
    return path.relative_to(GENERATOR).parts[0].removesuffix(".py")


def used_stages(path: Path) -> set[str]:
    """The stages that a file imports."""
    names = [name.split(".") for name in imported(path, "clientsmith")]
    return {parts[1] for parts in names if parts[0] == "clientsmith" and len(parts) > 1 and parts[1] in STAGE}


def test_every_folder_is_a_stage() -> None:
    assert {stage_of(path) for path in generator_files()} - {"__init__"} == STAGE.keys()


@pytest.mark.parametrize("path", generator_files(), ids=lambda path: path.relative_to(GENERATOR).as_posix())
def test_stage_imports_only_stages_to_its_left(path: Path) -> None:
    here = STAGE.get(stage_of(path), -1)
    assert {name for name in used_stages(path) if STAGE[name] > here} == set()


def test_only_one_module_knows_datamodel_code_generator() -> None:
    users = [path.name for path in generator_files() if "datamodel_code_generator" in "".join(imported(path, ""))]
    assert users == ["answer_models.py"]


@pytest.mark.parametrize(
    ("package", "stages"),
    [
        ("yaml", {"load", "openapi"}),
        ("jsonschema", {"schema", "oracle", "lint", "vectors"}),
        ("markupsafe", {"render"}),
        ("jinja2", {"render"}),
        ("ruff", set[str]()),
        ("httpx", {"live"}),
        ("pydantic", set[str]()),
        ("starlette", {"mock"}),
        ("uvicorn", {"mock"}),
        ("PIL", {"mock"}),
        ("pytest", {"testing"}),
    ],
)
def test_a_dependency_belongs_to_its_stages(package: str, stages: set[str]) -> None:
    users = {
        stage_of(path)
        for path in generator_files()
        if any(name.split(".")[0] == package for name in imported(path, ""))
    }
    assert users <= stages


def client_files() -> list[Path]:
    return sorted(GENERATED.rglob("*.py"))


@pytest.mark.parametrize("path", client_files(), ids=lambda path: path.relative_to(GENERATED).as_posix())
def test_clients_import_only_the_standard_library_httpx_pydantic_and_themselves(path: Path) -> None:
    package = ".".join(("imageclients", *path.relative_to(GENERATED).parts[:-1]))
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            assert node.level <= len(package.split(".")), "leads out of the package"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            # What httpx and pydantic are made of, each known to one file.
            brought = {"loops.py": {"anyio"}, "reading.py": {"pydantic_core"}}.get(path.name, set[str]())
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            for name in names:
                assert name.split(".")[0] in sys.stdlib_module_names | {"httpx", "pydantic"} | brought, name


def test_runtime_imports_no_provider() -> None:
    for path in (*(GENERATED / "_runtime").glob("*.py"), GENERATED / "errors.py", GENERATED / "__init__.py"):
        package = "imageclients._runtime" if path.parent.name == "_runtime" else "imageclients"
        modules = {name.split(".")[1] for name in imported(path, package) if name.startswith("imageclients.")}
        assert not modules & set(PROVIDERS), path


def test_no_provider_is_named_in_generator_or_templates() -> None:
    assert len(PROVIDERS) >= 5
    word = re.compile("|".join(PROVIDERS), re.IGNORECASE)
    files = [path for folder in (GENERATOR, TEMPLATES) for path in folder.rglob("*") if path.suffix in (".py", ".j2")]
    named = {path.name: found[0] for path in files if (found := word.search(path.read_text("utf-8")))}
    assert named == {}


TAG = re.compile(r"\{%-?\s*(\w+)(.*?)-?%\}", re.DOTALL)
EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
SIMPLE = re.compile(r"(not )?[\w.]+(\[:1\])?( (and|or) (not )?[\w.]+)?")


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.j2")), ids=lambda path: path.relative_to(TEMPLATES).as_posix()
)
def test_template_has_only_for_simple_if_set_and_include(path: Path) -> None:
    text = path.read_text("utf-8")
    for word, rest in TAG.findall(text):
        assert word in {"for", "endfor", "if", "elif", "else", "endif", "set", "endset", "include"}, word
        if word in {"if", "elif"}:
            assert SIMPLE.fullmatch(rest.strip()), rest
        if word == "for":
            assert re.fullmatch(r"\w+ in [\w.]+(\[:1\])?", rest.strip()), rest
    for expression in EXPRESSION.findall(text):
        assert re.fullmatch(r"[\w.]+( \| \w+(\([\w, ]+\))?)*", expression.strip()), expression


def test_every_module_of_the_generator_says_its_stage_and_is_short() -> None:
    for path in generator_files():
        source = path.read_text("utf-8")
        assert source.startswith('"""'), path
        assert source.count("\n") <= 470, f"{path} does more than one job"


def test_every_ignore_says_why() -> None:
    ignore = re.compile(r"#\s*(noqa|type: ignore|pyright: ignore)")
    reason = re.compile(r"#\s*(noqa|type: ignore|pyright: ignore)[^-]* - \S")
    files = [path for folder in ("generator", "templates") for path in (ROOT / folder).rglob("*") if path.is_file()]
    files += (path for path in (ROOT / "tests").rglob("*.py") if path.name not in ("test_layers.py", "test_hostile.py"))
    silent = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        if path.suffix in (".py", ".j2")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if ignore.search(line) and not reason.search(line)
    ]
    assert silent == []


def test_no_document_keeps_the_marks_of_a_merge() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "specs").glob("*.yaml")]
    assert ROOT / "CHANGELOG.md" in pages
    marked = re.compile("^(<{7} |={7}$|>{7} )", re.MULTILINE)
    assert [path.name for path in pages if marked.search(path.read_text("utf-8"))] == []
