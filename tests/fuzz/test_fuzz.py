"""A few made-up files for every target, and those that once broke something."""

import gzip
import lzma
from random import Random

import pytest

from tests.fuzz.mutation import mutate
from tests.fuzz.seeds import FILE_END, NAME_END, make_parquet_seeds
from tests.fuzz.targets import TARGETS, listening

# What broke something, and which target reads it. Fixed where it came from.
ONCE_BROKEN = {
    "list without its bracket": ("loader-json", b'{"text": "a"},\n{"text": "b"}\n]\n'),
    "list with a comma too many": ("loader-json", b'[\n{"text": "a"},\n{"text": "b"},\n]\n'),
    "name over two lines": ("loader-csv", b'"a\nb",c\n1,2\n'),
    "blank lines first": ("loader-csv", b"\n \r\ntext,b\nx,y\n"),
    "blank line in a table of tabs": ("loader-tsv", b"\r\none\t2\nthree\t4\n"),
    "a quote that nothing closes": ("loader-csv", b'a,b\n"x,1\n' + b'y""z,2\n' * 3000),
    "quotes that open a cell on each line": ("loader-tsv", b"a\tb\n" + b'"\tx\n' * 3000),
    "quotes that close one and open another": ("loader-csv", b"a,b\n" + b'","\n' * 3000),
    "a running number of 5,000 digits": ("format-iob", b"9" * 5000 + b"\tO\n"),
    "nothing but a comment": ("format-iob", b"# \n"),
    "one row of numbers, packed": ("format-iob", gzip.compress(b"2\n1 O X Y\n2\n")),
    "a carriage return between cells": ("format-csv", b'\n\r"'),
    "a damaged stream after a good one": (
        "format-rubric",
        lzma.compress(b"  ") + lzma.compress(b"{}")[:9],
    ),
    "rubbish after a stream": ("loader-jsonl", lzma.compress(b'{"text": "a"}\n') + b"rubbish"),
    "a span of 5,000 digits": (
        "format-brat",
        FILE_END.join(
            [
                b"a.ann" + NAME_END + b"T1\tX 0 " + b"9" * 5000 + b"\tU\n",
                b"a.txt" + NAME_END + b"Uber",
            ]
        ),
    ),
    "a setting of 5,000 digits": ("config", b'{"port": ' + b"9" * 5000 + b"}"),
    "settings nested deeply": ("config", b'{"a":' * 400 + b"1" + b"}" * 400),
}


@pytest.mark.parametrize("what", ONCE_BROKEN)
def test_what_broke_something_once(what, tmp_path):
    name, data = ONCE_BROKEN[what]
    TARGETS[name].run(data, tmp_path)


@pytest.mark.parametrize("name", TARGETS)
def test_made_up_files(name, tmp_path):
    target, rng = TARGETS[name], Random(name)
    seeds = target.make_seeds()
    n_files = 1 if name.startswith("db-in") else 4
    for number in range(n_files):
        data = seeds[number % len(seeds)] if number < 1 else mutate(rng.choice(seeds), rng)
        folder = tmp_path / str(number)
        folder.mkdir()
        target.run(data, folder)


def test_targets_can_fail(tmp_path, monkeypatch):
    from prodigy.io.loaders import json as module

    monkeypatch.setattr(module, "parse_json", lambda text: {"text": "the same"})
    with pytest.raises(AssertionError, match="other rows"), listening():
        TARGETS["loader-jsonl"].run(b'{"text": "a"}\n', tmp_path)


def test_text_of_a_table_that_is_no_utf8(tmp_path):
    broken = make_parquet_seeds()[0].replace("zwö".encode(), b"zw\xff\xff")
    for number, name in enumerate(("format-parquet", "loader-parquet")):
        folder = tmp_path / str(number)
        folder.mkdir()
        TARGETS[name].run(broken, folder)
