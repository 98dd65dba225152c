"""What is fuzzed: each target reads a file, and says what is wrong with how it was read.

A target takes bytes and a folder of its own, and raises nothing but `Wrong`. Everything else that
comes out of it, but our own explained errors, is a fault as well.
"""

import bz2
import csv
import gzip
import io
import json
import lzma
import os
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prodigy import partial
from prodigy.cli import main
from prodigy.components.db import connect
from prodigy.components.formats import FORMATS, Report
from prodigy.components.source import make_source
from prodigy.config import Run
from prodigy.errors import ConfigError, ProdigyError
from prodigy.io.loaders.catalog import get_loader
from prodigy.models.matcher import PatternMatcher
from prodigy.recipes.parts.dataset_formats import make_import_source
from tests.fuzz import seeds

LOADERS = ("jsonl", "json", "csv", "tsv", "txt", "reddit", "parquet")
MAX_OUTPUT_FACTOR = 400  # bytes of tasks for a byte of the file, unpacked
MIN_OUTPUT = 1 << 22
BROKEN = (ValueError, RecursionError)


class Wrong(AssertionError):
    """A file was read in another way than the rule says."""


@dataclass(frozen=True)
class Target:
    """Something that reads files.

    run (callable): Takes the bytes and a folder.
    make_seeds (callable): Makes good files.
    """

    run: Callable[[bytes, Path], None]
    make_seeds: Callable[[], list[bytes]]


@contextmanager
def listening() -> Iterator[io.StringIO]:
    """YIELDS (io.StringIO): What is told meanwhile on standard error."""
    before, heard = sys.stderr, io.StringIO()
    sys.stderr = heard
    try:
        yield heard
    finally:
        sys.stderr = before
        partial.take()


def unpack(data: bytes) -> bytes | None:
    """RETURNS (bytes | None): The content of a file, None if what it is packed in is damaged."""
    if data.startswith(b"\x1f\x8b"):
        try:
            return gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return None
    if data.startswith(b"BZh") and b"1" <= data[3:4] <= b"9":
        return _unpack_streams(data, bz2.BZ2Decompressor)
    if data.startswith(b"\xfd7zXZ\x00"):
        return _unpack_streams(data, lambda: lzma.LZMADecompressor(format=lzma.FORMAT_XZ))
    return data


def _unpack_streams(data: bytes, make: Callable[[], Any]) -> bytes | None:
    """Unlike the functions of the standard library, refuse what follows a stream and is none."""
    found = []
    while data:
        stream = make()
        try:
            found.append(stream.decompress(data))
        except (OSError, EOFError, ValueError, lzma.LZMAError):
            return None
        if not stream.eof:
            return None
        data = stream.unused_data.lstrip(b"\0")
    return b"".join(found)


def get_text(data: bytes) -> str | None:
    """RETURNS (str | None): The text of a plain file; None if a reader has to guess."""
    content = unpack(data)
    if content is None or b"\0" in content or content.startswith(SIGNATURES):
        return None
    try:
        text = content.removeprefix(b"\xef\xbb\xbf").decode("utf8")
    except UnicodeDecodeError:
        return None
    return None if re.search("\r(?!\n)", text) else text


SIGNATURES = (
    b"\xff\xfe",
    b"\xfe\xff",
    b"PAR1",
    b"\x28\xb5\x2f\xfd",
    b"%PDF",
    b"PK\x03\x04",
    b"BZh",
)


def parse(text: str) -> Any:
    """Parse JSON as the standard library does. RAISES (ValueError): It is none."""

    def refuse(name: str) -> None:
        raise ValueError(name)

    def parse_float(number: str) -> float:
        value = float(number)
        if value in (float("inf"), float("-inf")):
            raise ValueError(number)
        return value

    return json.loads(text, strict=False, parse_constant=refuse, parse_float=parse_float)


def same(value: Any, other: Any) -> bool:
    """Whether two values are the same JSON: 1 is not 1.0 and not true."""
    return json.dumps(value) == json.dumps(other)


def check(fact: bool, what: str, *details: Any) -> None:
    if not fact:
        raise Wrong(f"{what}: {', '.join(repr(detail)[:300] for detail in details)}")


