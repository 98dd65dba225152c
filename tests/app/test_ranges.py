"""Parts of files, and files that did not change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.app.ranges import Unsatisfiable, find_parts, is_unchanged, may_send_parts

DATE = "Mon, 02 Mar 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("bytes=0-9", [(0, 9)]),
        ("bytes=90-200", [(90, 99)]),
        ("bytes=-10", [(90, 99)]),
        ("bytes=-1000", [(0, 99)]),
        ("BYTES = 5-", [(5, 99)]),
        ("bytes=50-59,0-9", [(50, 59), (0, 9)]),
        ("bytes=0-9,500-", [(0, 9)]),
    ],
)
def test_parts_are_found(header: str, parts: list[tuple[int, int]]) -> None:
    assert find_parts(header, 100) == parts


@pytest.mark.parametrize(
    "header",
    [
        *[None, "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=9-3", "bytes=1-2-3"],
        *["items=0-5", "bytes=0-5,", "bytes=0-5,x", "bytes=0x1-5", "bytes=٣-٤", "bytes=0-9,5-15"],
        *["bytes=" + ",".join(f"{i}-{i}" for i in range(50)), "bytes=" + "9" * 100 + "-"],
    ],
)
def test_other_headers_are_ignored(header: str | None) -> None:
    assert find_parts(header, 100) is None


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0", "bytes=100-,-0"])
def test_parts_behind_the_end_are_refused(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        find_parts(header, 100)


def test_empty_files_have_no_parts() -> None:
    with pytest.raises(Unsatisfiable):
        find_parts("bytes=0-", 0)


@given(st.text(max_size=30), st.integers(0, 1000))
def test_parts_always_lie_in_the_file(text: str, size: int) -> None:
    try:
        parts = find_parts(f"bytes={text}", size) or []
    except Unsatisfiable:
        return
    assert all(0 <= first <= last < size for first, last in parts)


@pytest.mark.parametrize(
    ("tags", "since", "expected"),
    [
        ('"a"', None, True),
        ('W/"a"', None, True),
        ('"b", "a"', None, True),
        ("*", None, True),
        ('"b"', None, False),
        ('"b"', DATE, False),
        (None, DATE, True),
        (None, "Tue, 03 Mar 2026 10:00:00 GMT", True),
        (None, "Sun, 01 Mar 2026 10:00:00 GMT", False),
        (None, "yesterday", False),
        (None, None, False),
    ],
)
def test_what_a_browser_has_is_not_sent(tags: str, since: str, expected: bool) -> None:
    assert is_unchanged(tags, since, '"a"', DATE) is expected


def test_parts_are_only_sent_of_the_same_file() -> None:
    assert may_send_parts(None, '"a"', DATE)
    assert may_send_parts('"a"', '"a"', DATE) and may_send_parts(DATE, '"a"', DATE)
    assert not may_send_parts('"b"', '"a"', DATE) and not may_send_parts('W/"a"', '"a"', DATE)
