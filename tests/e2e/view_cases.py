"""One entry per kind of card: a task, how to edit it by mouse, keys and touch, and what is stored.

To test a new view, add an entry. Every way of editing must lead to the same stored keys.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.e2e.conversation_edits import (
    CONVERSATION,
    MARKED,
    annotate_by_keys,
    annotate_by_pointer,
    annotate_by_touch,
)
from tests.e2e.preference_edits import (
    PAIR,
    PREFERRED,
    RATED,
    RUBRIC,
    prefer_by_keys,
    prefer_by_pointer,
    prefer_by_touch,
    rate_by_keys,
    rate_by_pointer,
    rate_by_touch,
)
from tests.e2e.sound_edits import (
    RECORDING,
    SOUNDS,
    draw_by_keys,
    draw_by_pointer,
    draw_by_touch,
    region,
)
from tests.e2e.touch import Finger
from tests.e2e.verbs import TOKEN
from tests.e2e.view_edits import (
    ADA,
    ADA_ON_PAGE,
    DRAWN,
    FORM,
    LABELS,
    LONDON,
    LONDON_ON_PAGE,
    NEXT_PAGE,
    OPTIONS,
    PAGE_TASK,
    PAGES,
    PICTURE,
    REVIEW,
    SHAPE_REVIEW,
    SHAPE_VERSIONS,
    SHAPES,
    TEXT,
    TOKEN_TASK,
    TOKENS,
    Edit,
    choose_by_keys,
    choose_by_pointer,
    choose_by_tab,
    choose_by_touch,
    fill_by_keys,
    fill_by_pointer,
    fill_by_touch,
    mark_and_choose,
    mark_by_keys,
    mark_by_pointer,
    mark_by_touch,
    mark_choose_and_type,
    nest_by_keys,
    nest_by_pointer,
    nest_by_touch,
    reference,
    relabel_by_keys,
    relabel_by_pointer,
    relabel_by_touch,
    relate_by_keys,
    relate_by_pointer,
    relate_by_touch,
    step_by_keys,
    step_by_pointer,
    step_by_touch,
    tag_by_keys,
    tag_by_pointer,
    type_by_keys,
    type_by_pointer,
    type_by_touch,
    version,
)


@dataclass(frozen=True)
class ViewCase:
    """One kind of card.

    name (str): Name of the test.
    view_id (str): The view.
    task (dict): The task.
    shows (str): A text that must be visible on the card.
    settings (dict): Settings of the project.
    stored (dict): The keys that the edit adds to the task or changes in it; empty for views that
        only collect answers.
    pointer (Optional[callable]): Edits with the mouse.
    keyboard (Optional[callable]): Edits with keys alone.
    touch (Optional[callable]): Edits with a finger, on a phone.
    """

    name: str
    view_id: str
    task: dict[str, Any]
    shows: str
    settings: dict[str, Any] = field(default_factory=dict)
    stored: dict[str, Any] = field(default_factory=dict)
    pointer: Edit | None = None
    keyboard: Edit | None = None
    touch: Edit | None = None


CASES = [
    ViewCase("text", "text", {"text": "Just words & <b>no markup</b>"}, "& <b>no markup</b>"),
    ViewCase("html", "html", {"html": "<p>Some <em>markup</em></p>"}, "Some markup"),
    ViewCase(
        "html-template",
        "html",
        {"data": {"title": "Deep"}, "items": [1, 2]},
        "Deep 12",
        {"html_template": "<b>{{data.title}}</b> {{#items}}{{.}}{{/items}}"},
    ),
    ViewCase("ner", "ner", {"text": TEXT, "spans": [ADA]}, "Babbage"),
    ViewCase("classification", "classification", {"text": TEXT, "label": "History"}, "History"),
    ViewCase("classification-image", "classification", {"image": PICTURE, "label": "Teal"}, "Teal"),
    ViewCase(
        "classification-shapes",
        "classification",
        {"image": PICTURE, "label": "Teal", "spans": SHAPES, "width": 60, "height": 40},
        "Corner",
    ),
    ViewCase("image", "image", {"image": PICTURE, "spans": SHAPES}, "Corner"),
    ViewCase(
        "image-settings",
        "image",
        {"image": PICTURE, "spans": SHAPES, "label": "Teal?"},
        "Left half",
        {
            "darken_image": 0.4,
            "shade_bounding_boxes": True,
            "show_bounding_box_center": True,
            "preview_bounding_boxes": True,
        },
    ),
    ViewCase(
        "ner_manual",
        "ner_manual",
        TOKEN_TASK,
        "Babbage",
        {"labels": LABELS},
        {"spans": [ADA, LONDON]},
        mark_by_pointer,
        mark_by_keys,
        mark_by_touch,
    ),
    ViewCase(
        "ner_manual-corrects",
        "ner_manual",
        {**TOKEN_TASK, "spans": [{**ADA, "label": "PLACE", "score": 0.4}]},
        "Babbage",
        {"labels": LABELS},
        {"spans": [{**ADA, "score": 0.4}]},
        lambda user: (user.select_label("PERSON"), user.drag_tokens(0, 1)),
        lambda user: (user.focus_token(0), user.press("1")),
        lambda user: (
            Finger(user.page).tap(user.page.locator(TOKEN).nth(0)),
            Finger(user.page).tap(user.label("PERSON")),
        ),
    ),
    ViewCase(
        "choice",
        "choice",
        {"text": TEXT, "options": OPTIONS},
        "Good news",
        {},
        {"accept": ["bad"]},
        choose_by_pointer,
        choose_by_keys,
        choose_by_touch,
    ),
    ViewCase(
        "choice-by-tab",
        "choice",
        {"text": TEXT, "options": OPTIONS},
        "Good news",
        {"shortcuts": False, "keymap": {"accept": ["ctrl+enter"], "undo": ["ctrl+backspace"]}},
        {"accept": ["bad"]},
        keyboard=choose_by_tab,
    ),
    ViewCase(
        "choice-multiple",
        "choice",
        {"text": TEXT, "options": OPTIONS, "config": {"choice_style": "multiple"}},
        "Good news",
        {},
        {"accept": [3, "bad"]},
        choose_by_pointer,
        choose_by_keys,
        choose_by_touch,
    ),
    ViewCase(
        "choice-images",
        "choice",
        {
            "image": PICTURE,
            "spans": SHAPES,
            "options": [{**one, "image": PICTURE, "spans": SHAPES[1:]} for one in OPTIONS],
        },
        "Left half",
        {},
        {"accept": ["bad"]},
        choose_by_pointer,
        choose_by_keys,
        choose_by_touch,
    ),
    ViewCase(
        "blocks-image",
        "blocks",
        {"image": PICTURE, "spans": SHAPES, "html": "<b>Which?</b>", "options": OPTIONS},
        "Left half",
        {
            "blocks": [{"view_id": "html"}, {"view_id": "image"}, {"view_id": "choice"}],
            "choice_style": "single",
        },
        {"accept": ["bad"]},
        choose_by_pointer,
        choose_by_keys,
        choose_by_touch,
    ),
    ViewCase(
        "blocks",
        "blocks",
        {**TOKEN_TASK, "options": OPTIONS},
        "Good news",
        {
            "labels": LABELS,
            "keymap_by_label": {"3": "n", "bad": "b"},
            "blocks": [{"view_id": "ner_manual"}, {"view_id": "choice", "text": None}],
        },
        {"spans": [ADA, LONDON], "accept": ["bad"]},
        mark_and_choose(mark_by_pointer, choose_by_pointer),
        mark_and_choose(mark_by_keys, lambda user: (user.press("n"), user.press("b"))),
        mark_and_choose(mark_by_touch, choose_by_touch),
    ),
    ViewCase(
        "blocks-of-three",
        "blocks",
        {**TOKEN_TASK, "options": OPTIONS},
        "Who is it about?",
        {
            "labels": LABELS,
            "keymap_by_label": {"3": "n", "bad": "b"},
            "blocks": [
                {"view_id": "ner_manual"},
                {"view_id": "choice", "text": None},
                {
                    "view_id": "text_input",
                    "field_id": "about",
                    "field_label": "Who is it about?",
                    "field_rows": 3,
                },
            ],
        },
        {"spans": [ADA, LONDON], "accept": ["bad"], "about": "Ada, a and x"},
        mark_choose_and_type(mark_by_pointer, choose_by_pointer, type_by_pointer),
        mark_choose_and_type(
            mark_by_keys, lambda user: (user.press("n"), user.press("b")), type_by_keys
        ),
        mark_choose_and_type(mark_by_touch, choose_by_touch, type_by_touch),
    ),
    ViewCase(
        "blocks-in-steps",
        "blocks",
        {**TOKEN_TASK, "options": OPTIONS},
        "Babbage",
        {
            "labels": LABELS,
            "choice_style": "multiple",
            "steps": [[{"view_id": "ner_manual"}], [{"view_id": "choice"}]],
        },
        {"spans": [ADA, LONDON], "accept": [3, "bad"]},
        mark_and_choose(mark_by_pointer, step_by_pointer, choose_by_pointer),
        mark_and_choose(mark_by_keys, step_by_keys, choose_by_keys),
        mark_and_choose(mark_by_touch, step_by_touch, choose_by_touch),
    ),
    ViewCase("spans", "spans", {"text": TEXT, "spans": [ADA, {**ADA, "end": 3}]}, "Babbage"),
    ViewCase("pos", "pos", {"text": TEXT, "spans": [LONDON]}, "Babbage"),
    ViewCase(
        "dep",
        "dep",
        {"text": TEXT, "tokens": TOKENS, "arc": {"head": 2, "child": 3, "label": "dobj"}},
        "dobj",
    ),
    ViewCase("diff", "diff", {"removed": "The old words", "added": "The new words"}, "words"),
    ViewCase(
        "compare",
        "compare",
        {
            "input": {"text": "Die Katze"},
            "accept": {"text": "The cat"},
            "reject": {"text": "The dog"},
            "mapping": {"A": "accept", "B": "reject"},
        },
        "The dog",
    ),
    ViewCase(
        "compare-images",
        "compare",
        {
            "input": {"image": PICTURE},
            "accept": {"image": PICTURE, "spans": SHAPES},
            "reject": {"image": PICTURE, "spans": SHAPES[:1]},
        },
        "Corner",
    ),
    ViewCase(
        "llm_io",
        "blocks",
        {"text": TEXT, "llm": {"prompt": "Find names", "response": "Ada"}},
        "prompt",
        {"blocks": [{"view_id": "text"}, {"view_id": "llm_io"}]},
    ),
    ViewCase(
        "context",
        "blocks",
        {"text": TEXT, "context": [{"name": "Ada", "born": 1815}, {"name": "Charles"}]},
        "Charles",
        {"layout": "split", "blocks": [{"view_id": "text"}, {"view_id": "context"}]},
    ),
    ViewCase(
        "spans_manual",
        "spans_manual",
        TOKEN_TASK,
        "Babbage",
        {"labels": LABELS},
        {"spans": [ADA, {**ADA, "start": 4, "token_start": 1, "label": "PLACE"}]},
        nest_by_pointer,
        nest_by_keys,
        nest_by_touch,
    ),
    ViewCase(
        "page_spans",
        "page_spans",
        PAGE_TASK,
        "Babbage",
        {"labels": LABELS},
        {"spans": [ADA_ON_PAGE, LONDON_ON_PAGE]},
        mark_by_pointer,
        mark_by_keys,
        mark_by_touch,
    ),
    ViewCase(
        "pos_manual",
        "pos_manual",
        TOKEN_TASK,
        "Babbage",
        {"labels": LABELS},
        {
            "spans": [
                {**ADA, "end": 3, "token_end": 0},
                {**ADA, "start": 4, "token_start": 1},
                LONDON,
            ]
        },
        tag_by_pointer,
        tag_by_keys,
        mark_by_touch,
    ),
    ViewCase(
        "relations",
        "relations",
        TOKEN_TASK,
        "Babbage",
        {"labels": ["WHO", "IN"], "relations_span_labels": ["PERSON"]},
        {
            "spans": [{**ADA, "text": "Ada Lovelace", "type": "span"}],
            "relations": [
                {
                    "head": 2,
                    "child": 1,
                    "head_span": reference(2, 2),
                    "child_span": reference(0, 1, "PERSON"),
                    "color": "#c5bdf4",
                    "label": "WHO",
                },
                {
                    "head": 2,
                    "child": 5,
                    "head_span": reference(2, 2),
                    "child_span": reference(5, 5),
                    "color": "#ffd882",
                    "label": "IN",
                },
            ],
        },
        relate_by_pointer,
        relate_by_keys,
        relate_by_touch,
    ),
    ViewCase(
        "text_input",
        "text_input",
        {"meta": {"source": "Survey"}},
        "Who is it about?",
        {"field_id": "about", "field_label": "Who is it about?"},
        {"about": "Ada, a and x"},
        type_by_pointer,
        type_by_keys,
        type_by_touch,
    ),
    ViewCase(
        "html-fields",
        "html",
        {"text": "A form"},
        "Reason",
        {"html_template": FORM},
        {"level": "high", "sure": True, "reason": "a x"},
        fill_by_pointer,
        fill_by_keys,
        fill_by_touch,
    ),
    ViewCase(
        "review",
        "review",
        REVIEW,
        "alex",
        {"labels": LABELS},
        {"spans": [LONDON]},
        lambda user: version(user).get_by_role("button").click(),
        lambda user: user.press("v"),
        lambda user: Finger(user.page).tap(version(user).get_by_role("button")),
    ),
    ViewCase(
        "review-choice",
        "review",
        {
            "text": TEXT,
            "options": OPTIONS,
            "view_id": "choice",
            "accept": [1],
            "versions": [
                {"accept": [1], "sessions": ["d-alex", "d-jo"], "default": True},
                {"accept": [3], "sessions": ["d-kim"]},
            ],
        },
        "Good news",
        {},
        {"accept": [3]},
        lambda user: version(user).get_by_role("button").click(),
        lambda user: user.press("3"),
        lambda user: Finger(user.page).tap(version(user).get_by_role("button")),
    ),
    ViewCase(
        "review-shapes",
        "review",
        SHAPE_REVIEW,
        "kim",
        {"labels": ["Left half", "Corner", "Edge"]},
        {"spans": SHAPE_VERSIONS[1]["spans"]},
        lambda user: (
            user.page.locator(".prodigy-review-pin").click(),
            user.page.locator(".prodigy-review-now").get_by_role("button", name="B Edge").click(),
        ),
        lambda user: (
            user.page.locator(".prodigy-review-pin").wait_for(),
            user.press("j"),
            user.press("c"),
        ),
        lambda user: Finger(user.page).tap(
            user.page.locator(".prodigy-review-legend").get_by_role("button").nth(1)
        ),
    ),
    ViewCase(
        "review-binary",
        "review",
        {
            "text": TEXT,
            "label": "History",
            "view_id": "classification",
            "versions": [
                {"answer": "accept", "sessions": ["d-alex"], "default": True},
                {"answer": "reject", "sessions": ["d-kim"]},
            ],
        },
        "kim",
    ),
    ViewCase(
        "audio",
        "audio",
        {"audio": RECORDING, "audio_spans": [{"start": 1, "end": 3, "label": "SPEECH"}]},
        "1 region",
    ),
    ViewCase(
        "audio_manual",
        "audio_manual",
        {"audio": RECORDING, "path": "beeps.wav"},
        "Speed",
        {"labels": SOUNDS},
        {"audio_spans": [region("SPEECH", 2, 4), region("MUSIC", 6, 8)]},
        draw_by_pointer,
        draw_by_keys,
        draw_by_touch,
    ),
    ViewCase(
        "audio-choice",
        "choice",
        {"audio": RECORDING, "text": "beeps", "options": OPTIONS},
        "Speed",
        {},
        {"accept": ["bad"]},
        choose_by_pointer,
        choose_by_keys,
        choose_by_touch,
    ),
    ViewCase(
        "audio-transcript",
        "blocks",
        {"audio": RECORDING},
        "Who is it about?",
        {
            "blocks": [
                {"view_id": "audio"},
                {
                    "view_id": "text_input",
                    "field_id": "about",
                    "field_label": "Who is it about?",
                    "field_rows": 3,
                },
            ]
        },
        {"about": "Ada, a and x"},
        type_by_pointer,
        type_by_keys,
        type_by_touch,
    ),
    ViewCase(
        "pages",
        "pages",
        {"pages": PAGES},
        "Babbage",
        {"labels": LABELS},
        {"pages": [{**PAGES[0], "spans": [ADA, LONDON]}, {**PAGES[1], "accept": ["bad"]}]},
        lambda user: (
            mark_by_pointer(user),
            user.page.locator(NEXT_PAGE).click(),
            choose_by_pointer(user),
        ),
        lambda user: (mark_by_keys(user), user.press("PageDown"), choose_by_keys(user)),
        lambda user: (
            mark_by_touch(user),
            Finger(user.page).tap(user.page.locator(NEXT_PAGE)),
            choose_by_touch(user),
        ),
    ),
    ViewCase(
        "image_manual",
        "image_manual",
        DRAWN,
        "DOG",
        {"labels": ["DOG", "CAT"]},
        {"spans": [{**DRAWN["spans"][0], "label": "CAT"}]},
        relabel_by_pointer,
        relabel_by_keys,
        relabel_by_touch,
    ),
    ViewCase(
        "conversation",
        "conversation",
        CONVERSATION,
        "1815 to 1852",
        {"labels": LABELS, "labels_for_messages": ["good", "bad"]},
        MARKED,
        annotate_by_pointer,
        annotate_by_keys,
        annotate_by_touch,
    ),
    # What blind annotators get has other names than what is stored: see test_preference.py.
    ViewCase(
        "preference",
        "preference",
        PAIR,
        "mirrors the sea",
        {
            "preference_blind": False,
            "preference_require_complete": False,
            "preference_auto_accept": False,
        },
        PREFERRED,
        prefer_by_pointer,
        prefer_by_keys,
        prefer_by_touch,
    ),
    ViewCase(
        "preference-rubric",
        "preference",
        RUBRIC,
        "12 minutes late",
        {"preference_blind": False, "preference_require_complete": False},
        RATED,
        rate_by_pointer,
        rate_by_keys,
        rate_by_touch,
    ),
]
