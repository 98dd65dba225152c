"""Files that are made to fill the memory of whoever reads them are refused, or read without it.

Each case of a whole file is a command in a process of its own: it imports nothing and says why, or
imports what it can, and never grows by more than MAX_MB.
"""

import os
import resource
import sys
import traceback
from pathlib import Path

import pytest

from prodigy.components.formats import FORMATS
from prodigy.components.formats.entries import read_entries
from prodigy.components.loaders import CSV, JSON, JSONL, TXT
from prodigy.errors import LoaderError
from prodigy.io.compression import MAX_BYTES_AT_ANY_RATIO, MAX_RATIO, is_bomb
from prodigy.io.lines import LineReader
from tests.components.formats.helpers import write
from tests.components.formats.test_damaged_files import PICTURES
from tests.hostile import bombs
from tests.warm import IS_AVAILABLE, fork, run

STATUS = Path("/proc/self/status")
pytestmark = pytest.mark.skipif(
    not (IS_AVAILABLE and STATUS.exists()), reason="measures memory as Linux counts it"
)
MAX_MB = 600
MAX_CPU_S = 120
MAKERS = {"excel": bombs.make_workbooks, "spacy": bombs.make_docbins}


def get_peak_mb():
    lines = STATUS.read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def run_bounded(args, files, env, folder, peak):
    """Run a command in a fork, and write by how many MB it has grown."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak of the process that it is a copy of
    before = get_peak_mb()
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))
    code = 0
    try:
        run(args, files, env, folder)
    except SystemExit as err:
        code = err.code if isinstance(err.code, int) else int(err.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 99
    Path(peak).write_text(str(get_peak_mb() - before))
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


def check_import(path, option, name, folder):
    """Import a bomb. RETURNS (str): What is wrong, or nothing."""
    output, peak = folder / "output", folder / "peak"
    peak.unlink(missing_ok=True)
    env = {**os.environ, "PRODIGY_HOME": str(folder), "PRODIGY_LOGGING": ""}
    args = ["db-in", "bombs", str(path), option, name]
    process = fork(run_bounded, (args, ["/dev/null", str(output), ""], env, str(folder), str(peak)))
    process.join()
    text = output.read_text()
    if process.exitcode not in (0, 1) or "Traceback" in text:
        return f"status {process.exitcode}: {text[-300:]}"
    if process.exitcode == 1 and path.name not in text:
        return f"doesn't name the file: {text[-300:]}"
    if process.exitcode == 1 and "Imported" in text and path.is_file():
        # Rows that can be used are imported and the others counted.
        if "Left out" not in text:
            return f"imports half of a file: {text[-300:]}"
    if float(peak.read_text()) > MAX_MB:
        return f"{float(peak.read_text()):.0f} MB: {text[-300:]}"
    if (folder / "ran").exists():
        return "it runs what is in the file"
    return ""


def check_all(contents, option, name, folder):
    """Import bombs. contents (Iterable[tuple[str, Path, Path]]): Name, file, what is imported."""
    faults = []
    for bomb, path in contents:
        if wrong := check_import(path, option, name, folder):
            faults.append(f"{bomb}: {wrong}")
    assert not faults, "\n".join(faults)


def put_binary(make, path):
    for bomb, content in make():
        yield bomb, bombs.put(path, content)


@pytest.mark.slow
@pytest.mark.parametrize("name", MAKERS)
def test_bombs_of_binary_files(name, tmp_path):
    path = tmp_path / f"bomb{FORMATS[name].extension}"
    check_all(put_binary(MAKERS[name], path), "--format", name, tmp_path)


def test_what_counts_as_a_bomb():
    assert is_bomb(MAX_BYTES_AT_ANY_RATIO + 1, MAX_BYTES_AT_ANY_RATIO // MAX_RATIO)
    assert not is_bomb(MAX_BYTES_AT_ANY_RATIO, 1)
    assert not is_bomb(2**40, 2**40 // MAX_RATIO + 1)


def test_a_document_file_that_unpacks_to_zeros_is_refused_before_it_is_read(tmp_path):
    name, content = next(bombs.make_docbins())
    path = bombs.put(tmp_path / f"{name}.spacy", content)
    with pytest.raises(LoaderError, match="too big to be read"):
        list(FORMATS["spacy"].read(path))


@pytest.mark.parametrize("start", ["<", "<script", "<script>", "</", "<style>a"])
def test_unfinished_markup_is_searched_once(start):
    from prodigy.components.search.documents import make_document

    eg = {"html": f"word {start * 200_000}", "answer": "accept"}
    assert " word " in make_document(eg, 1).words


@pytest.mark.parametrize("suffix", bombs.COMPRESS)
@pytest.mark.parametrize("loader", [JSONL, JSON, CSV, TXT, FORMATS["coco"].read])
def test_a_line_that_was_compressed_to_nothing_is_refused(loader, suffix, tmp_path):
    content = bombs.repeat(suffix, b"a", 2**28, b'[{"text": "')
    path = bombs.put(tmp_path / f"bomb{suffix}", content)
    with pytest.raises(LoaderError, match="bomb.* is damaged") as err:
        list(loader(path))
    assert "more than 100 times as long as the file" in err.value.text


@pytest.mark.parametrize("loader", [JSON, FORMATS["coco"].read, FORMATS["argilla"].read])
def test_many_lines_that_were_compressed_to_nothing_are_not_read_as_a_whole(loader, tmp_path):
    content = bombs.repeat(".gz", b"0," + b" " * 20_000 + b"\n", 2**28, b"[")
    path = bombs.put(tmp_path / "bomb.gz", content)
    with pytest.raises(LoaderError, match="bomb.* is too big to be read as a whole"):
        list(loader(path))


def test_records_one_per_line_are_read_as_they_come_whatever_is_before_them():
    lines = iter(["\n"] * 1000 + ['{"a": 1}\n'] * 300)
    rows = read_entries(LineReader(lines), {})
    assert next(rows).content == {"a": 1}
    assert next(lines) == '{"a": 1}\n'


def test_references_in_yaml_are_refused(tmp_path):
    folder, _ = write("yolo", [{**PICTURES[0], "spans": PICTURES[0]["spans"][:1]}], tmp_path)
    bombs.put(folder / "data.yaml", bombs.YAML.encode())
    with pytest.raises(LoaderError, match="has references"):
        list(FORMATS["yolo"].read(folder))
