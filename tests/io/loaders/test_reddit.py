"""The loader of the Reddit corpus."""

import bz2
import json

import pytest

from prodigy.components.loaders import Reddit
from prodigy.components.source import make_source
from prodigy.errors import LoaderError
from prodigy.io.loaders.reddit import clean_comment


def comment(body, **keys):
    return (
        json.dumps({"body": body, "subreddit": "books", "created_utc": 1420070400, **keys}) + "\n"
    )


def test_comments_of_a_compressed_corpus_become_tasks(tmp_path):
    path = tmp_path / "RC_2015-01.bz2"
    path.write_bytes(bz2.compress(comment("I liked it.", author="x", score=3).encode()))
    assert list(make_source(path)) == [
        {"text": "I liked it.", "meta": {"section": "books", "utc": 1420070400}}
    ]


def test_meta_keeps_what_there_is():
    lines = ['{"body": "a", "created_utc": "1420070400"}', '{"body": "b", "subreddit": "c"}']
    assert [eg["meta"] for eg in Reddit(lines)] == [{"utc": "1420070400"}, {"section": "c"}]


@pytest.mark.parametrize(
    "body",
    ["[deleted]", "[removed]", " [Deleted] ", "", "  \n ", "&gt; only a quote", None, 5, "&nbsp;"],
)
def test_comments_without_a_text_of_their_own_are_left_out(body):
    assert list(Reddit([comment(body), comment("text")])) == [
        {"text": "text", "meta": {"section": "books", "utc": 1420070400}}
    ]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("AT&amp;T is &lt;big&gt;", "AT&T is <big>"),
        ("see [this page](http://example.com/a_(b)) now", "see this page now"),
        ('[a](http://example.com "title") b', "a b"),
        ("http://example.com/a_b_c", "http://example.com/a_b_c"),
        ("**bold** and *italic* and ~~gone~~", "bold and italic and gone"),
        ("2 * 3 * 4 and f(*args)", "2 * 3 * 4 and f(*args)"),
        ("&gt; quoted\n\nanswer", "answer"),
        ("a > b", "a > b"),
        ("# Title\ntext", "Title text"),
        ("use `code` here", "use code here"),
        ("one\n\n  two\tthree", "one two three"),
        (r"\*not italic\* \[a\]", "*not italic* [a]"),
        ("above\n\n---\n\nbelow", "above below"),
        ("[deleted] by me", "[deleted] by me"),
        ("zero\u200bwidth &amp;nbsp; space", "zerowidth space"),
    ],
)
def test_markup_is_removed(body, text):
    assert clean_comment(body) == text


@pytest.mark.parametrize(
    "part", ["[a](", "**", "[", "*a", "~~ ", "&gt;", "`", "[a](b(", "(", "__a"]
)
def test_long_comments_of_markup_are_no_trap(part):
    # A pattern that tries all combinations would never come to an end.
    assert len(clean_comment(part * 10_000)) <= len(part) * 10_000


def test_broken_line_is_named():
    with pytest.raises(LoaderError, match="line 2"):
        list(Reddit([comment("a"), '{"body": \n']))


def test_other_json_is_warned_about(tmp_path, capsys):
    path = tmp_path / "data.bz2"
    path.write_bytes(bz2.compress(b'{"text": "a"}\n'))
    assert list(make_source(path)) == []
    err = " ".join(capsys.readouterr().err.split())
    assert f"no Reddit comments in {path}" in err and "--loader jsonl" in err
