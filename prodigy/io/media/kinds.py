"""The types of media files: by their names, or by their first bytes if these say otherwise."""

from __future__ import annotations

from pathlib import Path

from ..files import guess_mimetype

# The types that browsers expect. What Python knows differs between systems.
MIMETYPES: dict[str, str] = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif",
    ".svg": "image/svg+xml", ".webp": "image/webp", ".bmp": "image/bmp", ".avif": "image/avif",
    ".tif": "image/tiff", ".tiff": "image/tiff", ".heic": "image/heic", ".ico": "image/x-icon",
    ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".wav": "audio/wav", ".ogg": "audio/ogg",
    ".oga": "audio/ogg", ".opus": "audio/ogg", ".flac": "audio/flac", ".aac": "audio/aac",
    ".weba": "audio/webm", ".aif": "audio/aiff", ".aiff": "audio/aiff",
    ".mp4": "video/mp4", ".m4v": "video/mp4", ".mpeg": "video/mpeg", ".mpg": "video/mpeg",
    ".webm": "video/webm", ".ogv": "video/ogg", ".mov": "video/quicktime",
    ".mkv": "video/x-matroska", ".avi": "video/x-msvideo",
}  # fmt: skip
MEDIA_TYPES = ("image/", "audio/", "video/", "application/pdf", "application/ogg")
SVG = "image/svg+xml"
HEAD_BYTES = 512
# Kinds of content that can't be told apart by their first bytes: the name decides within a row.
SAME_CONTAINER = (
    {"audio/mp4", "video/mp4", "video/quicktime"},
    {"audio/ogg", "video/ogg", "application/ogg"},
    {"audio/webm", "video/webm", "video/x-matroska"},
    {"audio/mpeg", "audio/aac", "video/mpeg"},
    {"image/heic", "image/heif"},
)
# Where the signature stands, the signature, and the type.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"II+\0", "image/tiff"),
    (0, b"\0\0\1\0", "image/x-icon"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypavis", "image/avif"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftyphev", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/x-msvideo"),
    (0, b"FORM", "audio/aiff"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"\0\0\1\xba", "video/mpeg"),
    (0, b"\0\0\1\xb3", "video/mpeg"),
    (0, b"%PDF-", "application/pdf"),
)


def get_mimetype(path: str | Path, data: bytes = b"") -> str:
    """Get the type of a media file as browsers expect it.

    path (str | Path): The file, which need not exist.
    data (bytes): The first bytes of its content, for unknown extensions. Defaults to none.
    RETURNS (str): The type, "application/octet-stream" if it is unknown.
    """
    return MIMETYPES.get(Path(path).suffix.lower()) or guess_mimetype(path, data)


def is_media_type(mimetype: str) -> bool:
    """RETURNS (bool): Whether this is the type of an image, a recording, a video or a PDF."""
    return mimetype.startswith(MEDIA_TYPES)


def sniff_mimetype(data: bytes) -> str | None:
    """Tell the type of a media file by its content.

    data (bytes): The first bytes, `HEAD_BYTES` of them if there are that many.
    RETURNS (str | None): The type, or None if they belong to no known kind of media.
    """
    for start, signature, mimetype in _SIGNATURES:
        if data.startswith(signature, start) and (start != 8 or data.startswith(b"RIFF")):
            return mimetype
    if data[:2] == b"BM" and len(data) >= 14 and data[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if len(data) > 2 and data[0] == 0xFF and data[1] & 0xE6 in (0xE2, 0xE4, 0xE6):
        return "audio/mpeg"  # a frame of layer 1 to 3 without tags in front
    if len(data) > 2 and data[0] == 0xFF and data[1] & 0xF6 == 0xF0:
        return "audio/aac"
    text = data.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(b"<svg") or (text.startswith((b"<?xml", b"<!--")) and b"<svg" in text):
        return SVG
    return None


def read_mimetype(path: Path) -> str:
    """Get the type of an existing file: by its content if the name says something else.

    path (Path): The file.
    RETURNS (str): The type. What is no known kind of media has the type of its name.
    RAISES (OSError): It can't be read.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    named, found = get_mimetype(path, head), sniff_mimetype(head)
    if found is None or found == named:
        return named
    if any(named in group and found in group for group in SAME_CONTAINER):
        return named
    return found
