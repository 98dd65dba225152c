import pytest

from prodigy.messages import msg, out, prints


@pytest.mark.parametrize("method", ["good", "fail", "warn", "info", "text", "divider"])
def test_msg_writes_to_standard_error_only(method, capsys):
    getattr(msg, method)("Hello")
    stdout, stderr = capsys.readouterr()
    assert stdout == ""
    assert "Hello" in stderr


@pytest.mark.parametrize("printer", ["table", "row"])
def test_msg_tables_go_to_standard_error(printer, capsys):
    getattr(msg, printer)([("a", "b")] if printer == "table" else ["a", "b"])
    stdout, stderr = capsys.readouterr()
    assert stdout == ""
    assert "a   b" in stderr


def test_out_writes_to_standard_output(capsys):
    out.text("Hello")
    out.table({"a": "b"}, title="Title")
    stdout, stderr = capsys.readouterr()
    assert stderr == ""
    assert "Hello" in stdout
    assert "Title" in stdout


def test_no_colours_without_a_terminal(capsys):
    msg.good("Hello")
    msg.divider("Title")
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize("code", [0, 1])
def test_exits_ends_the_program(code, capsys):
    with pytest.raises(SystemExit) as info:
        msg.fail("Wrong", "Do this", exits=code)
    assert info.value.code == code
    assert "✘ Wrong\nDo this" in capsys.readouterr().err


def test_loading_runs_its_block(capsys):
    with msg.loading("Loading model..."):
        pass
    assert "Loading model..." in capsys.readouterr().err


def test_prints_accepts_title_and_texts(capsys):
    prints("One", "Two", title="Title", theme="whatever")
    assert capsys.readouterr().err.strip() == "Title\nOne\nTwo"


def test_prints_exits():
    with pytest.raises(SystemExit):
        prints("One", exits=1)
