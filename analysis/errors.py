"""Errors of the package: each says what, where, what was allowed, what was got and what to do next."""

from pathlib import Path

_HERE = Path(__file__).parent
_LONGEST = 200


class AnalysisError(Exception):
    """Whatever goes wrong in a way that a user can mend; the command line prints it as one line."""

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows: the same line. Where in the program it arose mends nothing."""
        return [f"{type(self).__name__}: {' '.join(str(self).split())}"]


class ReadError(AnalysisError):
    """A page that cannot be read: the file and the reason are in the message."""


class VocabularyError(AnalysisError):
    """A vocabulary file that is empty, inconsistent or not of the expected form."""


class TableError(AnalysisError):
    """A table whose columns or values are not those that its schema allows."""


class OutputError(AnalysisError):
    """A folder that cannot be written to, or that another run is writing to; nothing in it was changed."""


class UsageError(AnalysisError):
    """A call that cannot be carried out: a path that does not exist, a folder without pages."""


class ReviewError(AnalysisError):
    """A decision that cannot be kept or read: what is wrong with it, and what is allowed."""


class InternalError(AnalysisError):
    """A defect of the package itself: nobody's input is to blame, and the message says what to report."""


def defect(error: Exception) -> str:
    """What to say of an error that nobody foresaw: its kind and words, and the line that it comes from."""
    at, line = error.__traceback__, ""
    while at is not None:
        place = Path(at.tb_frame.f_code.co_filename)
        if _HERE in place.parents:
            line = f" at {place.relative_to(_HERE).as_posix()}:{at.tb_lineno}"
        at = at.tb_next
    words = " ".join(str(error).split())[:_LONGEST]
    kind = f"{type(error).__name__}: {words}" if words else type(error).__name__
    return f"a defect of Renzheng shows on this page ({kind}{line}); report it, with the page if you may"
