"""Files with which a change of stored examples is taken back, byte by byte.

A file is JSON lines, compressed if its name ends in .gz: a header that says what was done, a line
for each example that was changed (its row as it was, and a digest of what became of it), and a
last line with the number of these lines. It is on the disk before the change is committed.
"""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

from ...errors import ProdigyError

KIND = "prodigy undo"
VERSION = 1
Content = str | bytes


def digest(task_hash: int, content: Content) -> str:
    """RETURNS (str): What tells whether a row is still the same."""
    data = content if isinstance(content, bytes) else content.encode("utf8", "surrogatepass")
    mark = b"%d %d " % (isinstance(content, bytes), task_hash)
    return blake2b(mark + data, digest_size=16).hexdigest()


class UndoWriter:
    """Writes an undo file. Until `finish` it has another name, `discard` removes it.

    path (Path): The file. Its folder is made. A file of that name is never overwritten.
    header (dict): What was done, to be read by people.
    RAISES (ProdigyError): The file exists, or can't be written.
    """

    def __init__(self, path: Path, header: dict[str, Any]) -> None:
        self.path = path
        self._part = path.with_name(f"{path.name}.part")
        self._file: IO[str] | None = None
        self._header = {"kind": KIND, "version": VERSION, "created": int(time.time()), **header}
        self.n_rows = 0
        if path.exists():
            raise ProdigyError(
                f"The undo file {path} exists already", "Name another one with --undo-file."
            )

    def add(self, row: dict[str, Any]) -> None:
        """Write one row: "id", "input_hash", "task_hash", "content" and "after", see `Rewriter`; of
        one that was deleted also "links" and "is_gone", see `removing`."""
        if isinstance(row["content"], bytes):
            row = {**row, "content": row["content"].decode("utf8"), "is_bytes": True}
        self._write(row)
        self.n_rows += 1

    def finish(self) -> None:
        """Complete the file. When this returns, it would survive a power failure."""
        self._write({"end": self.n_rows})
        assert self._file is not None
        try:
            self._file.close()
            with self._part.open("rb") as file:
                os.fsync(file.fileno())
            os.replace(self._part, self.path)
        except OSError as err:
            raise self._describe(err) from err

    def discard(self) -> None:
        """Remove the file, whatever there is of it: nothing was changed."""
        if self._file is not None:
            self._file.close()
            self._part.unlink(missing_ok=True)
            self.path.unlink(missing_ok=True)

    def _write(self, row: dict[str, Any]) -> None:
        try:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = _open(self._part, "wt", self.path.suffix)
                self._file.write(f"{json.dumps(self._header)}\n")
            self._file.write(f"{json.dumps(row, separators=(',', ':'))}\n")
        except OSError as err:
            raise self._describe(err) from err

    def _describe(self, err: OSError) -> ProdigyError:
        return ProdigyError(
            f"Can't write the undo file {self.path}, so nothing was changed",
            f"{err.strerror or err}. Choose another place: --undo-file FILE",
        )


def read_undo(path: Path) -> tuple[dict[str, Any], Iterator[dict[str, Any]]]:
    """Read an undo file.

    path (Path): The file.
    RETURNS (tuple[dict, Iterator[dict]]): The header, and the rows as they were added.
    RAISES (ProdigyError): It can't be read, or is no undo file. The rows raise it as well, where
        the file is damaged or ends too early.
    """
    lines = _iter_lines(path)
    header = next(lines, (0, None))[1]
    if not isinstance(header, dict) or header.get("kind") != KIND:
        raise ProdigyError(f"{path} is no undo file", "See the folder 'undo' of the Prodigy home.")
    if header.get("version") != VERSION:
        raise ProdigyError(
            f"The undo file {path} was written by another version", "Undo it with that version."
        )
    return header, _iter_rows(path, lines)


def _iter_rows(path: Path, lines: Iterator[tuple[int, Any]]) -> Iterator[dict[str, Any]]:
    n_rows = 0
    for number, row in lines:
        if isinstance(row, dict) and "end" in row:
            if row["end"] != n_rows or next(lines, None) is not None:  # reads all of the file
                break
            return
        if not isinstance(row, dict) or not {"id", "task_hash", "content", "after"} <= row.keys():
            raise _damaged(path, f"Line {number} is no row of an undo file")
        n_rows += 1
        if row.get("is_bytes"):
            row["content"] = row["content"].encode("utf8")
        yield row
    raise _damaged(path, f"It ends after {n_rows} rows")


def _iter_lines(path: Path) -> Iterator[tuple[int, Any]]:
    number = 0
    try:
        with _open(path, "rt", path.suffix) as file:
            for number, line in enumerate(file, 1):
                yield number, json.loads(line)
    except FileNotFoundError as err:
        raise ProdigyError(
            f"Can't find the undo file {path}", "See the folder 'undo' of the Prodigy home."
        ) from err
    except (OSError, EOFError) as err:
        raise _damaged(path, f"{err}") from err
    except ValueError as err:
        raise _damaged(path, f"Line {number + 1} can't be read: {err}") from err


def _damaged(path: Path, what: str) -> ProdigyError:
    return ProdigyError(f"The undo file {path} is damaged", f"{what}. Nothing was changed.")


def _open(path: Path, mode: str, suffix: str) -> Any:
    if suffix == ".gz":
        return gzip.open(path, mode, compresslevel=1, encoding="utf8")
    return path.open(mode.replace("t", ""), encoding="utf8")
