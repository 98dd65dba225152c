"""Text lines of a file or of standard input, with everything that can be wrong with them.

Loaders get their lines from a `LineReader`, so that all of them name the file and the line in
their messages, check the encoding in the same way, and know how far they have read.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import IO, Any

from ..errors import LoaderError
from ..messages import msg
from .compression import BOMB, DAMAGE, LineFile, is_bomb
from .encodings import (
    CHUNK_BYTES,
    LEGACY,
    find_utf16,
    has_old_line_breaks,
    iter_lines,
    looks_like_legacy_text,
)
from .faults import OnFault, RowError
from .places import Misfit, OnMisfit, Place

UTF8_BOM = b"\xef\xbb\xbf"
# The first bytes of files that are often taken for text, and what to do with them instead.
SIGNATURES = (
    (codecs.BOM_UTF32_LE, "UTF-32 text", "Save it as UTF-8: iconv -f UTF-32 -t UTF-8 OLD > NEW"),
    (codecs.BOM_UTF32_BE, "UTF-32 text", "Save it as UTF-8: iconv -f UTF-32 -t UTF-8 OLD > NEW"),
    (b"PAR1", "a Parquet file", "Name it *.parquet or load it with --loader parquet."),
    (b"\x1f\x8b", "compressed with gzip", "Decompress it first: gunzip FILE"),
    (b"BZh", "compressed with bzip2", "Decompress it first: bunzip2 FILE"),
    (b"\xfd7zXZ\x00", "compressed with xz", "Decompress it first: unxz FILE"),
    (b"\x28\xb5\x2f\xfd", "compressed with Zstandard", "Decompress it first: zstd -d FILE"),
    (b"%PDF", "a PDF file", "Convert its text to a text file first."),
    (b"PK\x03\x04", "a ZIP archive or an Office file", "Export its content as CSV or text."),
)
REPLACED = "\ufffd".encode()  # what is left of bytes that can't be decoded
NumberedLine = tuple[int, str, RowError | None]
SHOWN_CHARS = 60  # of an offending text, in messages


class LineReader:
    """The lines of one text source, read once and one at a time.

    source (str | Path | IO | Iterable[str | bytes]): A file path, an open file (text or binary) or
        the lines themselves. A file is opened when the first line is asked for, and closed after
        the last one. Given by its path, it may be compressed with gzip, bzip2 or xz. Text in
        UTF-16 or Windows-1252, and lines that end with carriage returns, are understood and told.
    name (str | None): How to call the source in messages. Defaults to None (its path).

    name (str): The name for messages.
    line_number (int): How many lines were read; within the loop over the lines this is the number
        of the line at hand, starting at 1.
    n_tasks (int | None): How many tasks there will be, if the loader found out. Set by loaders.
    on_fault (callable | None): Gets the `RowError` of each row that can't be used, and reading goes
        on. None: the first one is raised.
    on_mend (callable | None): Gets a `Misfit` of each row that was read in another way than it
        stands there. None: loaders don't try to.
    on_change (callable | None): Gets the same where a row can't be read but in another way, if
        there is no `on_mend`: a key that comes twice, for example.
    is_quiet (bool): Don't tell what was decided, since it was told before.
    """

    def __init__(
        self, source: str | Path | IO[Any] | Iterable[str | bytes], name: str | None = None
    ) -> None:
        self._source = source
        if name is None:
            path = source if isinstance(source, (str, Path)) else getattr(source, "name", None)
            name = str(path) if isinstance(path, (str, Path)) else "the input"
        self.name = name
        self.line_number = 0
        self.n_tasks: int | None = None
        self.on_fault: OnFault | None = None
        self.on_mend: OnMisfit | None = None
        self.on_change: OnMisfit | None = None
        self.is_quiet = False
        self._encoding = "utf-8"
        self._is_transcoded = False
        self._damage: RowError | None = None
        self._n_line_bytes = 0
        self._file: LineFile | None = None

    def __iter__(self) -> Iterator[str]:
        """Yield the lines with their line breaks: "\\n", or "\\r" where there is no "\\n" at all.

        RAISES (LoaderError): The file can't be opened or read, is damaged or isn't UTF-8 text.
        """
        with closing(self.iter_leniently()) as lines:
            for line in lines:
                if self._damage is not None:
                    raise self._damage
                yield line

    def iter_leniently(self) -> Generator[str, None, None]:
        """Yield the lines, also those that are no UTF-8: with "�", and `take_damage` tells why.

        RAISES (LoaderError): As above, but if there is `on_fault`, not because of the encoding.
        """
        if not isinstance(self._source, (str, Path)):
            yield from self._decode(self._translate(self._source))
            return
        try:
            file = LineFile(check_file(self._source), self.name)
        except OSError as err:
            raise LoaderError(f"Can't read {self.name}", err.strerror or str(err)) from None
        with file:
            self._file = file
            try:
                yield from self._decode(self._translate(file.lines))
            except DAMAGE as err:
                raise file.explain(err, self.line_number) from None

    def take_damage(self) -> RowError | None:
        """RETURNS (RowError | None): Why a line since the last call was no UTF-8, if one wasn't."""
        damage, self._damage = self._damage, None
        return damage

    def close(self) -> None:
        """Close the file, if there is one: nobody reads on. Errors that are on their way hold the
        generators that read it, which would close it much later."""
        if self._file is not None:
            self._file.close()

    def reject(self, error: RowError) -> None:
        """Take note of a row that can't be used.

        error (RowError): What is wrong with it.
        RAISES (RowError): The error itself, if nobody collects them.
        """
        if self.on_fault is None:
            raise error
        self.on_fault(error)

    def get_place(self, line_number: int | None = None) -> Place:
        """RETURNS (Place): A line of this source, by default the one that was read last."""
        return Place(self.name, line_number or self.line_number)

    def mend(self, what: str, action: str, line_number: int | None = None) -> None:
        """Take note of a row that was read in another way than it stands there.

        what (str): What is wrong with it, as a sentence.
        action (str): How it was read, as a sentence.
        line_number (int | None): Where it begins. Defaults to None (the line read last).
        """
        tell = self.on_mend or self.on_change
        if tell is not None:
            tell(Misfit(self.get_place(line_number), what, action, is_skipped=False))

    def tell(self, decision: str) -> None:
        """Tell what was decided about the file, where a reader had to guess.

        decision (str): What follows its name.
        """
        if not self.is_quiet:
            msg.info(f"{self.name} {decision}")

    @property
    def n_bytes(self) -> int:
        """How many bytes of the source were read; of a compressed file, of the file as it is."""
        n_packed = self._file.n_packed_bytes if self._file is not None else None
        return self._n_line_bytes if n_packed is None else n_packed

    @property
    def path(self) -> str | Path | None:
        """The file, if the source is one that can be read again."""
        return self._source if isinstance(self._source, (str, Path)) else None

    def read(self) -> str:
        """RETURNS (str): All that is left, as one text.

        RAISES (LoaderError): As for each line, or it was compressed to fill the memory.
        """
        text = io.StringIO()  # smaller than a list of short lines
        for line in self:
            text.write(line)
            self.check_size()
        return text.getvalue()

    def check_size(self) -> None:
        """To be called after each line by whoever keeps all of them.

        RAISES (LoaderError): What was read was compressed to fill the memory.
        """
        n_packed = self._file.n_packed_bytes if self._file is not None else None
        if n_packed is not None and is_bomb(self._n_line_bytes, n_packed):
            raise LoaderError(
                f"{self.name} is too big to be read as a whole",
                f"Line {self.line_number} is {self._n_line_bytes / 2**20:.0f} MB after its "
                f"beginning, {BOMB}. If that is right, unpack it first.",
            )

    def _decode(self, lines: Iterable[str | bytes]) -> Iterator[str]:
        for line in lines:
            self.line_number += 1
            if isinstance(line, str):
                yield line.removeprefix("\ufeff") if self.line_number == 1 else line
                continue
            self._n_line_bytes += len(line)
            if self.line_number == 1:
                line = self._check_start(line)
            try:
                if b"\0" in line:
                    raise self._zero_error()
                if self._is_transcoded and REPLACED in line:
                    raise self._transcoding_error(line)
                yield self._decode_line(line)
            except UnicodeDecodeError as err:
                self._damage = self._encoding_error(line, err)
            except RowError as err:
                self._damage = err
            else:
                continue
            if self.on_fault is None:
                raise self._damage
            yield line.decode("utf-8", "replace").replace("\0", "�")

    def _decode_line(self, line: bytes) -> str:
        try:
            return line.decode(self._encoding)
        except UnicodeDecodeError:
            if not self._is_legacy():
                raise
            return line.decode(self._encoding)

    def _translate(self, lines: Iterable[str | bytes]) -> Iterable[str | bytes]:
        """Look at how a file begins, and make UTF-8 with line feeds of it if it is neither."""
        if isinstance(lines, io.BytesIO):
            lines = io.BufferedReader(lines)
        peek = getattr(lines, "peek", None)
        start = peek(1) if peek is not None else b""
        encoding = find_utf16(start)
        old_line_breaks = encoding is None and has_old_line_breaks(start)
        if encoding is None and not old_line_breaks:
            return lines
        self._is_transcoded = encoding is not None
        if encoding:
            self.tell("is read as UTF-16")
        else:
            self.tell("has carriage returns as line breaks: each of them ends a line")
        return iter_lines(lines, encoding, old_line_breaks)

    def _is_legacy(self) -> bool:
        """Decide whether a file that is not UTF-8 is in the old encoding of Windows as a whole."""
        if self._encoding != "utf-8" or not isinstance(self._source, (str, Path)):
            return False
        path = check_file(self._source)
        if not path.is_file():  # A pipe can't be read twice.
            return False
        with LineFile(path, self.name) as file:
            chunks = iter(partial(file.lines.read, CHUNK_BYTES), b"")
            if not looks_like_legacy_text(chunks):
                return False
        self._encoding = LEGACY
        self.tell(
            f"is read as Windows-1252 (Latin-1), since line {self.line_number} is not UTF-8. If "
            "letters look wrong, save it as UTF-8."
        )
        return True

    def _zero_error(self) -> RowError:
        title = f"{self.name} is no text file"
        text = (
            f"Line {self.line_number} contains a zero byte. If it is text in UTF-16 or UTF-32, "
            "save it as UTF-8. Other file formats need a loader of their own: --loader NAME"
        )
        return RowError(title, text, kind="encoding", line=self.line_number)

    def _transcoding_error(self, line: bytes) -> RowError:
        text = line.decode()
        return RowError(
            f"Line {self.line_number} of {self.name} is no valid UTF-16",
            f"It has bytes that stand for no character: {shorten(text)}",
            kind="encoding",
            line=self.line_number,
            row=text.rstrip("\r\n"),
        )

    def _check_start(self, line: bytes) -> bytes:
        for signature, found, fix in SIGNATURES:
            if line.startswith(signature):
                raise LoaderError(f"{self.name} is {found}", f"Expected UTF-8 text. {fix}")
        return line.removeprefix(UTF8_BOM)

    def _encoding_error(self, line: bytes, err: UnicodeDecodeError) -> RowError:
        before = line[max(0, err.start - 20) : err.start].decode("utf-8", "replace")
        return RowError(
            f"Line {self.line_number} of {self.name} is not UTF-8",
            f"Can't decode byte 0x{line[err.start]:02x} after {shorten(before)}.\n"
            "If the file comes from a program that writes Latin-1 or Windows text, save it as "
            "UTF-8, e.g. iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW",
            kind="encoding",
            line=self.line_number,
            row=line.decode("utf-8", "backslashreplace").rstrip("\r\n"),
        )


