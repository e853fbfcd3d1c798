"""Run the commands that the READMEs show and put what they print in its place: `make readme`.

A block that starts with "$ renzheng ..." or "$ make build ..." is refreshed, and the picture, from output/.
The table of notebooks in README.md is made of what the notebooks say of themselves.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from PIL import Image

HOUSE = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
PICTURE = "matrix-douyin.png"
BLOCK = re.compile(r"(?<=```text\n)\$ ((?:renzheng|make build)[^\n]*)\n.*?(?=```\n)", re.DOTALL)


TABLE = re.compile(r"^\| notebook \|.*?\n(?=\n)", re.DOTALL | re.MULTILINE)


def shown(match: re.Match[str]) -> str:
    """The block again, with what its command prints now."""
    command = match[1]
    print(f"$ {command}")
    # Without what an outer make hands down, which an inner one would talk about.
    outside = {name: value for name, value in os.environ.items() if "MAKE" not in name and name != "MFLAGS"}
    environment = {**outside, "COLUMNS": "100", "PATH": f".venv/bin:{outside['PATH']}"}
    done = subprocess.run(
        command, shell=True, cwd=HOUSE, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return f"$ {command}\n{done.stdout}"


def notebooks(_: re.Match[str]) -> str:
    """The table of notebooks, with links from here."""
    sys.path.insert(0, str(HOUSE / "notebooks"))
    from refresh import index

    return index("notebooks/") + "\n"


def refresh() -> None:
    """Refresh both READMEs and the picture, which is made small enough for a page: half size, 64 colours."""
    for name in READMES:
        readme = HOUSE / name
        text = BLOCK.sub(shown, readme.read_text("utf-8"))
        readme.write_text(TABLE.sub(notebooks, text), encoding="utf-8")
    with Image.open(HOUSE / "output" / PICTURE) as chart:
        half = chart.convert("RGB").resize((chart.width // 2, chart.height // 2), Image.Resampling.LANCZOS)
    small = half.quantize(64, dither=Image.Dither.NONE)
    small.save(HOUSE / "docs" / "img" / PICTURE, optimize=True)


if __name__ == "__main__":
    refresh()
