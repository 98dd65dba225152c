"""One of the processes that `prodigy RECIPE ... --workers N` starts, see `workers`."""

import json
import socket
import threading
from typing import Any

from .app import serving
from .cli import entry_with, main
from .workers import Orders


def start(number: int) -> None:
    """Serve with others, and exit.

    number (int): Open file that connects this process with the command that started it. It brings
        the orders; when it is closed, the command has ended.
    """
    pipe = socket.socket(fileno=number)
    with pipe.makefile("rb") as file:
        orders = Orders(**json.loads(file.readline()))
    entry_with(lambda: work(orders, pipe))


def work(orders: Orders, pipe: socket.socket) -> int:
    """Serve with others. RETURNS (int): The exit code."""
    sockets = [socket.socket(fileno=number) for number in orders.sockets]
    serving.inherited = serving.Inherited(sockets, is_first=orders.is_first)

    def on_start(url: str, ctrl: Any, stop: Any) -> None:
        pipe.send(b"1")

        def wait_for_the_end() -> None:
            try:
                pipe.recv(1)  # nothing ever comes
            except OSError:
                pass
            stop()

        threading.Thread(target=wait_for_the_end, name="prodigy-command", daemon=True).start()

    return main(orders.words, orders.config, on_start)
