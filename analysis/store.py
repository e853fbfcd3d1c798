"""Tables as files: CSV that a spreadsheet opens, Parquet that keeps the types."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

# A spreadsheet takes a cell that begins with one of these for a formula; the full-width forms as well.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
BETWEEN = "; "
# Columns of tuples. Their types have to be told: in a table without a value they could not be seen.
LISTS = {
    **dict.fromkeys(("values", "quotes", "reasons", "resolved", "pages", "sources"), pa.list_(pa.string())),
    **dict.fromkeys(("excluded", "names", "types"), pa.list_(pa.string())),
    "support": pa.list_(pa.int64()),
    "disputed": pa.list_(pa.list_(pa.string())),
}


def csv_text(table: pd.DataFrame) -> str:
    """A table as CSV text with a head: tuples as lists in one cell, dates as 2022-02-19.

    A text that a spreadsheet would compute gets a ' before it.
    """
    safe = table.copy()
    for column in [name for name, dtype in safe.dtypes.items() if dtype == "object"]:
        safe[column] = safe[column].map(_listed).astype("str")
    for column in [name for name, dtype in safe.dtypes.items() if dtype == "str"]:
        # Some programs pass over the spaces before it.
        computed = safe[column].str.startswith(FORMULA, na=False)
        computed |= safe[column].str.lstrip().str.startswith(FORMULA, na=False)
        safe[column] = safe[column].mask(computed, "'" + safe[column])
    buffer = io.StringIO()
    safe.to_csv(buffer, index=False, date_format="%Y-%m-%d", lineterminator="\r\n")
    return buffer.getvalue()


def parquet_bytes(table: pd.DataFrame) -> bytes:
    """A table as a Parquet file; tuples become lists, the same table gives the same bytes."""
    fields = [(name, _arrow_type(str(name), dtype)) for name, dtype in table.dtypes.items()]
    arrow = pa.Table.from_pandas(pd.DataFrame(table), schema=pa.schema(fields), preserve_index=False)
    sink = io.BytesIO()
    pq.write_table(arrow, sink)
    return sink.getvalue()


def _listed(value: Any) -> str:
    """A tuple as text; pairs in it as `one / other`."""
    return BETWEEN.join(" / ".join(map(str, v)) if isinstance(v, tuple) else str(v) for v in value)


def _arrow_type(name: str, dtype: Any) -> pa.DataType:
    if dtype == "object":
        return LISTS[name]
    if isinstance(dtype, pd.CategoricalDtype):
        return pa.dictionary(pa.int8(), pa.string(), bool(dtype.ordered))
    if pd.api.types.is_datetime64_dtype(dtype):
        return pa.timestamp("ms")
    plain = {"int64": pa.int64(), "Int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}
    return plain.get(str(dtype), pa.string())