def number_lines(lines: LineReader) -> Iterator[NumberedLine]:
    """YIELDS (tuple): Number of a line, the line, and why it is no UTF-8, if it isn't."""
    for line in lines.iter_leniently():
        yield lines.line_number, line, lines.take_damage()


def open_lines(source: LineReader | str | Path | IO[Any] | Iterable[str | bytes]) -> LineReader:
    """Get the lines of whatever a loader may be called with.

    source: A `LineReader`, which is returned as it is, or what `LineReader` takes.
    RETURNS (LineReader): The lines; nothing is read yet.
    """
    return source if isinstance(source, LineReader) else LineReader(source)


def check_file(path: str | Path) -> Path:
    """Make sure that a path leads to a file.

    path (str | Path): The path; "~" is the home directory.
    RETURNS (Path): The path.
    RAISES (LoaderError): There is no such file, it is a directory or may not be seen.
    """
    found = _find(path, "file")
    if found.is_dir():
        raise LoaderError(
            f"{path} is a directory, expected a file",
            "Name one file in it, or a loader that reads directories: --loader NAME",
        )
    return found


def check_directory(path: str | Path) -> Path:
    """Make sure that a path leads to a directory.

    path (str | Path): The path; "~" is the home directory.
    RETURNS (Path): The path.
    RAISES (LoaderError): There is no such directory, it is a file or may not be seen.
    """
    found = _find(path, "directory")
    if not found.is_dir():
        raise LoaderError(
            f"{path} is a file, expected a directory",
            "This loader reads all files of a directory. Name the one that the file is in.",
        )
    return found


def _find(path: str | Path, kind: str) -> Path:
    title = f"Can't find {kind} {path}"
    try:
        found = Path(path).expanduser()
        exists = found.exists()
    except OSError as err:  # e.g. too long for a name, or in a directory of somebody else
        raise LoaderError(title, f"{err.strerror}. Check the path of the source.") from None
    except RuntimeError:  # "~name" without such a user
        raise LoaderError(title, "Check the path of the source.") from None
    if not exists:
        hint = "" if found.is_absolute() else f" The current directory is {Path.cwd()}."
        raise LoaderError(title, f"Check the path of the source.{hint}")
    return found


def shorten(text: str, n_chars: int = SHOWN_CHARS) -> str:
    """Quote a text for a message.

    text (str): Any text.
    n_chars (int): How much of it to show. Defaults to 60.
    RETURNS (str): The text in quotes on one line, with "..." where it was cut.
    """
    text = text.strip()
    shown = text if len(text) <= n_chars else text[:n_chars] + "..."
    # Escaped, because binary garbage must not reach the terminal.
    return '"' + "".join(c if c.isprintable() else repr(c)[1:-1] for c in shown) + '"'
