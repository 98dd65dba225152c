"""Write spaCy's binary format, a document at a time.

spaCy's own DocBin keeps every document in memory until it is written. Here, the parts of the file
that grow with the data wait in temporary files, and only the strings that occur are kept: memory
depends on the vocabulary and not on the number of documents. What comes out is read by
`DocBin().from_disk`.

The format is a compressed msgpack map, see spacy.tokens.DocBin. In msgpack the length of a value
comes before the value, which is why nothing can be written to the final file before the end.
"""

from __future__ import annotations

import os
import struct
import tempfile
import weakref
import zlib
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from ..errors import LoaderError, ProdigyError
from .compression import BOMB, is_bomb

if TYPE_CHECKING:
    from spacy.tokens import Doc

FORMAT_VERSION = "0.1"
NO_SPANS = b"\x90"  # an empty list
CHUNK_BYTES = 1 << 20
# Temporary parts up to this size stay in memory.
SPOOL_BYTES = 4 << 20
# Longer values can't be read back by spaCy.
MAX_VALUE_BYTES = 2**31 - 1
# The attributes that hold the hash of a string. The others are numbers.
STRING_ATTRS = ("ORTH", "TAG", "DEP", "LEMMA", "NORM", "MORPH", "ENT_TYPE", "ENT_KB_ID", "ENT_ID")


