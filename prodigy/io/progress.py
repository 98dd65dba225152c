"""How far something long is, for whoever watches a terminal."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

DELAY_S = 1.0  # what is done sooner needs no bar

_Item = TypeVar("_Item")
_is_muted = False


def mute_progress(is_muted: bool = True) -> None:
    """Show no progress from now on, or show it again, unless somebody asks for it.

    is_muted (bool): Whether nothing is shown. Defaults to True.
    """
    global _is_muted
    _is_muted = is_muted


def show_progress(
    items: Iterable[_Item],
    name: str,
    *,
    total: int | None = None,
    unit: str = "tasks",
    is_asked: bool = False,
) -> Iterator[_Item]:
    """Show on standard error how many items have gone through.

    Unless somebody asked for it, nothing is shown if standard error is no terminal or progress is
    muted, and nothing in the first second.

    items (Iterable): Anything.
    name (str): What is done, e.g. "Importing".
    total (int | None): Number of items, if known. Defaults to None.
    unit (str): What is counted. Defaults to "tasks".
    is_asked (bool): Show it in any case. Defaults to False.
    YIELDS (Any): The items.
    """
    if not is_asked and (_is_muted or not sys.stderr.isatty()):
        yield from items
        return
    from tqdm import tqdm

    with tqdm(
        items,
        name,
        total,
        leave=is_asked,
        file=sys.stderr,
        delay=0 if is_asked else DELAY_S,
        unit=f" {unit}",
    ) as bar:
        yield from bar


class Bar:
    """Shows how much is done of something whose size is only known as a share.

    bar (tqdm | None): What shows it. None: nothing is shown.
    """

    def __init__(self, bar: Any = None) -> None:
        self._bar = bar

    def update(self, n: int, share: float | None = None) -> None:
        """Show that more is done.

        n (int): How much more.
        share (float | None): How much of all was begun, 0 to 1. Defaults to None (not known).
        """
        if self._bar is not None:
            if share:
                self._bar.total = max(round((self._bar.n + n) / share), self._bar.n + n)
            self._bar.update(n)


@contextmanager
def open_bar(name: str, *, unit: str = "tasks") -> Iterator[Bar]:
    """Show on standard error how far something is that is done in larger pieces.

    Nothing is shown if standard error is no terminal or progress is muted.

    name (str): What is done, e.g. "Importing".
    unit (str): What is counted. Defaults to "tasks".
    YIELDS (Bar): Told about each piece.
    """
    if _is_muted or not sys.stderr.isatty():
        yield Bar()
        return
    from tqdm import tqdm

    with tqdm(desc=name, leave=False, file=sys.stderr, delay=DELAY_S, unit=f" {unit}") as bar:
        yield Bar(bar)
