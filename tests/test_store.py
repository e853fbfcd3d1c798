"""Tables as files that Excel and data tools read."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from labelled import corpus
from made import claim

from analysis.compare import cells
from analysis.conflicts import find_conflicts
from analysis.report import TABLES, build_report
from analysis.store import csv_text, parquet_bytes
from analysis.table import claims_table

REPORT = build_report(*corpus())


def rows(table: pd.DataFrame) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_text(table), newline="")))


@pytest.mark.parametrize("name", TABLES)
def test_parquet_gives_back_what_went_in(name: str) -> None:
    table = getattr(REPORT, name)
    again = pd.read_parquet(io.BytesIO(parquet_bytes(table)))
    assert list(again.columns) == list(table.columns)
    assert len(again) == len(table)
    for column in table.columns:
        if table[column].dtype == "object":
            assert [len(value) for value in again[column]] == [len(value) for value in table[column]]
        else:
            same = again[column].astype(table[column].dtype)
            pd.testing.assert_series_equal(same, pd.Series(table[column]))


@pytest.mark.parametrize("name", TABLES)
def test_the_same_table_gives_the_same_bytes(name: str) -> None:
    table = getattr(REPORT, name)
    assert parquet_bytes(table) == parquet_bytes(table.copy())
    assert csv_text(table) == csv_text(table.copy())


@pytest.mark.parametrize("name", TABLES)
def test_every_csv_has_a_line_for_every_row(name: str) -> None:
    table = getattr(REPORT, name)
    assert len(rows(table)) == len(table)


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_has_the_types_of_a_full_one(name: str) -> None:
    empty = pd.read_parquet(io.BytesIO(parquet_bytes(getattr(build_report([], []), name))))
    full = pd.read_parquet(io.BytesIO(parquet_bytes(getattr(REPORT, name))))
    kinds = [[str(dtype) for dtype in table.dtypes] for table in (empty, full)]
    assert kinds[0] == kinds[1]
    assert empty.empty


def test_tuples_are_lists_in_one_cell_of_csv() -> None:
    made = [claim("a", "weibo personal fee", "free"), claim("b", "weibo personal fee", "CNY300")]
    row = next(row for row in rows(cells(claims_table(made))) if row["status"] == "conflicting")
    assert row["values"] == "free; CNY300"
    assert row["support"] == "1; 1"
    assert row["disputed"] == "free / CNY300"


def test_a_list_that_looks_like_a_formula_stays_text() -> None:
    made = [claim("a", "weibo personal fee", "free", quote="=1+1")]
    row = next(row for row in rows(cells(claims_table(made))) if row["status"] == "stated")
    assert row["quotes"] == "'=1+1"
    assert rows(find_conflicts(claims_table(made))) == []
