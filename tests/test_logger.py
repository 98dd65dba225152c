import re

import pytest

from prodigy.logger import log


@pytest.fixture
def level(monkeypatch):
    def set_level(value):
        monkeypatch.setenv("PRODIGY_LOGGING", value)

    return set_level


class Unprintable:
    def __repr__(self):
        raise RuntimeError("no")


def test_nothing_is_printed_without_the_variable(capsys):
    log("RECIPE: Starting", {"a": 1})
    assert capsys.readouterr() == ("", "")


def test_basic_prints_time_and_message_but_no_details(level, capsys):
    level("basic")
    log("RECIPE: Starting", {"text": "content"})
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(r"\d\d:\d\d:\d\d: RECIPE: Starting\n", err)


def test_verbose_prints_details_and_an_empty_line(level, capsys):
    level("verbose")
    log("RECIPE: Starting", {"text": "content"})
    assert capsys.readouterr().err.split(": ", 1)[1] == (
        "RECIPE: Starting\n{'text': 'content'}\n\n"
    )


def test_messages_are_not_formatted(level, capsys):
    level("basic")
    log("DB: 100% of %s")
    assert "100% of %s" in capsys.readouterr().err


def test_details_that_can_not_be_printed_do_not_raise(level, capsys):
    level("verbose")
    log("RECIPE: Starting", {"x": Unprintable()})
    assert "RuntimeError" in capsys.readouterr().err


def test_details_do_not_consume_generators(level):
    level("verbose")
    stream = iter([1])
    log("RECIPE: Starting", {"stream": stream})
    assert list(stream) == [1]


@pytest.mark.parametrize("key", ["password", "passwd", "api_keys", "Authorization"])
def test_secrets_are_hidden_at_every_level(key, level, capsys):
    level("verbose")
    log("CONFIG: Settings", {"db_settings": {"mysql": [{key: "hidden", "user": "me"}]}})
    err = capsys.readouterr().err
    assert "hidden" not in err
    assert "me" in err
