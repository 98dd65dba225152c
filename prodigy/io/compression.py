"""Files that are compressed with gzip, bzip2 or xz, read as if they were not.

What a file is compressed with is told by its first bytes, so it doesn't depend on its name. The
extension only serves to find the loader of what is inside: data.jsonl.gz holds JSONL.
"""

from __future__ import annotations

import io
import lzma
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePath
from typing import IO, Any

from ..errors import LoaderError

# Extension, first bytes, and the name of the program that checks and unpacks such a file.
FORMATS: dict[str, tuple[tuple[bytes, ...], str]] = {
    ".gz": ((b"\x1f\x8b",), "gunzip"),
    ".bz2": (tuple(b"BZh%d" % level for level in range(1, 10)), "bunzip2"),
    ".xz": ((b"\xfd7zXZ\x00",), "unxz"),
}
N_SIGNATURE_BYTES = 6
BUFFER_BYTES = 2**18
MAX_LINE_BYTES = 2**30  # unpacked; what isn't compressed can't be larger than its file
# Text gets 3 to 30 times as small. What gets smaller than this was made to fill the memory.
MAX_RATIO = 100
MAX_BYTES_AT_ANY_RATIO = 2**27
# What the modules of the standard library raise for damaged files.
DAMAGE = (EOFError, zlib.error, lzma.LZMAError, OSError)


def split_compression(path: str | Path) -> tuple[str, str | None]:
    """Separate what a file holds from how it is compressed, by its name.

    path (str | Path): The path; it need not exist.
    RETURNS (tuple[str, str | None]): The extension in lower case, without that of the compression,
        and that one. For example (".jsonl", ".gz"), or (".jsonl", None).
    """
    name = PurePath(path)
    suffix = name.suffix.lower()
    if suffix not in FORMATS:
        return suffix, None
    return PurePath(name.stem).suffix.lower(), suffix


def find_compression(start: bytes) -> str | None:
    """RETURNS (str | None): Extension of the format that has these first bytes, if any."""
    return next((key for key, (magic, _) in FORMATS.items() if start.startswith(magic)), None)


def is_compressed(path: Path) -> bool:
    """RETURNS (bool): Whether the file is compressed. False if it can't be read."""
    try:
        with path.open("rb") as file:
            return find_compression(file.read(N_SIGNATURE_BYTES)) is not None
    except OSError:
        return False


BOMB = f"more than {MAX_RATIO} times as long as the file"


def is_bomb(n_bytes: int, n_packed: int) -> bool:
    """Whether something that has to be in memory as a whole was compressed to fill it.

    n_bytes (int): Its length so far.
    n_packed (int): How much of the compressed file was read for it, at most.
    RETURNS (bool): Whether to stop. Never before it is too long for any text.
    """
    return n_bytes > MAX_BYTES_AT_ANY_RATIO and n_bytes > MAX_RATIO * n_packed


