"""PDF files for tests, written byte by byte: text at known points, turned pages, passwords.

Coordinates are points (1/72 inch) of the page's own space: origin at the bottom left, before
`rotate` and `crop` have their say.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

A4 = (0, 0, 595, 842)
# What the encryption of PDF 1.3 fills passwords up with (PDF reference 1.7, algorithm 3.2).
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
# Widths of Helvetica in 1/1000 of the size (Adobe's font metrics), for the letters of tests.
HELVETICA = {
    " ": 278, "A": 667, "B": 667, "D": 722, "H": 722, "I": 278, "M": 833, "P": 667, "S": 667,
    "V": 667, "a": 556, "b": 556, "c": 500, "d": 556, "e": 556, "f": 278, "g": 556, "h": 556,
    "i": 222, "k": 500, "l": 222, "m": 833, "n": 556, "o": 556, "p": 556, "r": 333, "s": 500,
    "t": 278, "u": 556, "v": 500, "w": 722, "x": 500, "y": 500,
}  # fmt: skip


@dataclass
class Line:
    """A line of text.

    text (str): In Windows-1252, or glyph codes for a font with a `to_unicode`.
    x, y (float): Where its baseline starts.
    angle (int): 0, or 90 for text that runs upwards.
    font (str): F1 is Helvetica, F2 has the map `to_unicode` of the page.
    """

    text: str
    x: float
    y: float
    size: float = 12
    angle: int = 0
    font: str = "F1"
    mode: int = 0  # 3: invisible, as the text below a scanned picture


@dataclass
class Page:
    """A page.

    box (tuple): Its paper: left, bottom, right, top.
    crop (tuple | None): The part of it that is shown.
    rotate (int): By how many degrees it is turned clockwise for showing.
    to_unicode (dict): What characters of the font F2 stand for: {"a": "ﬁ"}.
    ink (str): Further drawing commands.
    """

    lines: Sequence[Line] = ()
    box: tuple[float, float, float, float] = A4
    crop: tuple[float, float, float, float] | None = None
    rotate: int = 0
    to_unicode: dict[str, str] = field(default_factory=dict)
    ink: str = ""


def write_pdf(path: Path, pages: Iterable[Page], password: str | None = None) -> Path:
    """Write a PDF file. With a password, it is needed to open it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(make_pdf(pages, password))
    return path


def make_pdf(pages: Iterable[Page], password: str | None = None) -> bytes:
    """RETURNS (bytes): The file."""
    key = _Key(password) if password is not None else None
    objects: list[bytes] = [b"", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
                            b"/Encoding/WinAnsiEncoding>>"]  # fmt: skip
    kids = []
    for page in pages:
        content, cmap, font, node = (len(objects) + i for i in range(1, 5))
        objects.append(_stream(_draw(page), content, key))
        objects.append(_stream(_make_cmap(page.to_unicode), cmap, key))
        objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode %d 0 R>>" % cmap)
        boxes = b"/MediaBox[%s]" % _numbers(page.box)
        if page.crop:
            boxes += b"/CropBox[%s]" % _numbers(page.crop)
        objects.append(
            b"<</Type/Page/Parent 2 0 R%s/Rotate %d/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R/F2 %d 0 R>>>>>>" % (boxes, page.rotate, content, font)
        )
        kids.append(b"%d 0 R" % node)
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    trailer = b""
    if key:
        objects.append(key.dictionary)
        trailer = b"/Encrypt %d 0 R/ID[<%s><%s>]" % (
            len(objects),
            *[key.file_id.hex().encode()] * 2,
        )
    return _assemble(objects, trailer)


def width_of(text: str, size: float) -> float:
    """RETURNS (float): How wide Helvetica sets a text (points)."""
    return sum(HELVETICA[char] for char in text) * size / 1000


def _assemble(objects: list[bytes], trailer: bytes) -> bytes:
    data, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        start,
    )
    return bytes(data)


def _draw(page: Page) -> bytes:
    parts = [page.ink.encode("ascii")]
    for line in page.lines:
        matrix = {0: "1 0 0 1", 90: "0 1 -1 0"}[line.angle]
        code = line.text.encode("cp1252").hex()
        parts.append(
            f"BT /{line.font} {line.size} Tf {line.mode} Tr "
            f"{matrix} {line.x} {line.y} Tm <{code}> Tj ET".encode("ascii")
        )
    return b"\n".join(parts)


def _make_cmap(mapping: dict[str, str]) -> bytes:
    rows = "\n".join(
        f"<{char.encode('cp1252').hex()}> <{text.encode('utf-16-be').hex()}>"
        for char, text in mapping.items()
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /T def /CMapType 2 def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"{len(mapping)} beginbfchar\n{rows}\nendbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode("ascii")


def _stream(content: bytes, number: int, key: "_Key | None") -> bytes:
    data = key.encrypt(content, number) if key else content
    return b"<</Length %d>>stream\n%s\nendstream" % (len(data), data)


def _numbers(values: Iterable[float]) -> bytes:
    return " ".join(f"{value:g}" for value in values).encode("ascii")


class _Key:
    """Encryption with 40 bits (PDF reference 1.7, section 3.5). Nobody's secret depends on it."""

    def __init__(self, password: str) -> None:
        self.file_id = hashlib.md5(password.encode()).digest()
        padded = (password.encode("latin-1") + PADDING)[:32]
        self.owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
        rights = (-4).to_bytes(4, "little", signed=True)
        self.key = hashlib.md5(padded + self.owner + rights + self.file_id).digest()[:5]
        self.user = _rc4(self.key, PADDING)

    @property
    def dictionary(self) -> bytes:
        return b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (
            self.owner.hex().encode(),
            self.user.hex().encode(),
        )

    def encrypt(self, data: bytes, number: int) -> bytes:
        key = hashlib.md5(self.key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]
        return _rc4(key, data)


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
