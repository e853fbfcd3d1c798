"""The notebooks keep one skeleton, state only what their outputs show, and store those outputs."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import analysis as rz

HOUSE = Path(__file__).parent.parent
FOLDER = HOUSE / "notebooks"
LESSONS = sorted(path for path in FOLDER.glob("*.ipynb") if not path.name.startswith("00"))
MOST_LINES = 5
BOLD = re.compile(r"\*\*(.+?)\*\*")
LABEL = re.compile(r"^\*\*(?:Question|Answer|Minutes):\*\*", re.MULTILINE)
# Left of a figure stands no digit and no decimal point, right of it none either: 4 is not in 14 or 4.5.
FIGURE = r"(?<![\d.]){}(?![\d]|\.\d)"

Cell = dict[str, Any]


def cells(path: Path) -> list[Cell]:
    return list(json.loads(path.read_text("utf-8"))["cells"])


def source(cell: Cell) -> str:
    return "".join(cell["source"])


def code(path: Path) -> list[Cell]:
    return [cell for cell in cells(path) if cell["cell_type"] == "code"]


def plain(cell: Cell) -> str:
    """The text that a cell's stored outputs show, without its HTML."""
    outputs = cell["outputs"]
    return "\n".join(
        "".join(output.get("text", "")) + "".join(output.get("data", {}).get("text/plain", ""))
        for output in outputs
    )


def shown(cell: Cell) -> str:
    """All that a cell's stored outputs show in words: the plain text, and the HTML without its tags."""
    pages = ["".join(output.get("data", {}).get("text/html", "")) for output in cell["outputs"]]
    return "\n".join(
        [plain(cell), *(unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page)) for page in pages)]
    )


def times_shown(fact: str, output: str) -> int:
    """How often what is in bold stands in an output; blanks and line ends, which only align, are one."""
    return len(re.findall(FIGURE.format(re.escape(fact)), " ".join(output.split())))


def steps(path: Path) -> list[tuple[str, Cell, str]]:
    """(question, code, answer) of every step."""
    all_cells = cells(path)
    return [
        (source(all_cells[at - 1]), cell, source(all_cells[at + 1]))
        for at, cell in enumerate(all_cells)
        if cell["cell_type"] == "code"
    ]


def refresher() -> Any:
    spec = importlib.util.spec_from_file_location("refresh_notebooks", FOLDER / "refresh.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


each = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def test_there_are_lessons() -> None:
    assert {"01_one_page", "02_attributes", "03_comparison_charts"} <= {path.stem for path in LESSONS}


@each
def test_a_lesson_says_question_answer_and_minutes_before_all_else(path: Path) -> None:
    first = source(cells(path)[0])
    assert first.startswith(f"# {path.stem[:2]} · ")
    assert [label.strip("*:") for label in LABEL.findall(first)] == ["Question", "Answer", "Minutes"]
    assert re.search(r"\*\*Question:\*\* .+\?$", first, re.MULTILINE)
    assert re.search(r"\*\*Minutes:\*\* \d+$", first, re.MULTILINE)


@each
def test_a_lesson_keeps_the_skeleton(path: Path) -> None:
    heads = re.findall(r"^## (.+)$", "\n".join(map(source, cells(path))), re.MULTILINE)
    aim, see, *numbered, quiz, on = heads
    assert (aim, see, quiz, on) == ("Aim", "What you will see", "Quiz", "Where to go on")
    assert len(numbered) == len(code(path)) >= 3
    assert [head.split(" · ")[0] for head in numbered] == [str(n) for n in range(1, len(numbered) + 1)]


@each
def test_a_step_is_a_question_a_few_lines_of_code_and_an_answer(path: Path) -> None:
    for question, cell, answer in steps(path):
        assert re.fullmatch(r"## \d+ · .+\?", question.strip()), question
        lines = [line for line in source(cell).splitlines() if line.strip()]
        assert 1 <= len(lines) <= MOST_LINES, (
            f"{question}: {len(lines)} lines of code, {MOST_LINES} are allowed"
        )
        # What can be set is an input: it shows nothing.
        if "parameters" in cell["metadata"].get("tags", []):
            continue
        assert BOLD.search(answer), f"{question}: the answer marks no figure or word of the output in bold"


@each
def test_answers_are_true_of_the_output_above_them(path: Path) -> None:
    wrong = [
        f"{question.strip()}: {fact}"
        for question, cell, answer in steps(path)
        for fact in BOLD.findall(answer)
        if not times_shown(fact, shown(cell))
    ]
    assert not wrong, f"{path.name}: in bold, but not in the output above: {wrong}; mend the sentence"


@each
def test_a_figure_stands_once_in_the_output_or_brings_the_word_beside_it(path: Path) -> None:
    unsure = [
        f"{question.strip()}: {fact}"
        for question, cell, answer in steps(path)
        for fact in BOLD.findall(answer)
        if re.fullmatch(r"[\d.]+", fact) and times_shown(fact, plain(cell)) > 1
    ]
    assert not unsure, f"{path.name}: which of several is meant? {unsure}; put the word beside it in bold too"


@each
def test_the_answer_at_the_top_is_true_of_the_outputs(path: Path) -> None:
    everything = "\n".join(map(shown, code(path)))
    facts = BOLD.findall(LABEL.sub("", source(cells(path)[0])))
    assert facts
    wrong = [fact for fact in facts if not times_shown(fact, everything)]
    assert not wrong, f"{path.name}: in bold at the top, but in no output: {wrong}; mend the sentence"


@each
def test_there_are_three_quiz_questions_each_with_its_answer_folded_away(path: Path) -> None:
    quiz = next(source(cell) for cell in cells(path) if source(cell).startswith("## Quiz"))
    asked = re.findall(
        r"^\*\*(\d)\.\*\* .+?\?\n\n<details><summary>Answer</summary>\n\n.+?\n\n</details>$",
        quiz,
        re.MULTILINE | re.DOTALL,
    )
    assert asked == ["1", "2", "3"]
    assert quiz.count("<details>") == 3


@each
def test_outputs_are_stored_in_order_without_errors_or_messages(path: Path) -> None:
    assert [cell["execution_count"] for cell in code(path)] == list(range(1, len(code(path)) + 1))
    for cell in code(path):
        last = ast.parse(source(cell)).body[-1]
        printed = any(name in source(cell) for name in ("print(", "display("))
        if printed or isinstance(last, ast.Expr):
            assert cell["outputs"], f"no output stored: {source(cell)}; run 'make notebooks'"
        for output in cell["outputs"]:
            assert output["output_type"] != "error"
            assert output.get("name") != "stderr", "".join(output["text"])


@each
def test_charts_are_stored_as_pictures(path: Path) -> None:
    for cell in code(path):
        if re.search(r"^rz\.charts\.(?!save)", source(cell), re.MULTILINE):
            assert any("image/png" in output.get("data", {}) for output in cell["outputs"]), source(cell)


@each
def test_a_lesson_defines_nothing_and_uses_public_names_only(path: Path) -> None:
    for cell in code(path):
        for node in ast.walk(ast.parse(source(cell))):
            assert not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda)
            if isinstance(node, ast.ImportFrom):
                assert not str(node.module).startswith("analysis"), "import analysis as rz"
            if isinstance(node, ast.Import):
                assert all(not alias.name.startswith("analysis.") for alias in node.names)
            if isinstance(node, ast.Attribute):
                assert not node.attr.startswith("_"), node.attr
                if isinstance(node.value, ast.Name) and node.value.id == "rz":
                    assert node.attr in rz.__all__, f"rz.{node.attr} is not public"


