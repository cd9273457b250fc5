"""Reads exported files with DuckDB and Polars, and prints what is in each as JSON.

Arguments: a column to sum, then the files. Of each file and reader: rows, the sum, and of Parquet the columns with DuckDB's types.
"""
import json
import sys

import duckdb
import polars

column, files = sys.argv[1], sys.argv[2:]


def with_duckdb(file):
    source = {
        "parquet": f"read_parquet('{file}')",
        "csv": f"read_csv('{file}', header = true, all_varchar = false)",
        "ndjson": f"read_json('{file}', format = 'newline_delimited')",
    }[file.rsplit(".", 1)[1]]
    rows, total = duckdb.sql(f"SELECT count(*), sum({column})::BIGINT FROM {source}").fetchone()
    columns = [[name, kind] for name, kind, *_ in duckdb.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    return {"rows": rows, "sum": total, "columns": columns}


def with_polars(file):
    read = {"parquet": polars.read_parquet, "csv": polars.read_csv, "ndjson": polars.read_ndjson}
    options = {"infer_schema_length": None} if not file.endswith("parquet") else {}
    frame = read[file.rsplit(".", 1)[1]](file, **options)
    return {"rows": frame.height, "sum": int(frame[column].sum()), "columns": frame.columns}


print(json.dumps({file: {"duckdb": with_duckdb(file), "polars": with_polars(file)} for file in files}))
