"""Reading and writing small files, data URIs and Python files."""

from __future__ import annotations

import base64
import importlib.util
import mimetypes
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from ..errors import RecipeError

DEFAULT_MIMETYPE = "application/octet-stream"
# First bytes of common media files, for files without a known suffix.
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"%PDF-", "application/pdf"),
)


def ensure_path(path: str | Path) -> Path:
    """Make sure that a path is a Path.

    path (str | Path): The path.
    RETURNS (Path): A Path for a string, anything else unchanged.
    """
    return Path(path) if isinstance(path, str) else path


def is_url(value: Any) -> bool:
    """Tell whether a value is the address of something on a web server.

    value (Any): Any value.
    RETURNS (bool): Whether it is a string that starts with http:// or https://.
    """
    return isinstance(value, str) and value.lower().startswith(("http://", "https://"))


def read_txt(path: str | Path) -> Iterator[str]:
    """Read a text file line by line.

    path (str | Path): A file with UTF-8 text.
    YIELDS (str): The lines without white space around them; empty lines are left out.
    """
    with ensure_path(path).open(encoding="utf-8-sig") as file:
        for line in file:
            if line.strip():
                yield line.strip()


def read_json(path: str | Path) -> Any:
    """Read a JSON file.

    path (str | Path): The file, "-" for standard input.
    RETURNS (Any): What the file contains.
    """
    import srsly

    return srsly.read_json(path)


def write_json(path: str | Path, data: Any, indent: int = 2) -> None:
    """Write a JSON file.

    path (str | Path): The file, "-" for standard output.
    data (Any): What JSON can represent.
    indent (int): Spaces per level. Defaults to 2.
    """
    import srsly

    srsly.write_json(path, data, indent=indent)


def read_jsonl(path: str | Path, skip: bool = False) -> Iterator[Any]:
    """Read a JSONL file line by line.

    path (str | Path): The file, "-" for standard input.
    skip (bool): Leave out invalid lines instead of raising an error. Defaults to False.
    YIELDS (Any): The content of each line.
    """
    import srsly

    yield from srsly.read_jsonl(path, skip=skip)


def write_jsonl(
    path: str | Path, lines: Iterable[Any], append: bool = False, append_new_line: bool = True
) -> None:
    """Write a JSONL file.

    path (str | Path): The file, "-" for standard output.
    lines (Iterable[Any]): What to write, one line each. A generator is consumed.
    append (bool): Write after what the file contains already. Defaults to False.
    append_new_line (bool): When appending, start a new line first. Defaults to True.
    """
    import srsly

    srsly.write_jsonl(path, lines, append=append, append_new_line=append_new_line)


def bytes_to_b64(data: bytes, mimetype: str) -> str:
    """Encode bytes as a data URI.

    data (bytes): The content.
    mimetype (str): The type of the content, e.g. "image/jpeg".
    RETURNS (str): "data:image/jpeg;base64,..."
    """
    return f"data:{mimetype};base64,{base64.b64encode(data).decode('ascii')}"


def b64_to_bytes(data_uri: str) -> bytes:
    """Decode a data URI.

    data_uri (str): A data URI, or only its part in base64.
    RETURNS (bytes): The content.
    """
    return base64.b64decode(re.sub(r"^data:[^,]*,", "", data_uri))


def file_to_b64(file_path: str | Path, mimetype: str | None = None) -> str:
    """Encode a file as a data URI.

    file_path (str | Path): The file.
    mimetype (str | None): The type of its content. Guessed from its suffix or its first bytes if
        it is not set.
    RETURNS (str): The data URI.
    """
    path = ensure_path(file_path)
    data = path.read_bytes()
    return bytes_to_b64(data, mimetype or guess_mimetype(path, data))


def guess_mimetype(path: str | Path, data: bytes = b"") -> str:
    """Guess the type of a file.

    path (str | Path): The file, which need not exist.
    data (bytes): The first bytes of its content. Defaults to none.
    RETURNS (str): The type, "application/octet-stream" if it is unknown.
    """
    by_name = mimetypes.guess_type(str(path))[0]
    if by_name:
        return by_name
    if data[:4] == b"RIFF" and data[8:12] in (b"WAVE", b"WEBP"):
        return "audio/wav" if data[8:12] == b"WAVE" else "image/webp"
    return next((mime for start, mime in SIGNATURES if data.startswith(start)), DEFAULT_MIMETYPE)


def import_file(path: str | Path) -> ModuleType:
    """Run a Python file as a module, like `python FILE` would, with its folder to import from.

    path (str | Path): The file.
    RETURNS (ModuleType): The module, which is also registered in sys.modules.
    RAISES (RecipeError): The file doesn't exist, isn't Python or fails while it is run.
    """
    path = ensure_path(path).expanduser()
    if not path.is_file():
        found = "It is a directory" if path.is_dir() else "There is no such file"
        raise RecipeError(
            f"Can't import the file {path}",
            f"{found}: {path.absolute()}. Pass the path of a Python file with -F.",
        )
    path = path.resolve()
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))
    name = _module_name(path)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise RecipeError(f"Can't import the file {path}", "Its name must end in .py.")
    module = importlib.util.module_from_spec(spec)
    previous = sys.modules.get(name)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as err:
        if previous is None:
            del sys.modules[name]
        else:
            sys.modules[name] = previous
        raise RecipeError(f"Can't import the file {path}", _explain(err, path)) from err
    return module


def _module_name(path: Path) -> str:
    """Use the name by which other files of the folder import it, unless that means another one."""
    try:
        spec = importlib.util.find_spec(path.stem) if path.stem.isidentifier() else None
    except (ImportError, ValueError):
        spec = None
    if spec is not None and spec.origin and Path(spec.origin).resolve() == path:
        return path.stem
    return f"prodigy_file_{path.stem}"


def _explain(err: Exception, path: Path) -> str:
    if isinstance(err, SyntaxError):
        return f"Line {err.lineno} of {err.filename}: {err.msg}"
    if str(err).count("\n") > 3 or not str(err):
        problem = type(err).__name__
    else:
        problem = f"{type(err).__name__}: {err}"
    traceback, line = err.__traceback__, None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == str(path):
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    where = f"Line {line}: " if line else ""
    return f"{where}{problem}\nSet PRODIGY_LOGGING=verbose to see the traceback."