class Reading:
    """What a loader makes of a file when bad rows are collected, as db-in does."""

    def __init__(self, path: Path, loader: str | None, fmt: str | None = None) -> None:
        self.rows: list[Any] = []
        self.error: ProdigyError | None = None
        self.report = Report()
        size = max(MIN_OUTPUT, MAX_OUTPUT_FACTOR * len(unpack(_content(path)) or b""))
        with listening() as heard:
            try:
                format_ = FORMATS[fmt] if fmt else None
                source = make_import_source(str(path), format_, loader, self.report)
                for row in source:
                    self.rows.append(dict(row))
                    size -= len(json.dumps(row))
                    check(size > 0, "much more comes out than went in")
            except ProdigyError as err:
                self.error = _forget_frames(err)
        self.told = heard.getvalue()
        n_done = self.report.n_done
        check(n_done == len(self.rows), "the report counts other rows", n_done, len(self.rows))
        check(self.error is None or bool(self.error.title), "an error without a title")

    @property
    def is_silent(self) -> bool:
        return self.error is None and not self.report.n_left_out and not self.told


def _forget_frames(err: ProdigyError) -> ProdigyError:
    """Frames hold on to open files until Python looks for circles."""
    err.__context__ = err.__cause__ = None
    return err.with_traceback(None)


def _content(path: Path) -> bytes:
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return b"".join(file.read_bytes() for file in files)


def _read_as_stream(path: Path, loader: str) -> tuple[list[Any], list[Any], Any]:
    misfits: list[Any] = []
    rows, error = [], None
    with listening() as heard:
        try:
            rows.extend(dict(row) for row in make_source(str(path), loader, misfits.append))
        except ProdigyError as err:
            error = _forget_frames(err)
    return rows, [*misfits, *heard.getvalue().splitlines()], error


def make_loader_target(name: str) -> Target:
    suffix = {"reddit": ".bz2", "parquet": ".parquet"}.get(name, f".{name}")

    def run(data: bytes, folder: Path) -> None:
        # A name that says that a file is compressed is checked; the first bytes decide.
        path = folder / f"data{'.jsonl' if name == 'reddit' else suffix}"
        path.write_bytes(data)
        reading = Reading(path, name)
        rows, misfits, error = _read_as_stream(path, name)
        if unpack(data) is None and name != "parquet":
            check(reading.error is not None, "damaged, and nobody said so", reading.rows)
            check(error is not None, "damaged, and the stream says nothing", rows)
            return
        judge = JUDGES.get(name)
        text = get_text(data)
        if judge is not None and text is not None:
            judge(text, reading, rows, misfits, error)
        elif name == "parquet":
            _judge_parquet(path, reading)

    return Target(run, lambda: seeds.make_loader_seeds(name))


def _judge_jsonl(text: str, reading: Reading, rows: Any, misfits: Any, error: Any) -> None:
    good, bad = [], []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            value = parse(line)
            if not isinstance(value, dict):
                raise ValueError
            good.append(value)
        except BROKEN:
            if line.strip():
                bad.append(number)
    if not bad:
        check(reading.error is None and not reading.report.n_left_out, "refused", reading.error)
        check(error is None, "the stream refused it", error)
        check(same(rows, good), "the stream has other rows", rows, good)
    elif reading.error is None:
        n_bad = reading.report.n_rejected
        check(n_bad == len(bad), "rows are bad, and not all are named", n_bad, bad)
        lines = [err.line for err in reading.report.errors]
        check(lines == bad[: len(lines)], "other lines are named", lines, bad)
        check(bool(misfits) or error is not None, "the stream left something out in silence")
    if reading.error is None:
        check(same(reading.rows, good), "other rows", reading.rows, good)


def _judge_json(text: str, reading: Reading, rows: Any, misfits: Any, error: Any) -> None:
    try:
        value = parse(text)
    except BROKEN:
        check(not reading.is_silent or not text.strip(), "no JSON, and nobody said so")
        return
    if not isinstance(value, list):
        check(reading.error is not None, "no list, and nobody said so")
        return
    good = [item for item in value if isinstance(item, dict)]
    check(reading.error is None, "refused", reading.error)
    check(same(reading.rows, good), "other rows", reading.rows, good)
    check(reading.report.n_rejected == len(value) - len(good), "not all are named")
    check(same(rows, good), "the stream has other rows", rows, good)


