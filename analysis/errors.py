"""Errors of the package: each says what, where, what was allowed, what was got and what to do next."""


class AnalysisError(Exception):
    """Whatever goes wrong in a way that a user can mend; the command line prints it as one line."""


class ReadError(AnalysisError):
    """A page that cannot be read: the file and the reason are in the message."""


class VocabularyError(AnalysisError):
    """A vocabulary file that is empty, inconsistent or not of the expected form."""


class TableError(AnalysisError):
    """A table whose columns or values are not those that its schema allows."""


class UsageError(AnalysisError):
    """A call that cannot be carried out: a path that does not exist, a folder without pages."""
