"""Writes irrcac.json: random tables with missing values, and what irrCAC computes of them.

irrCAC needs an older SciPy than our NumPy allows, so it can't be installed beside the tests:

    uv run --no-project --python 3.11 --with irrCAC==0.4.4 python irrcac_values.py > irrcac.json
"""

import json
import random
import sys

import pandas as pd
from irrCAC.raw import CAC


def make_table(rng):
    n_categories, n_raters = rng.randint(2, 6), rng.randint(2, 5)
    missing, noise = rng.choice([0, 0.2, 0.6]), rng.random()
    rows = []
    for _ in range(rng.randint(4, 40)):
        usual = rng.randint(1, n_categories)
        row = [
            rng.randint(1, n_categories) if rng.random() < noise else usual for _ in range(n_raters)
        ]
        rows.append([None if rng.random() < missing else value for value in row])
    return n_categories, rows


def measure(n_categories, rows):
    frame = pd.DataFrame(rows, dtype=float)
    values = {}
    for weights in ("identity", "linear", "quadratic"):
        settings = {"weights": weights, "categories": list(range(1, n_categories + 1))}
        values[weights] = float(
            CAC(frame, digits=15, **settings).gwet()["est"]["coefficient_value"]
        )
    result = CAC(frame, digits=15, categories=list(range(1, n_categories + 1)))
    values["alpha"] = float(result.krippendorff()["est"]["coefficient_value"])
    values["percent"] = float(result.gwet()["est"]["pa"])
    return values


if __name__ == "__main__":
    rng = random.Random(20)
    tables = []
    while len(tables) < 60:
        n_categories, rows = make_table(rng)
        # Without a pair, irrCAC divides by zero.
        if any(sum(value is not None for value in row) > 1 for row in rows):
            tables.append({"categories": n_categories, "rows": rows, **measure(n_categories, rows)})
    lines = ",\n".join(json.dumps(table, separators=(",", ":")) for table in tables)
    sys.stdout.write(f"[\n{lines}\n]\n")
