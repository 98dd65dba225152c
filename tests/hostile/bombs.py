"""Small files that are made to fill the memory, or to take forever, of whoever reads them."""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

COMPRESS = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}
CHUNK = 2**22
ENTITIES = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(12))
EXPANSION = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "lol">{ENTITIES}]><a>&e12;</a>'
ALIASES = "".join(f"a{i + 1}: &a{i + 1} [{', '.join([f'*a{i}'] * 10)}]\n" for i in range(12))
YAML = f"a0: &a0 [lol]\n{ALIASES}names: *a12\n"


def repeat(suffix: str, data: bytes, n_bytes: int, start: bytes = b"") -> bytes:
    """Compress something that is repeated: all formats may have several streams in one file."""
    compress = COMPRESS[suffix]
    part = data * (CHUNK // len(data))
    return compress(start) + compress(part) * (n_bytes // len(part))


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)


def make_workbooks() -> Iterator[tuple[str, bytes]]:
    yield "sheet-of-spaces", make_workbook(SHEET, b" " * CHUNK, CHUNK)
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row>'
    cell = b'<row r="2"><c r="A2" t="inlineStr"><is><t>'
    yield "long-cell", make_workbook(SHEET + row + cell, b"a" * CHUNK, 2**30)
    yield "strings", make_workbook(STRINGS, b"<si><t>abc</t></si>" * 2**16, 2**30, is_strings=True)
    yield "long-string", make_workbook(STRINGS + b"<si><t>", b"a" * CHUNK, 2**30, is_strings=True)
    wide = b'<row><c r="XFD3"><v>1</v></c></row>' * 20
    yield "wide-rows", make_workbook(SHEET + row + wide + b"</sheetData></worksheet>", b" ", 0)
    yield "entities", make_workbook(EXPANSION.encode(), b" ", 0)


def make_workbook(start: bytes, part: bytes, n_bytes: int, is_strings: bool = False) -> bytes:
    """Make a workbook in which the sheet, or the list of texts, starts with this and repeats a part
    for so many bytes."""
    import openpyxl

    book, found = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["text"])
    book.active.append(["one"])
    book.save(found)
    name = "xl/sharedStrings.xml" if is_strings else "xl/worksheets/sheet1.xml"
    made = io.BytesIO()
    with (
        zipfile.ZipFile(found) as archive,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy,
    ):
        for other in archive.namelist():
            if other != name:
                content = archive.read(other)
                if is_strings and other == "[Content_Types].xml":
                    content = content.replace(b"</Types>", SHARED + b"</Types>")
                copy.writestr(other, content)
        with copy.open(name, "w", force_zip64=True) as file:
            file.write(start)
            for _ in range(n_bytes // len(part)):
                file.write(part)
    return made.getvalue()


def make_docbins() -> Iterator[tuple[str, bytes]]:
    import srsly

    packer = zlib.compressobj(1)
    zeros = [packer.compress(bytes(CHUNK)) for _ in range(2**31 // CHUNK)]
    yield "zeros", b"".join([*zeros, packer.flush()])
    deep = b"\x81\xa1a" * 100_000 + b"\xc0"
    yield "deep", zlib.compress(deep)
    yield "huge-length", zlib.compress(b"\x81\xa7strings\xdd\xff\xff\xff\xff")
    content = {"version": "0.1", "attrs": [65], "tokens": b"", "spaces": b"", "strings": []}
    lengths = b"\xff\xff\xff\x7f"
    rest = {"lengths": lengths, "cats": [{}], "flags": [{}], "span_groups": [b"\x90"]}
    yield "long-document", zlib.compress(srsly.msgpack_dumps({**content, **rest}))


def put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