def test_hardly_any_output_is_left_unchecked() -> None:
    left_out = [
        f"{path.name}: {source(cell)}"
        for path in LESSONS
        for cell in code(path)
        if "NBVAL_IGNORE_OUTPUT" in source(cell) or "NBVAL_SKIP" in source(cell)
    ]
    assert len(left_out) <= 2, left_out


def test_notebooks_hold_nothing_that_differs_from_run_to_run() -> None:
    refresh = refresher()
    for path in FOLDER.glob("*.ipynb"):
        notebook = json.loads(path.read_text("utf-8"))
        assert notebook["metadata"] == refresh.KERNEL, f"{path.name}: run 'make notebooks'"
        assert all(set(cell["metadata"]) <= {"tags"} for cell in notebook["cells"]), path.name
        text = path.read_text("utf-8")
        assert refresh.WIDGETS not in text, f"{path.name}: widgets are stored; run 'make notebooks'"
        assert not re.search(r"0x[0-9a-f]{8,}|/home/|/tmp/|/Users/", text), (
            f"{path.name}: a place or an address"
        )


def test_the_index_is_made_of_what_the_lessons_say() -> None:
    refresh = refresher()
    index = next(source(cell) for cell in cells(refresh.INDEX) if cell["id"] == "index")
    assert index == refresh.index(), "run 'make notebooks'"
    assert all(f"]({path.name})" in index for path in LESSONS)


@each
@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_both_readmes_list_the_lesson_with_its_minutes(readme: str, path: Path) -> None:
    minutes = refresher().said(source(cells(path)[0]), "Minutes")
    row = rf"^\| \[.+\]\(notebooks/{path.name}\) \|.*\| {minutes} \|$"
    assert re.search(row, (HOUSE / readme).read_text("utf-8"), re.MULTILINE), (
        f"{readme}: no row for {path.name}"
    )


def test_figures_in_bold_follow_an_output_in_which_only_figures_changed() -> None:
    followed = refresher().followed
    answer = "Of **14** pages **3** say so, **每年 600 元**."
    assert followed(answer, "14 of 3", "15 of 4") == "Of **15** pages **4** say so, **每年 600 元**."
    assert followed(answer, "14 pages", "15 claims") == answer, "the output says something else now"
    assert followed(answer, "3, 14, 14", "3, 15, 16") == answer, "it is not sure which figure is meant"
    assert followed("**退 5**, **交 5**", "交 5 退 5", "交 6 退 15") == "**退 15**, **交 6**"


def test_links_between_notebooks_lead_somewhere() -> None:
    for path in FOLDER.glob("*.ipynb"):
        for target in re.findall(r"\]\(([^)#]+)\)", "\n".join(map(source, cells(path)))):
            assert "://" in target or (FOLDER / target).exists(), f"{path.name}: {target}"


def test_a_figure_is_not_found_inside_another() -> None:
    assert times_shown("4", "认证 4 次, 4") == 2
    assert times_shown("4", "认证 14 次, 4.5, 41") == 0
    assert times_shown("企业号 1", "0 企业号    1 13") == 1
    assert times_shown("企业号 1", "0 企业号 13") == 0
