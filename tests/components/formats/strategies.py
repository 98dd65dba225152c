"""Hypothesis strategies for answers that are hard to write into columns and tables."""

from typing import Any

from hypothesis import strategies as st

from prodigy.components.figures import FigureError, make_span_keys, read_figure
from prodigy.components.formats.tokens import has_overlap, make_task
from tests.strategies import LABELS, WORDS, characters
from tests.strategies import json_values as json_values  # for the tests of tables

# Tokens that are white space, contain it, or look like a part of a format.
NASTY_WORDS = [
    " ", "\n", "\n\n", "\t", "\u00a0", "\u3000", "New York", "a\tb", "c\r\nd", "x\u2028y", "\x00",
    "#", "# a", "-DOCSTART-", "\ufeff", "␣", "_", "|", "\\", "\\s", "SpaceAfter=No", "O", "B-ORG",
    '"', ",", "=1+1", "null", "[]",
]  # fmt: skip
NASTY_LABELS = ["MY-LABEL", "B-PER", "O", "-", "A B", "C|D=E\\s", "x\ty", "1"]
GAPS = ["", " ", "  ", "\n", "\t ", " \n", "\u00a0", "\r\n"]

words = st.one_of(
    st.sampled_from(WORDS), st.sampled_from(NASTY_WORDS), st.text(characters, min_size=1)
)
labels = st.one_of(st.sampled_from(LABELS), st.sampled_from(NASTY_LABELS))


@st.composite
def answers(draw: st.DrawFn, *, overlap: bool = False, gaps: list[str] = GAPS) -> dict[str, Any]:
    """Accepted answers with tokens and spans.

    overlap (bool): Whether spans may share tokens.
    gaps (list[str]): What may stand between tokens.
    RETURNS (dict): The answer.
    """
    found = draw(st.lists(words, min_size=1, max_size=8))
    between = draw(st.lists(st.sampled_from(gaps), min_size=len(found), max_size=len(found)))
    # In front of the text there is only what is no token, so nothing in most texts.
    before = draw(st.sampled_from([gap for gap in gaps if gap != " "]))
    index = st.integers(0, len(found) - 1)
    entities: list[tuple[int, int, str]] = []
    for first, last in draw(st.lists(st.tuples(index, index), max_size=4)):
        entity = (min(first, last), max(first, last), draw(labels))
        if overlap or not has_overlap(sorted([*entities, entity])):
            entities.append(entity)
    return {**make_task(found, [before, *between], sorted(set(entities))), "answer": "accept"}


@st.composite
def choices(draw: st.DrawFn) -> dict[str, Any]:
    """Accepted answers with several options."""
    names = draw(st.lists(labels, min_size=2, max_size=4, unique=True))
    chosen = draw(st.lists(st.sampled_from(names), unique=True))
    return {
        "text": draw(st.text(characters)),
        "options": [{"id": name, "text": name} for name in names],
        "accept": [name for name in names if name in chosen],
        "_view_id": "choice",
        "answer": "accept",
    }


@st.composite
def pictures(
    draw: st.DrawFn, kinds: tuple[str, ...] = ("rect", "polygon", "freehand")
) -> dict[str, Any]:
    """Accepted answers about an image, with pixels as interfaces round them.

    kinds (tuple[str, ...]): The types of shapes that may be there.
    RETURNS (dict): The answer.
    """
    width, height = draw(st.integers(8, 5000)), draw(st.integers(8, 5000))
    points = st.tuples(_pixels(width), _pixels(height)).map(list)
    spans = []
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=4)):
        found = draw(st.lists(points, min_size=3, max_size=7))
        if kind == "rect":
            (left, top), (right, bottom) = (map(f, zip(*found)) for f in (min, max))
            found = [[left, top], [left, bottom], [right, bottom], [right, top]]
        label = draw(st.text("ABcdé '-/&<\"", min_size=1, max_size=5).filter(str.strip))
        span = {"label": label, "type": kind, "points": found}
        try:
            span = {"label": label, **make_span_keys(read_figure(span))}
        except FigureError:
            continue  # all on one line
        spans.append(span)
    name = draw(st.sampled_from(["a.jpg", "b c/d.é.png", "/data/x.PNG", "https://e.org/i.gif?s=1"]))
    path = {} if "://" in name else {"path": name}
    size = {"width": width, "height": height}
    keys = {"spans": spans, "_view_id": "image_manual", "answer": "accept"}
    return {"image": name, **path, **size, **keys}


def _pixels(size: int) -> st.SearchStrategy[float]:
    return st.integers(0, size * 10).map(lambda tenths: tenths / 10)
