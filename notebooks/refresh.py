"""Runs every notebook, stores its outputs and brings the index up to date: `make notebooks`.

What differs from run to run (times, versions, who ran it) is left out: the same pages give the same files.
Figures in bold follow the output above them where that is sure; `pytest tests/test_notebooks.py` names the
sentences that no longer hold.
"""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

HERE = Path(__file__).parent
INDEX = HERE / "00_start.ipynb"
LESSONS = sorted(path for path in HERE.glob("[0-9][0-9]_*.ipynb") if path != INDEX)
HEAD = "| notebook | question | answer | minutes |\n| --- | --- | --- | --- |\n"
KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
WIDGETS = "application/vnd.jupyter.widget-view+json"
FIGURE = re.compile(r"\d+(?:\.\d+)?")


def main() -> None:
    """Refresh all notebooks in place."""
    for path in LESSONS:
        notebook = nbformat.read(path, as_version=4)
        before = [shown(cell) for cell in notebook.cells]
        NotebookClient(notebook, resources={"metadata": {"path": str(HERE)}}, timeout=120).execute()
        for code, answer, old in zip(notebook.cells, notebook.cells[1:], before, strict=False):
            if code.cell_type == "code" and answer.cell_type == "markdown":
                answer.source = followed(answer.source, old, shown(code))
        save(notebook, path)
        print(path.name)
    start = nbformat.read(INDEX, as_version=4)
    next(cell for cell in start.cells if cell.id == "index").source = index()
    save(start, INDEX)
    print(INDEX.name)


def index(folder: str = "") -> str:
    """The lessons as a table (Markdown), from what each says of itself; `folder` leads the links."""
    rows = []
    for path in LESSONS:
        first = nbformat.read(path, as_version=4).cells[0].source
        title = re.search(r"^# (.+)", first)[1]
        question, answer, minutes = (said(first, name) for name in ("Question", "Answer", "Minutes"))
        rows.append(f"| [{title}]({folder}{path.name}) | {question} | {answer} | {minutes} |\n")
    return HEAD + "".join(rows).rstrip()


def said(text: str, name: str) -> str:
    """What follows `**name:**` in a text, up to the end of its line, without marks of emphasis."""
    return re.search(rf"^\*\*{name}:\*\* (.+)", text, re.MULTILINE)[1].replace("**", "").strip()


def shown(cell: nbformat.NotebookNode) -> str:
    """What the outputs of a cell show as plain text; blanks and line ends, which only align, are one."""
    outputs = cell.get("outputs", [])
    texts = [output.get("text", "") + output.get("data", {}).get("text/plain", "") for output in outputs]
    return " ".join(" ".join(texts).split())


def followed(answer: str, before: str, after: str) -> str:
    """An answer whose figures in bold are those that the output shows after, in the same places as before.

    Only where nothing but figures changed, and where what is in bold became the same in all its places; the
    rest is left for a person to mend.
    """
    if FIGURE.sub("#", before) != FIGURE.sub("#", after):
        return answer
    starts = [figure.start() for figure in FIGURE.finditer(before)]
    figures = FIGURE.findall(after)

    def now(bold: re.Match[str]) -> str:
        """What is in bold, with the figures that stand in its places now."""
        found = set()
        for place in re.finditer(rf"(?<![\d.]){re.escape(bold[1])}(?!\d|\.\d)", before):
            here = (figures[at] for at, start in enumerate(starts) if place.start() <= start < place.end())
            found.add(FIGURE.sub(lambda _, here=here: next(here), bold[1]))
        return f"**{found.pop()}**" if len(found) == 1 else bold[0]

    return re.sub(r"\*\*(.+?)\*\*", now, answer)


def save(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook without what differs from run to run."""
    notebook.metadata = nbformat.from_dict(KERNEL)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({"tags": cell.metadata.tags} if cell.metadata.get("tags") else {})
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            # Widgets have random names, and live only as long as their kernel; the table beside them stays.
            data.pop(WIDGETS, None)
            if "image/png" in data:
                data["image/png"] = smaller(data["image/png"])
    nbformat.validate(notebook)
    path.write_text(nbformat.writes(notebook).rstrip() + "\n", encoding="utf-8", newline="\n")


def smaller(picture: str) -> str:
    """A picture (PNG in base64) in 128 colours: charts look the same and take a third of the space."""
    image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
    # This way to choose colours keeps rare ones, like the red of a single no, as they are.
    image = image.quantize(128, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    image.save(buffer, format="png", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode()


if __name__ == "__main__":
    main()