class LineFile:
    """An open file whose lines are decompressed if necessary. A context manager.

    path (Path): The file, which is opened at once.
    name (str): How to call it in messages.

    lines (Iterable[bytes]): The lines with their line breaks. Raises one of `DAMAGE` if they can't
        be read any more.
    RAISES (OSError): It can't be opened.
    RAISES (LoaderError): Its name says that it is compressed, but it isn't.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self._file = open(path, "rb")
        self._counted: _Counted | None = None
        self.lines: IO[bytes] = self._file
        try:
            self._format = find_compression(self._file.peek(N_SIGNATURE_BYTES))
            self._check_name(path)
        except BaseException:
            self._file.close()
            raise
        if self._format is not None:
            self._counted = _Counted(self._file)
            unpacked = _Bounded(_unpack(self._format, self._counted), self._counted)
            self.lines = io.BufferedReader(unpacked, BUFFER_BYTES)

    def _check_name(self, path: Path) -> None:
        named = split_compression(path)[1]
        if named is not None and self._format is None and self._file.peek(1):
            raise LoaderError(
                f"{self.name} is not compressed as its name says",
                f"Its first bytes are not those of a {named} file. If it is plain text, remove "
                f"{named} from its name; otherwise copy or download it again.",
            )

    def __enter__(self) -> LineFile:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Safe to call twice; then nothing more can be read."""
        self._file.close()

    @property
    def n_packed_bytes(self) -> int | None:
        """How much of a compressed file was read, as it is. None for other files."""
        return None if self._counted is None else self._counted.n_bytes

    def explain(self, err: Exception, n_lines: int) -> LoaderError:
        """Make an error of what was raised while reading the lines, one of `DAMAGE`.

        err (Exception): What was raised.
        n_lines (int): How many lines were read before.
        RETURNS (LoaderError): The error to raise.
        """
        where = f"after line {n_lines}" if n_lines else "before the first line"
        if self._format is None:
            reason = getattr(err, "strerror", None) or str(err)
            return LoaderError(f"Can't read {self.name}", f"Reading failed {where}: {reason}")
        program = FORMATS[self._format][1]
        fix = f"Copy or download it again, and check it with: {program} -t FILE"
        if isinstance(err, EOFError):
            return LoaderError(
                f"{self.name} is cut off", f"Its compressed data ends {where}. {fix}"
            )
        return LoaderError(f"{self.name} is damaged", f"Can't unpack it {where}: {err}. {fix}")


class _Counted:
    """Counts the bytes that a decompressor takes from a file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.n_bytes = 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.n_bytes += len(data)
        return data

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False


class _Bounded(io.RawIOBase):
    """Unpacked content whose lines are not too long: a small file may be made to unpack to one line
    that is larger than the memory.

    content (io.RawIOBase | io.BufferedIOBase): The content.
    packed (_Counted): What it is unpacked from.
    """

    def __init__(self, content: Any, packed: _Counted) -> None:
        self._content, self._packed = content, packed
        self._n_since_break = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        n_bytes = self._content.readinto(buffer)
        last = bytes(buffer[:n_bytes]).rfind(b"\n")
        self._n_since_break = n_bytes - last - 1 if last >= 0 else self._n_since_break + n_bytes
        if self._n_since_break > MAX_LINE_BYTES:
            raise OSError(f"a line is longer than {MAX_LINE_BYTES / 2**30:g} GB")
        if is_bomb(self._n_since_break, self._packed.n_bytes):
            raise OSError(f"a line is longer than {self._n_since_break / 2**20:.0f} MB, {BOMB}")
        return n_bytes


class _Unpacked(io.RawIOBase):
    """The content of a file in one or more streams. The classes of the standard library end
    without a word where a stream that follows another one is damaged: its rows would get lost.

    file (_Counted): The compressed file.
    make (callable): Makes a decompressor for one stream.
    """

    def __init__(self, file: _Counted, make: Callable[[], Any]) -> None:
        self._file, self._make = file, make
        self._stream = make()
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while True:
            if self._stream.eof and not self._start_next():
                return 0
            if self._stream.needs_input and not self._waiting:
                self._waiting = self._file.read(BUFFER_BYTES)
                if not self._waiting:
                    raise EOFError("The compressed data ends before its end marker")
            packed, self._waiting = self._waiting, b""
            data = self._stream.decompress(packed, len(buffer))
            if data:
                buffer[: len(data)] = data
                return len(data)

    def _start_next(self) -> bool:
        """RETURNS (bool): Whether there is another stream. Zeros between streams are padding."""
        rest = self._stream.unused_data.lstrip(b"\0")
        while not rest:
            packed = self._file.read(BUFFER_BYTES)
            if not packed:
                return False
            rest = packed.lstrip(b"\0")
        self._stream, self._waiting = self._make(), rest
        return True


def _unpack(extension: str, file: Any) -> Any:
    import bz2
    import gzip

    if extension == ".gz":
        return gzip.GzipFile(fileobj=file, mode="rb")
    if extension == ".bz2":
        return _Unpacked(file, bz2.BZ2Decompressor)
    return _Unpacked(file, partial(lzma.LZMADecompressor, format=lzma.FORMAT_XZ))