class DocBinWriter:
    """Writes a .spacy file, in memory that doesn't grow with the number of documents.

    Use it as a context manager: the file appears when the block ends, and not at all if an error
    ends it.

    path (str | Path): The file. Missing folders are made; an existing file is replaced at the end.
    attrs (Iterable[str] | None): Token attributes to write, e.g. ("ENT_IOB", "ENT_TYPE"). Defaults
        to None (all that DocBin writes).
    store_user_data (bool): Write `doc.user_data`, too. Defaults to False.
    """

    def __init__(
        self,
        path: str | Path,
        attrs: Iterable[str] | None = None,
        *,
        store_user_data: bool = False,
    ) -> None:
        from spacy.attrs import intify_attr
        from spacy.tokens import DocBin
        from srsly.msgpack import Packer

        self.path = Path(path)
        self._attrs: list[Any] = (DocBin() if attrs is None else DocBin(attrs=attrs)).attrs
        of_strings = {intify_attr(name) for name in STRING_ATTRS}
        columns = [i for i, attr in enumerate(self._attrs) if attr in of_strings]
        self._string_columns = columns
        self._store_user_data = store_user_data
        self._known = {0}  # hashes of strings; 0 stands for none
        self._strings: set[str] = {""}
        self._n_docs = 0
        # As srsly.msgpack_dumps, which searches the installed packages for encoders at every call.
        self._dump = Packer(use_bin_type=True).pack
        names = ["tokens", "spaces", "lengths", "cats", "flags", "span_groups"]
        self._parts = {name: _make_part() for name in [*names, "user_data"]}
        weakref.finalize(self, _close_parts, list(self._parts.values()))
        self.path.parent.mkdir(parents=True, exist_ok=True)

    def __len__(self) -> int:
        """RETURNS (int): The number of documents so far."""
        return self._n_docs

    @property
    def strings(self) -> Set[str]:
        """All strings that occur in the documents so far: words, labels and so on."""
        return self._strings

    def add(self, doc: Doc) -> None:
        """Add a document.

        doc (Doc): The document. It is not kept.
        """
        from spacy.attrs import SPACY

        array: Any = doc.to_array(list(self._attrs)).reshape(len(doc), len(self._attrs))
        self._add_strings(doc, array)
        write = {name: part.write for name, part in self._parts.items()}
        write["tokens"](array.tobytes("C"))
        write["spaces"](doc.to_array(SPACY).astype(bool).tobytes("C"))
        write["lengths"](struct.pack("=i", len(doc)))
        write["cats"](self._dump(doc.cats))
        write["flags"](self._dump({"has_unknown_spaces": doc.has_unknown_spaces}))
        spans = doc.spans.to_bytes() if doc.spans else NO_SPANS
        write["span_groups"](self._dump(spans))
        if self._store_user_data:
            write["user_data"](self._dump(self._dump(doc.user_data)))
        self._n_docs += 1

    def close(self) -> None:
        """Write the file. Calling it again does nothing.

        RAISES (ProdigyError): There is more data than spaCy can read from one file. It isn't
            written.
        """
        if not self._parts:
            return
        temporary = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        try:
            with temporary.open("wb") as file:
                compressor = zlib.compressobj()
                for chunk in self._pack():
                    file.write(compressor.compress(chunk))
                file.write(compressor.flush())
            os.replace(temporary, self.path)
        finally:
            temporary.unlink(missing_ok=True)
            self.discard()

    def discard(self) -> None:
        """Forget everything, without writing the file."""
        _close_parts(self._parts.values())
        self._parts = {}

    def __enter__(self) -> DocBinWriter:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error_type is None:
            self.close()
        else:
            self.discard()

    def _add_strings(self, doc: Doc, array: Any) -> None:
        strings = doc.vocab.strings
        used = set(array[:, self._string_columns].ravel().tolist())
        for group in doc.spans.values():
            for span in group:
                used.update(key for key in (span.label, span.kb_id, span.id) if key in strings)
        for key in used - self._known:
            self._strings.add(strings[key])
        self._known |= used

    def _pack(self) -> Iterator[bytes]:
        """Yield the parts of the map, in the order in which DocBin writes them."""
        import srsly

        n_keys = 10 if self._store_user_data else 9
        yield bytes([0x80 | n_keys])  # a map of up to 15 keys
        yield srsly.msgpack_dumps("version") + srsly.msgpack_dumps(FORMAT_VERSION)
        yield srsly.msgpack_dumps("attrs") + srsly.msgpack_dumps(list(self._attrs))
        for name in ("tokens", "spaces", "lengths"):
            yield from self._pack_part(name, is_binary=True)
        yield srsly.msgpack_dumps("strings") + srsly.msgpack_dumps(sorted(self._strings))
        for name in ("cats", "flags", "span_groups"):
            yield from self._pack_part(name, is_binary=False)
        if self._store_user_data:
            yield from self._pack_part("user_data", is_binary=False)

    def _pack_part(self, name: str, *, is_binary: bool) -> Iterator[bytes]:
        import srsly

        part = self._parts[name]
        n_bytes = part.tell()
        if n_bytes > MAX_VALUE_BYTES:
            raise ProdigyError(
                f"Too much data for one file: {self.path}",
                f"{self._n_docs} documents need {n_bytes} bytes for '{name}', spaCy reads up to "
                f"{MAX_VALUE_BYTES}. Divide the data into several files: spaCy also reads folders.",
            )
        # 0xc6: bytes, 0xdd: a list; both are followed by a length of 32 bits.
        head = b"\xc6" + struct.pack(">I", n_bytes) if is_binary else b""
        head = head or b"\xdd" + struct.pack(">I", self._n_docs)
        yield srsly.msgpack_dumps(name) + head
        part.seek(0)
        while chunk := part.read(CHUNK_BYTES):
            yield chunk


def check_unpacked(path: Path) -> None:
    """Make sure that a .spacy file wasn't made to fill the memory: spaCy unpacks it as a whole.

    path (Path): The file.
    RAISES (LoaderError): It unpacks to more than documents can.
    RAISES (OSError, zlib.error): It can't be read.
    """
    n_packed, n_bytes = path.stat().st_size, 0
    unpacker = zlib.decompressobj()
    with path.open("rb") as file:
        while packed := unpacker.unconsumed_tail or file.read(CHUNK_BYTES):
            n_bytes += len(unpacker.decompress(packed, CHUNK_BYTES))
            if is_bomb(n_bytes, n_packed):
                raise LoaderError(
                    f"{path} is too big to be read",
                    f"It unpacks to more than {n_bytes / 2**20:.0f} MB, {BOMB}. If that is right, "
                    "divide its documents into several files.",
                )
            if unpacker.eof:
                return


def _close_parts(parts: Iterable[IO[bytes]]) -> None:
    for part in parts:
        part.close()


def _make_part() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)
