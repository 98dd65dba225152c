"""What people read in the terminal.

`msg` writes to standard error, since standard output is for data that may be piped somewhere.
`out` writes to standard output and is only for commands whose result is the text itself.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from wasabi import Printer, color
from wasabi.util import supports_ansi

from .config import get_log_level
from .controls import ANSI_CODE, show_message
from .logger import log_event

LEVELS = {"✘": "error", "⚠": "warning", "✔": "info", "ℹ": "info"}  # symbols in front of messages

__all__ = ["StreamPrinter", "color", "msg", "out", "prints"]


class StreamPrinter(Printer):
    """A wasabi.Printer for either standard stream, in colour only where a person is looking.

    stream_name (str): "stdout" or "stderr". The stream is looked up for every message, so that
        redirections work.
    """

    def __init__(self, stream_name: str, **settings: Any) -> None:
        self.stream_name = stream_name
        self._quiet = Printer(no_print=True, **settings)
        super().__init__(**settings)

    @property
    def stream(self) -> TextIO:
        """The stream at this moment."""
        return getattr(sys, self.stream_name)

    @property
    def show_color(self) -> bool:
        """Tell whether colours are wanted and possible."""
        is_terminal = getattr(self.stream, "isatty", lambda: False)()
        return self._may_color and is_terminal and supports_ansi()

    @show_color.setter
    def show_color(self, value: bool) -> None:
        self._may_color = value

    def text(
        self,
        title: Any = "",
        text: Any = "",
        *args: Any,
        exits: int | bool | None = None,
        **settings: Any,
    ) -> Any:
        """Print a message, see wasabi.Printer.text.

        exits (int | None): End the program with this exit code.
        """
        no_print = settings.pop("no_print", False) or self.no_print
        if exits is not None:
            settings["spaced"] = True
        settings["no_print"] = True
        content = super().text(title, text, *args, **settings)
        if content is not None and not no_print:
            self._write(content)
        if exits is not None:
            sys.exit(exits)
        return content if no_print else None

    def divider(self, *args: Any, **settings: Any) -> Any:
        """Print a line with a headline, see wasabi.Printer.divider."""
        return self._write_or_return(self._prepared().divider(*args, **settings))

    def table(self, data: Any, **settings: Any) -> Any:
        """Print a table, see wasabi.Printer.table."""
        title = settings.pop("title", None)
        if title:
            self.divider(title)
        return self._write_or_return(self._prepared().table(data, **settings))

    def row(self, data: Any, **settings: Any) -> Any:
        """Print a row of a table, see wasabi.Printer.row."""
        return self._write_or_return(self._prepared().row(data, **settings))

    @contextmanager
    def loading(self, text: str = "Loading...") -> Iterator[None]:
        """Say what is being waited for. The animation of wasabi would start a process."""
        self._write_or_return(text)
        yield

    def _prepared(self) -> Printer:
        self._quiet.show_color = self.show_color
        self._quiet.pretty = self.pretty
        return self._quiet

    def _write_or_return(self, content: str | None) -> str | None:
        if content is not None and not self.show_color:
            content = ANSI_CODE.sub("", content)  # wasabi prints headlines in bold anyway.
        if self.no_print:
            return content
        if content is not None:
            self._write(content)
        return None

    def _write(self, content: str) -> None:
        if self.stream_name == "stderr" and get_log_level() == "json":
            log_message(content)
            return
        content = show_message(content)
        try:
            self.stream.write(f"{content}\n")
        except UnicodeEncodeError:  # Symbols that the terminal can't show.
            encoding = self.stream.encoding
            self.stream.write(f"{content}\n".encode(encoding, "replace").decode(encoding))
        self.stream.flush()


def log_message(content: str) -> None:
    """Write what people would read as a line of the log for programs.

    content (str): The message, with the symbol of its kind in front.
    """
    text = ANSI_CODE.sub("", content).strip()
    level = LEVELS.get(text[:1], "info")
    log_event("message", level, message=text.lstrip("".join(LEVELS)).strip())


# Prints what users should read, to standard error: standard output is for data.
msg = StreamPrinter("stderr")
out = StreamPrinter("stdout")


def prints(*texts: Any, title: Any = None, exits: int | None = None, **_: Any) -> None:
    """Print texts with an optional title. Older than `msg`, and kept for older recipes.

    *texts (Any): Paragraphs.
    title (Any): Printed first. Defaults to None.
    exits (int | None): End the program with this exit code.
    """
    for text in (title, *texts):
        if text is not None:
            msg.text(text)
    if exits is not None:
        sys.exit(exits)
