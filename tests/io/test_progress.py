"""Progress on standard error: on terminals, of what takes long."""

import io

import pytest

from prodigy.io import progress
from prodigy.io.progress import show_progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def watch(monkeypatch):
    """A function that puts a terminal in the place of standard error, once the test runs."""

    def start():
        errors = Terminal()
        monkeypatch.setattr("sys.stderr", errors)
        return errors

    return start


def test_items_go_through_one_by_one(watch):
    watch()
    source = iter(range(3))
    shown = show_progress(source, "Importing")
    assert next(shown) == 0
    assert list(source) == [1, 2]


def test_a_terminal_shows_how_far_it_is(watch, monkeypatch):
    terminal = watch()
    monkeypatch.setattr(progress, "DELAY_S", 0)
    assert list(show_progress(range(3), "Importing", total=3)) == [0, 1, 2]
    assert "Importing" in terminal.getvalue() and "/3" in terminal.getvalue()


def test_what_is_done_soon_shows_nothing(watch):
    terminal = watch()
    assert list(show_progress(range(3), "Importing")) == [0, 1, 2]
    assert terminal.getvalue().strip() == ""


def test_a_pipe_shows_nothing(capsys, monkeypatch):
    monkeypatch.setattr(progress, "DELAY_S", 0)
    assert list(show_progress(range(3), "Importing")) == [0, 1, 2]
    assert capsys.readouterr() == ("", "")


def test_muted_progress_is_only_shown_to_who_asks(watch, monkeypatch):
    terminal = watch()
    monkeypatch.setattr(progress, "DELAY_S", 0)
    monkeypatch.setattr(progress, "_is_muted", False)  # as it will be again after the test
    progress.mute_progress()
    assert list(show_progress(range(3), "Importing")) == [0, 1, 2]
    assert terminal.getvalue() == ""
    assert list(show_progress(range(3), "Importing", is_asked=True)) == [0, 1, 2]
    assert "Importing" in terminal.getvalue()


def test_who_asks_sees_it_everywhere(capsys):
    assert list(show_progress(range(3), "Importing", is_asked=True)) == [0, 1, 2]
    assert "Importing" in capsys.readouterr().err


def test_what_fails_fails_with_its_own_error(watch):
    watch()

    def fail():
        yield 1
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        list(show_progress(fail(), "Importing"))
