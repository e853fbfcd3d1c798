"""The house style of every chart: font, colours, and files that are the same bytes on every run."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.style
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.patches import Patch
from matplotlib.transforms import Affine2D
from noto_cjk_sans_otc import FONT_PATH

from analysis.output import write_whole

SLIDE = (13.33, 7.5)
DPI, SCREEN, MOST_DOTS, LEAST_SHOWN = 200, 120, 16_000, 0.5
# The resolution is that on the slide; hardly more than the least compression costs twice the time.
PNG = {"dpi": (DPI, DPI), "compress_level": 2}
FONT = "Noto Sans CJK SC"

INK, QUIET, LINE = "#1B1F24", "#5B6470", "#C9CFD6"
# After Okabe and Ito: blue, vermilion and amber stay apart for colour-blind readers and in grey.
STATED, DENIED, DISPUTED = "#0B5FA5", "#B9380B", "#E0A100"


class Chart(Figure):
    """A figure that shows itself as a picture in any notebook, without a plotting backend.

    `message` is its title, `data` what it shows as a table.
    """

    message: str
    data: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Chart: {self.message}>"

    def shown(self) -> float:
        """How large it is (0 to 1) where it fits a wide slide; never less than half its own size."""
        width, height = self.get_size_inches()
        return float(max(LEAST_SHOWN, min(1.0, SLIDE[0] / width, SLIDE[1] / height)))

    def _repr_png_(self) -> bytes:
        return _bytes(self, "png", dpi=SCREEN * self.shown())


class Paper:
    """What a chart is painted on: inches from its upper left corner, y downwards.

    Without axes, which would cost more time than all that stands on them.
    """

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        upside = Affine2D().scale(1, -1).translate(0, chart.get_figheight())
        self._inches = upside + chart.dpi_scale_trans

    def add(self, patch: Patch) -> None:
        """Puts a patch on it."""
        patch.set_transform(self._inches)
        self._chart.add_artist(patch)

    def text(self, x: float, y: float, text: str, **look: Any) -> None:
        """Writes a text on it."""
        self._chart.text(x, y, text, transform=self._inches, **look)


@lru_cache(maxsize=1)
def house_font() -> FontProperties:
    """The one font of all charts, made known to matplotlib; it comes with a package, not from the machine."""
    fontManager.addfont(str(FONT_PATH))
    return FontProperties(family=FONT)


def use_house_style() -> None:
    """Makes the house style, and the font that it needs, the default of all charts that follow."""
    house_font()
    matplotlib.style.use(str(files("analysis.charts") / "house.mplstyle"))


class _Restoring:
    """What `style` gives: left as a `with` block, it brings back what was before."""

    def __init__(self) -> None:
        self._before = dict(mpl.rcParams)
        use_house_style()

    def __enter__(self) -> None:
        """The style is in use already."""

    def __exit__(self, *_: object) -> None:
        with warnings.catch_warnings():
            # Some settings are on their way out of matplotlib, and say so when they are set.
            warnings.simplefilter("ignore")
            mpl.rcParams.update(self._before)


def style() -> AbstractContextManager[None]:
    """Gives one's own matplotlib figures the house style and a font with Chinese.

    `rz.style()` for all figures that follow, `with rz.style():` for those made in the block.
    """
    return _Restoring()


@contextmanager
def house_style() -> Iterator[None]:
    """The house style for the charts made inside a `with` block."""
    with mpl.rc_context():
        use_house_style()
        yield


def save(chart: Chart, stem: str | Path) -> list[Path]:
    """Writes `stem`.png and `stem`.svg, whole or not at all, and gives their paths.

    The picture has 200 dpi at the size in which it fits a wide slide (13.33 × 7.5 inches), and no less than
    100 at its own. The same chart gives the same bytes: no dates, no random ids. Folders that are missing
    are made.
    """
    stem = Path(stem)
    # A picture beyond so many dots is more than viewers and slides can take.
    dots = min(DPI * chart.shown(), MOST_DOTS / max(chart.get_size_inches()))
    written = []
    for kind, options in (("png", {"dpi": dots, "pil_kwargs": PNG}), ("svg", {})):
        # A stem may hold a dot of its own, which with_suffix would cut off.
        path = stem.with_name(f"{stem.name}.{kind}")
        write_whole(path, _bytes(chart, kind, **options))
        written.append(path)
    return written


def booklet(figures: Iterable[Figure]) -> bytes:
    """All figures as one PDF, a page for each as large as it is; the same figures give the same bytes."""
    # It takes half a second to load, and is needed here only.
    from matplotlib.backends.backend_pdf import PdfPages

    buffer = io.BytesIO()
    nothing = dict.fromkeys(("CreationDate", "Producer", "Creator"))
    with house_style(), PdfPages(buffer, metadata=nothing) as pages:
        for figure in figures:
            pages.savefig(figure)
    return buffer.getvalue()


def _bytes(figure: Figure, kind: str, **options: Any) -> bytes:
    metadata = {"Software": None} if kind == "png" else {"Date": None, "Creator": None}
    buffer = io.BytesIO()
    with house_style():
        figure.savefig(buffer, format=kind, metadata=metadata, **options)
    return buffer.getvalue()
