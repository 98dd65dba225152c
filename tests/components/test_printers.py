import pytest

from prodigy.components.printers import (
    Painter,
    format_example,
    get_style,
    pretty_print,
    pretty_print_ner,
    pretty_print_tc,
    show_pages,
)

SPANS = [{"start": 0, "end": 4, "label": "ORG"}, {"start": 8, "end": 14, "label": "PLACE"}]
NER = {"text": "Uber in Berlin", "spans": SPANS, "_view_id": "ner_manual", "answer": "accept"}


@pytest.mark.parametrize(
    ("eg", "style"),
    [
        (NER, "ner"),
        ({**NER, "_view_id": "spans_manual"}, "spans"),
        ({"text": "a", "_view_id": "choice"}, "textcat"),
        ({"text": "a", "_view_id": "html"}, "text"),
        ({**NER, "_view_id": "review", "view_id": "spans_manual"}, "spans"),
        ({"text": "a", "_view_id": "review", "view_id": "choice"}, "textcat"),
        ({"text": "a", "spans": SPANS}, "ner"),
        ({"text": "a", "label": "X"}, "textcat"),
        ({"text": "a", "options": []}, "textcat"),
        ({"text": "a"}, "text"),
        ({"image": "a.jpg", "spans": [{"points": []}]}, "text"),
    ],
)
def test_style_comes_from_the_interface_or_the_keys(eg, style):
    assert get_style(eg) == style


def test_spans_inside_of_the_text():
    assert format_example(NER) == "✔ [Uber ORG] in [Berlin PLACE]"


@pytest.mark.parametrize(("answer", "mark"), [("accept", "✔"), ("reject", "✘"), ("ignore", "–")])
def test_answers_have_marks(answer, mark):
    assert format_example({"text": "a", "answer": answer}) == f"{mark} a"


def test_overlapping_spans_are_listed():
    spans = [{"start": 0, "end": 7, "label": "A"}, {"start": 5, "end": 14, "label": "B"}]
    expected = "Uber in Berlin\n  [A] Uber in\n  [B] in Berlin"
    for style in ("auto", "ner", "spans"):
        assert format_example({"text": "Uber in Berlin", "spans": spans}, style) == expected


def test_selected_options_are_shown_by_their_text():
    options = [{"id": 1, "text": "One"}, {"id": 2, "text": "Two"}]
    eg = {"text": "a", "options": options, "accept": [2, "x"]}
    assert format_example(eg) == "a\n  [Two] [x]"


def test_label_is_shown():
    assert format_example({"text": "a", "label": "SPAM"}) == "a\n  [SPAM]"


def test_meta_is_shown():
    assert format_example({"text": "a", "meta": {"n": 1, "m": 2}}) == "a\nn: 1 · m: 2"


def test_media_are_shown_by_their_path():
    eg = {"image": "data:image/png;base64,AAAA", "path": "cat.png"}
    assert format_example(eg) == "cat.png"


BROKEN: list[dict] = [
    {"text": "a", "options": "x", "accept": 7},
    {"text": "a", "options": [{"id": "A"}, 5], "accept": ["A", None, {"x": 1}]},
    {"text": "a", "options": 1, "label": ["A"], "meta": "m"},
    {"text": "a", "answer": ["accept"], "_view_id": {"a": 1}},
]


@pytest.mark.parametrize(
    "eg", [{}, {"spans": None}, {"text": 3, "spans": [{}]}, {"accept": None}, *BROKEN]
)
@pytest.mark.parametrize("style", ["auto", "text", "ner", "spans", "textcat"])
def test_incomplete_tasks_can_be_shown(eg, style):
    assert isinstance(format_example(eg, style), str)


def test_every_label_keeps_its_colour():
    painter = Painter(use_color=True)
    first = painter.label("A")
    assert painter.label("B").replace("B", "A") != first
    assert painter.label("A") == first


def test_output_goes_to_standard_output_without_colours(capsys):
    pretty_print([NER, {"text": "b"}])
    assert capsys.readouterr().out == "✔ [Uber ORG] in [Berlin PLACE]\n\nb\n\n"


def test_old_names(capsys):
    pretty_print_ner([{**NER, "_view_id": "text"}])
    pretty_print_tc([{"text": "a", "label": "X"}])
    assert capsys.readouterr().out == "✔ [Uber ORG] in [Berlin PLACE]\n\na\n  [X]\n\n"


class Terminal:
    def isatty(self):
        return True


def test_terminal_gets_a_pager(tmp_path, monkeypatch):
    monkeypatch.setenv("PAGER", f"cat > {tmp_path / 'shown'}")
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("sys.stdout", Terminal())
    show_pages(["a\n", "ü\n"])
    assert (tmp_path / "shown").read_text(encoding="utf8") == "a\nü\n"


def test_leaving_the_pager_early_is_no_error(monkeypatch):
    monkeypatch.setenv("PAGER", "true")
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("sys.stdout", Terminal())
    taken = []
    show_pages(taken.append(n) or "x" * 1000 for n in range(100_000))
    assert len(taken) < 100_000


@pytest.mark.parametrize("label", [0, 0.0, False, 2.5])
def test_numbers_are_labels(label):
    eg = {"text": "Rome", "spans": [{"start": 0, "end": 4, "label": label}]}
    assert format_example(eg) == f"[Rome {label}]"
    assert format_example(eg, "spans") == f"Rome\n  [{label}] Rome"
    assert format_example({"text": "a", "label": label}) == f"a\n  [{label}]"


@pytest.mark.parametrize(
    "span",
    [
        {"start": "0", "end": 4, "label": "A"},
        {"start": 0, "end": 99, "label": "A"},
        {"start": 3, "end": 1, "label": "A"},
        {"start": None, "end": 4},
        {"end": 4},
        "A",
        None,
    ],
)
@pytest.mark.parametrize("style", ["auto", "ner", "spans"])
def test_spans_without_a_place_are_listed(span, style):
    eg = {"text": "Rome", "spans": [{"start": 0, "end": 2, "label": "B"}, span]}
    lines = format_example(eg, style).splitlines()
    assert lines[-1] == f"  {span!r}, which is no place in the text"
    assert "B]" in "".join(lines[:-1]) or "[B] Ro" in "".join(lines[:-1])


def test_responses_are_printed_with_what_was_said_about_them():
    eg = {
        "_view_id": "preference",
        "answer": "accept",
        "prompt": [{"role": "user", "content": "Why?"}],
        "responses": [
            {"id": "a", "content": "So.", "model": "m-7b"},
            {"id": "b", "messages": [{"role": "assistant", "content": "Or so."}]},
        ],
        "order": ["b", "a"],
        "preferred": "b",
        "ratings": {"a": {"n": 1}, "*": {"hard": "no"}},
        "reason": "short\nand good",
    }
    assert format_example(eg).splitlines() == [
        "✔ 0 user: Why?",
        "★ [b]",
        "    0 assistant: Or so.",
        "· [a (m-7b)]",
        "    So.",
        "    n: 1",
        "hard: no",
        "# short and good",
    ]


@pytest.mark.parametrize("value", [None, 5, "x", [], [5, None], {"a": 1}, [{"id": 1}], True])
@pytest.mark.parametrize(
    "key", ["prompt", "responses", "preferred", "tie", "ratings", "reason", "order"]
)
def test_whatever_stands_in_an_answer_about_responses_is_printed(key, value):
    rows = [{"id": "a", "content": "A"}, {"id": "b", "content": "\n" * 50}]
    eg = {"_view_id": "preference", "prompt": "Why?", "responses": rows, key: value}
    assert format_example(eg)
