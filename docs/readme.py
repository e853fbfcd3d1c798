"""Run the commands that the READMEs show and put what they print in its place: `make readme`.

A block that starts with "$ renzheng ..." or "$ make ..." is refreshed, and the picture, from output/.
The table of notebooks in README.md is made of what the notebooks say of themselves.
"""

import os
import re
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

from PIL import Image

HOUSE = Path(__file__).parent.parent
READMES = (HOUSE / "README.md", HOUSE / "README.zh-CN.md")
PICTURE = "matrix-douyin.png"
# The tests look at the READMEs: they come last, when everything else in there is right.
COMMANDS = ("renzheng[^\n]*|make build[^\n]*", "make test")
TABLE = re.compile(r"^\| notebook \|.*?\n(?=\n)", re.DOTALL | re.MULTILINE)


def refresh() -> None:
    """Refresh the READMEs and the picture."""
    for command in COMMANDS:
        block = re.compile(rf"(?<=```text\n)\$ ({command})\n.*?(?=```\n)", re.DOTALL)
        for readme in READMES:
            text = block.sub(lambda match: f"$ {match[1]}\n{printed(match[1])}", readme.read_text("utf-8"))
            readme.write_text(TABLE.sub(notebooks, text), encoding="utf-8")
        shrink(HOUSE / "output" / PICTURE, HOUSE / "docs" / "img" / PICTURE)


@lru_cache
def printed(command: str) -> str:
    """What a command prints now; CalledProcessError where it fails, since no README should show that."""
    print(f"$ {command}", flush=True)
    # Without what an outer make hands down, which an inner one would talk about.
    outside = {name: value for name, value in os.environ.items() if "MAKE" not in name and name != "MFLAGS"}
    environment = {**outside, "COLUMNS": "100", "PATH": f".venv/bin:{outside['PATH']}"}
    done = subprocess.run(
        command, shell=True, cwd=HOUSE, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def notebooks(_: re.Match[str]) -> str:
    """The table of notebooks, with links from here."""
    sys.path.insert(0, str(HOUSE / "notebooks"))
    from refresh import index

    return str(index("notebooks/")) + "\n"


def shrink(chart: Path, picture: Path) -> None:
    """Make a picture small enough for a page: half the size, 128 colours, the rare ones as they are."""
    with Image.open(chart) as whole:
        half = whole.convert("RGB").resize((whole.width // 2, whole.height // 2), Image.Resampling.LANCZOS)
    few = half.quantize(128, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


if __name__ == "__main__":
    refresh()
