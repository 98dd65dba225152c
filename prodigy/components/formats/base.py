"""What a format is, and writing its text."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Literal

from ...io.unfinished import open_part
from ...shapes import TaskType

# Where a text format may go: a file, or something that is open already, such as standard output.
Target = str | Path | IO[str] | IO[bytes]
Reader = Callable[..., Iterable[TaskType]]
Writer = Callable[..., int]
# stream: text that may go through a pipe. file, folder: needs a path.
Kind = Literal["stream", "file", "folder"]


@dataclass(frozen=True)
class Format:
    """A way to exchange annotations with other programs.

    name (str): Its name on the command line. With "_" instead of "-", it is also the name of its
        module here, and what follows "read_" and "write_" in the names of its functions.
    kind (str): "stream" for text that may be piped, "file" or "folder" for what needs a path.
    extension (str): Extension of its files, with the dot. Empty for folders.
    help (str): What it is, in one line.
    spans (str): Which spans it holds, in a few words. Empty for none.
    categories (str): Which categories it holds. Empty for none.
    shapes (str): Which shapes in images it holds. Empty for none.
    regions (str): Which regions of recordings it holds. Empty for none.
    responses (str): Which responses of models it holds. Empty for none.
    answers (str): Which answers it holds.
    extra (str): Optional dependency of the package that it needs. Empty for none.
    aliases (tuple[str, ...]): Other names.

    write (callable): `(examples, path, *, report=None) -> number of examples written`.
    read (callable): `(path, *, report=None) -> examples`, a loader.
    """

    name: str
    kind: Kind
    extension: str
    help: str
    spans: str = ""
    categories: str = ""
    shapes: str = ""
    regions: str = ""
    responses: str = ""
    answers: str = "accepted"
    extra: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def write(self) -> Writer:
        return self._get_function("write")

    @property
    def read(self) -> Reader:
        return self._get_function("read")

    def _get_function(self, verb: str) -> Callable[..., Any]:
        # Imported when it is used: the list of recipes needs no more than the table.
        name = self.name.replace("-", "_")
        return getattr(import_module(f".{name}", __package__), f"{verb}_{name}")


def write_text(path: Target, parts: Iterable[str]) -> None:
    """Write text as UTF-8, whatever the language of the system is.

    path (str | Path | IO): The file, or one that is open for text or bytes.
    parts (Iterable[str]): The text, with its line breaks. A generator is consumed.
    RAISES (ProdigyError): The file can't be written.
    """
    if isinstance(path, (str, Path)):
        with open_part(path) as unfinished, unfinished.open("wb") as file:
            for part in parts:
                file.write(part.encode("utf8"))
    elif isinstance(path, io.TextIOBase):
        for part in parts:
            path.write(part)
    else:
        for part in parts:
            path.write(part.encode("utf8"))  # type: ignore[arg-type]