def _judge_txt(text: str, reading: Reading, rows: Any, misfits: Any, error: Any) -> None:
    good = [{"text": line.strip()} for line in text.split("\n") if line.strip()]
    check(same(reading.rows, good), "other rows", reading.rows, good, reading.error)
    check(same(rows, good), "the stream has other rows", rows, good)


def _make_table_judge(delimiter: str) -> Callable[..., None]:
    others = "".join({",", "\t", ";", "|"} - {delimiter})

    def judge(text: str, reading: Reading, rows: Any, misfits: Any, error: Any) -> None:
        # Only what every reader of tables understands in the same way.
        quoted = rf'(?:[^"{delimiter}\r\n]*|"(?:[^"]|"")*")'
        table = re.compile(rf"(?:{quoted}(?:{delimiter}{quoted})*\r?\n)*\Z")
        if any(char in text for char in others) or "\x1c" in text or not table.match(text):
            return
        if any(c in text for c in "\x0b\x0c\x1d\x1e\x85\u2028\u2029"):
            return
        try:
            found = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        except csv.Error:
            return
        if delimiter == "\t" and '"' in text:
            return  # what it means is decided for each row, and said
        found = [row for row in found if row and row != [""]]
        if any(not "".join(row).strip() for row in found):
            return
        names = [name.strip() for name in found[0]] if found else []
        is_plain = [n for n in names if n] == names and len({n.lower() for n in names}) == len(
            names
        )
        if not is_plain or len(names) < 2 or any(len(row) != len(names) for row in found):
            return
        known = {"Text": "text", "Label": "label", "Meta": "meta"}
        good = [dict(zip((known.get(n, n) for n in names), row)) for row in found[1:]]
        for row in good:
            meta, label = row.pop("meta", ""), row.pop("label", "")
            row.update(
                {"meta": {"meta": meta}} if meta else {}, **({"label": label} if label else {})
            )
        check(reading.error is None, "refused", reading.error)
        sort = [dict(sorted(row.items())) for row in reading.rows]
        check(same(sort, [dict(sorted(row.items())) for row in good]), "other rows", sort, good)

    return judge


def _judge_parquet(path: Path, reading: Reading) -> None:
    from pyarrow import ArrowException
    from pyarrow.parquet import read_table

    try:
        n_rows = read_table(path).num_rows
    except (ArrowException, OSError, ValueError):
        return
    if reading.error is None:
        check(len(reading.rows) == n_rows, "other rows", len(reading.rows), n_rows)


JUDGES = {
    "jsonl": _judge_jsonl,
    "json": _judge_json,
    "txt": _judge_txt,
    "csv": _make_table_judge(","),
    "tsv": _make_table_judge("\t"),
}


def make_format_target(name: str) -> Target:
    fmt = FORMATS[name]

    def run(data: bytes, folder: Path) -> None:
        path = folder / f"export{fmt.extension}"
        if fmt.kind == "folder":
            path.mkdir()
            seeds.unpack_folder(data, path)
        else:
            path.write_bytes(data)
        reading = Reading(path, None, name)
        # Tables with our own keys are taken as they are, like JSON: doctor finds what is wrong.
        for eg in reading.rows if name not in ("csv", "excel", "parquet") else ():
            check_spans(eg)
        if unpack(data) is None and fmt.kind == "stream":
            check(reading.error is not None, "damaged, and nobody said so", reading.rows)

    return Target(run, lambda: seeds.make_format_seeds(name))


def check_spans(eg: Any) -> None:
    """RAISES (Wrong): Spans or tokens of an example point out of its text."""
    check(isinstance(eg, dict), "no dict", eg)
    text, last = eg.get("text"), 0
    if not isinstance(text, str):
        return
    for token in eg.get("tokens") or ():
        check(
            text[token["start"] : token["end"]] == token["text"], "a token beside its text", token
        )
        check(token["start"] >= last, "tokens that overlap", token)
        last = token["end"]
    for span in eg.get("spans") or ():
        if "start" in span:
            inside = 0 <= span["start"] < span["end"] <= len(text)
            check(inside, "a span out of its text", span, text)


