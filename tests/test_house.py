"""How the house is built: who imports whom, what it is made of, and what may stand in its files."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

import analysis as rz
from analysis.report import DOORS, Report

HOUSE = Path(__file__).parent.parent
ROOMS = (
    *("errors", "model", "measures", "terms", "vocabulary", "backtracking", "additions"),
    *("output", "kept", "sieve"),
    *(
        "read",
        "clean",
        "segment",
        "quotes",
        "anchors",
        "claims",
        "taxonomy",
        "copies",
        "edits",
        "score",
        "records",
        "review",
        "workers",
    ),
    *("table", "store", "words", "certainty", "conflicts", "compare", "changes", "charts"),
    *("report", "quiz", "exports", "pipeline", "scale", "explore", "cli", "__main__"),
)
_OF_CLAIMS = {"selectolax", "opencc", "cn2an", "ahocorasick_rs", "platformdirs"}
FIRST_TABLE = ROOMS.index("table")
# Which rooms may know a library: text has no tables yet, tables have no pages any more.
LIBRARIES = {
    "jieba": {"segment"},
    "rjieba": {"segment"},
    "selectolax": {"read", "clean"},
    "opencc": {"read"},
    "cn2an": {"claims"},
    "ahocorasick_rs": {"sieve"},
    "platformdirs": {"kept"},
    "rensa": {"copies"},
    "pandas": {
        "table",
        "store",
        "words",
        "conflicts",
        "compare",
        "changes",
        "charts",
        "report",
        "exports",
        "explore",
    },
    "pandera": {"table"},
    "pyarrow": {"store", "scale"},
    "matplotlib": {"charts"},
    "noto_cjk_sans_otc": {"charts"},
    "jinja2": {"exports"},
    "pptx": {"exports"},
    "xlsxwriter": {"exports"},
    "ipywidgets": {"explore"},
    "filelock": {"output"},
    "tqdm": {"cli"},
    "numpy": {"scale"},
    "dask": {"scale"},
    "distributed": {"scale"},
    "duckdb": {"scale"},
    "fastwarc": {"scale"},
}
PYPROJECT: dict[str, Any] = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))
LOCK = (HOUSE / "requirements.lock").read_text("utf-8")


def room_of(path: Path) -> str:
    return path.relative_to(HOUSE / "analysis").parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The full names that a file imports anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written out in full"
            module = str(node.module)
            spelt = module in ("analysis", "importlib")
            names |= {f"{module}.{alias.name}" for alias in node.names} if spelt else {module}
    return names


def libraries(path: Path) -> set[str]:
    """What a file imports that is neither of the house nor of Python."""
    return {name.split(".")[0] for name in imported(path)} - {"analysis", *sys.stdlib_module_names}


SOURCES = sorted(p for p in (HOUSE / "analysis").rglob("*.py") if p != HOUSE / "analysis" / "__init__.py")


def test_every_room_has_its_place_in_the_order() -> None:
    strangers = {room_of(path) for path in SOURCES} - set(ROOMS)
    assert not strangers, f"{sorted(strangers)}: say in ROOMS what stands to their left and to their right"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_a_room_imports_only_from_its_left(path: Path) -> None:
    room = room_of(path)
    inside = {name.split(".")[1] for name in imported(path) if name.startswith("analysis.")}
    allowed = {*ROOMS[: ROOMS.index(room)], room}
    assert inside <= allowed, f"{path.name} imports {sorted(inside - allowed)}; allowed are {sorted(allowed)}"


def test_a_report_has_doors_to_rooms_on_its_right_and_no_other_room_has() -> None:
    loading = {room_of(path) for path in SOURCES if "importlib.import_module" in imported(path)}
    assert loading == {"report"}, "a room is loaded by name through DOORS of analysis/report only"
    # The exceptions to the order, one by one: add to them with a reason, in CONTRIBUTING as well.
    assert dict(DOORS) == {"explore": "analysis.explore", "write": "analysis.exports"}
    for method, home in DOORS.items():
        assert ROOMS.index(home.split(".")[1]) > ROOMS.index("report")
        assert callable(getattr(Report, method)), method
        assert callable(getattr(import_module(home), method)), f"{home}.{method}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_a_library_is_known_to_its_rooms_only(path: Path) -> None:
    strangers = {library for library in libraries(path) if room_of(path) not in LIBRARIES.get(library, ())}
    assert not strangers, f"{path.name} imports {sorted(strangers)}"


def test_text_stands_before_tables() -> None:
    before, after = set(ROOMS[:FIRST_TABLE]), set(ROOMS[FIRST_TABLE:])
    assert not LIBRARIES["pandas"] & before
    assert not (LIBRARIES["selectolax"] | LIBRARIES["jieba"] | LIBRARIES["rjieba"]) & after


def test_what_is_imported_is_what_the_project_says_it_needs() -> None:
    project = PYPROJECT["project"]
    asked = {re.split(r"[><=]", need)[0] for need in chain(project["dependencies"], *extras().values())}
    # What is asked for as python-pptx is imported as pptx; the pages on which Dask tells its progress are
    # made with bokeh, which it imports itself.
    needs = {name.removeprefix("python-").replace("-", "_").lower() for name in asked - {"bokeh"}}
    assert {library for path in SOURCES for library in libraries(path)} == needs


@pytest.mark.parametrize(("extra", "room"), [("scale", "scale"), ("fast", "segment")])
def test_only_one_room_needs_an_extra(extra: str, room: str) -> None:
    optional = {re.split(r"[><=]", need)[0] for need in extras()[extra]}
    needing = {room_of(path) for path in SOURCES if libraries(path) & optional}
    assert needing == {room}


def test_at_most_ten_public_names_each_of_which_is_there() -> None:
    assert len(rz.__all__) <= 10
    assert rz.__all__ == sorted(rz.__all__)
    assert dir(rz) == rz.__all__
    assert all(getattr(rz, name) is not None for name in rz.__all__)


def test_a_name_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(AttributeError, match="no 'nonsense'; its public names are AnalysisError, build"):
        _ = rz.nonsense


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import analysis", set()),
        ("from analysis.cli import main", set()),
        ("from analysis.pipeline import find_claims", _OF_CLAIMS),
        (
            "from analysis.report import Report",
            LIBRARIES.keys() - {"jinja2", "pptx", "xlsxwriter", "ipywidgets", "tqdm"},
        ),
    ],
)
def test_importing_loads_no_more_than_is_needed(code: str, allowed: set[str]) -> None:
    program = f"{code}; import sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=HOUSE
    )
    assert set(loaded.stdout.split()) & LIBRARIES.keys() <= allowed


def test_environment_and_project_ask_for_the_same_versions() -> None:
    environment = yaml.safe_load((HOUSE / "environment.yml").read_text("utf-8"))
    python, pip, by_pip = environment["dependencies"]
    needs = PYPROJECT["project"]["dependencies"] + PYPROJECT["dependency-groups"]["notebooks"]
    assert python == f"python{PYPROJECT['project']['requires-python']}"
    assert pip == "pip"
    assert by_pip == {"pip": [*needs, "-e ."]}


def test_the_lock_pins_every_need_by_hash_and_names_no_address() -> None:
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    assert all(re.match(r"[\w.-]+==\S+", entry) and " --hash=sha256:" in entry for entry in entries)
    assert "://" not in LOCK
    assert "--index" not in LOCK
    assert "--find-links" not in LOCK
    needs = [*PYPROJECT["project"]["dependencies"], *chain(*extras().values())]
    needs += chain(*PYPROJECT["dependency-groups"].values())
    pinned = {entry.split("==")[0]: entry.split("==")[1].split()[0] for entry in entries}
    for need in needs:
        name, _, least = need.lower().partition(">=")
        assert name in pinned, f"{name} is not locked: run 'make lock'"
        assert _version(pinned[name]) >= _version(least), f"{name}: run 'make lock'"


def test_no_file_names_a_package_registry() -> None:
    # In halves, so that this file does not name them either.
    hosts = [
        f"{name}.{domain}".encode()
        for name, domain in (
            *(("pypi", "org"), ("pythonhosted", "org"), ("anaconda", "org"), ("npmjs", "com")),
            *(("npmjs", "org"), ("yarnpkg", "com"), ("crates", "io"), ("debian", "org")),
        )
    ]
    files = own_files()
    assert {HOUSE / "README.md", HOUSE / "requirements.lock", Path(__file__)} <= set(files)
    named = {
        path.relative_to(HOUSE).as_posix() for path in files for host in hosts if host in path.read_bytes()
    }
    assert not named


def test_ids_of_attributes_and_values_are_all_documented() -> None:
    text = (HOUSE / "docs" / "claims.md").read_text("utf-8")
    vocabulary = rz.vocabulary.load()
    named = [t.id for t in (*vocabulary.platforms, *vocabulary.types, *vocabulary.attributes)]
    named += [value.id for attribute in vocabulary.attributes for value in attribute.values]
    assert not [id_ for id_ in named if f"`{id_}`" not in text]


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_leads_to_every_lesson_and_every_link_leads_somewhere(readme: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (HOUSE / readme).read_text("utf-8"))
    assert not [link for link in links if "://" not in link and not (HOUSE / link).exists()]
    lessons = {path.relative_to(HOUSE).as_posix() for path in HOUSE.glob("notebooks/[0-9][1-9]_*.ipynb")}
    assert lessons <= set(links)


def own_files() -> list[Path]:
    """The files of the house itself, without what .gitignore leaves out."""
    ignored = {line.strip("/") for line in (HOUSE / ".gitignore").read_text("utf-8").split()} | {".git"}
    files, folders = [], [HOUSE]
    while folders:
        for path in folders.pop().iterdir():
            if any(path.match(pattern) for pattern in ignored):
                continue
            if path.is_dir():
                folders.append(path)
            else:
                files.append(path)
    return sorted(files)


def extras() -> dict[str, list[str]]:
    """What only some commands need, by the name of the extra."""
    return dict(PYPROJECT["project"]["optional-dependencies"])


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))
