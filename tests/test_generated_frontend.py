"""What the front end knows of settings and interfaces is generated from the tables."""

import runpy
from pathlib import Path

import pytest

from prodigy.settings import RENAMED
from prodigy.views import VIEWS

ROOT = Path(__file__).parent.parent
FRONTEND = ROOT / "frontend" / "src"
GENERATOR = runpy.run_path(str(ROOT / "scripts" / "generate_frontend.py"))


def test_generated_modules_are_current():
    stale = [
        path.name for path, make in GENERATOR["FILES"].items() if path.read_text("utf8") != make()
    ]
    assert not stale, "run `make build`"


def test_every_setting_of_the_app_is_generated_with_its_default():
    text = GENERATOR["make_settings"]()
    assert "  autosave_seconds: number;\n" in text
    assert "  autosave_seconds: 30,\n" in text
    assert "  theme: ThemeName;\n" in text
    assert "  port:" not in text
    assert "api_keys" not in text


def test_every_folder_of_a_view_has_a_row():
    folders = {path.parent.name for path in FRONTEND.glob("interfaces/*/definition.ts")}
    views = GENERATOR["make_views"]()
    assert folders
    assert not [name for name in sorted(folders) if f'  | "{name}"' not in views]


def test_older_names_of_settings_are_generated():
    text = GENERATOR["make_settings"]()
    assert all(f'  {old}: "{new}",\n' in text for old, new in RENAMED.items())


@pytest.mark.parametrize(
    ("view_id", "shapes"),
    [
        ("text", {"text": "text"}),
        ("ner_manual", {"text": "text", "tokens": "tokens", "spans": "ranges"}),
        ("image", {"spans": "objects"}),
        ("choice", {"text": "text", "spans": "marks"}),
        ("blocks", {"steps": "lists"}),
        ("html", {}),
    ],
)
def test_what_keys_must_hold_comes_from_the_models_of_tasks(view_id, shapes):
    assert GENERATOR["find_shapes"](VIEWS[view_id]) == shapes


def test_interfaces_with_labels_or_with_another_one_inside_have_a_label_bar():
    rows = {name: GENERATOR["make_row"](view) for name, view in VIEWS.items()}
    found = [name for name, row in rows.items() if "hasLabelBar: true" in row]
    assert found == [
        *("ner_manual", "spans_manual", "pos_manual", "relations"),
        *("image_manual", "audio_manual", "review", "page_spans"),
        "conversation",
    ]