def run_patterns(data: bytes, folder: Path) -> None:
    """Match patterns: all of them, or an error that names the line."""
    path = folder / "patterns.jsonl"
    path.write_bytes(data)
    matcher = PatternMatcher(_get_blank())
    with listening():
        try:
            matcher.from_disk(path)
            list(matcher([{"text": "a goji berry aaa"}]))
        except ProdigyError as err:
            check(bool(err.text), "an error without advice", err.title)
            return
    text = get_text(data)
    if text is not None:
        lines = [parse(line) for line in text.split("\n") if line.strip()]
        check(all(isinstance(entry, dict) for entry in lines), "a line is no pattern")


_blank: Any = None


def _get_blank() -> Any:
    global _blank
    import spacy

    _blank = _blank or spacy.blank("en")
    return _blank


def run_config(data: bytes, folder: Path) -> None:
    """Settings: those of the file, or an error that names it."""
    path = folder / "prodigy.json"
    path.write_bytes(data)
    names = {"PRODIGY_CONFIG": str(path), "PRODIGY_HOME": str(folder / "home")}
    text = data.decode("utf8", "surrogateescape")
    as_variable = "\0" not in text and len(text) < 100_000
    overrides = {**names, "PRODIGY_CONFIG": "", "PRODIGY_CONFIG_OVERRIDES": text}
    for environment in (names, *([overrides] if as_variable else [])):
        with listening(), _environment(environment):
            try:
                config = Run().config
            except ConfigError as err:
                check(bool(err.title), "an error without a title")
                continue
        content = text.removeprefix("\ufeff") if environment is names else text
        if not content.strip():
            continue
        for key, value in parse_settings(content).items():
            if key in ("port", "host"):
                continue
            check(key in config, "a setting is lost", key)
            if not isinstance(value, (dict, str)) and key not in config:
                check(same(config[key], value), "a setting has changed", key, value, config[key])


def parse_settings(text: str) -> dict[str, Any]:
    try:
        value = parse(text)
    except BROKEN as err:
        raise Wrong(f"no JSON, and nobody said so: {err}") from None
    check(isinstance(value, dict), "no object, and nobody said so", value)
    from prodigy.settings import RENAMED

    return {RENAMED.get(key, key): item for key, item in value.items()}


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def make_import_target(loader: str) -> Target:
    """The whole command db-in, and what db-out makes of it."""

    def run(data: bytes, folder: Path) -> None:
        path = folder / f"data.{loader}"
        path.write_bytes(data)
        settings = {"db_settings": {"sqlite": {"name": ":memory:"}}}
        home = {"PRODIGY_HOME": str(folder.parent / "home")}
        with listening() as heard, _environment(home):
            code = main(["db-in", "made", str(path), "--loader", loader], settings)
            told = heard.getvalue()
            db = connect("sqlite", settings["db_settings"]["sqlite"])
            stored = db.get_dataset_examples("made") or []
            db.drop_dataset("made")
            for name in db.sessions:
                db.drop_dataset(name)
        check("Traceback" not in told, "a traceback", told)
        check(code in (0, 1), "an odd exit code", code)
        check(code == 0 or "✘" in told or "Partial" in told, "failed without a word", told)
        reading = Reading(path, loader)
        if reading.error is not None:
            check(not stored and code == 1, "half of a file was imported", len(stored))
            return
        check(len(stored) == len(reading.rows), "rows got lost", told)
        for eg, row in zip(stored, reading.rows):
            own = ("answer", "_input_hash", "_task_hash")
            kept = {key: value for key, value in eg.items() if key in row and key not in own}
            wanted = {key: value for key, value in row.items() if key not in own}
            check(same(kept, wanted), "a row has changed", kept, wanted)

    return Target(run, lambda: seeds.make_loader_seeds(loader))


TARGETS: dict[str, Target] = {
    **{f"loader-{name}": make_loader_target(name) for name in LOADERS},
    **{f"format-{name}": make_format_target(name) for name in FORMATS},
    "patterns": Target(run_patterns, lambda: seeds.PATTERNS),
    "config": Target(run_config, lambda: seeds.CONFIGS),
    **{f"db-in-{name}": make_import_target(name) for name in ("jsonl", "csv")},
}
assert all(get_loader(name) for name in LOADERS)
