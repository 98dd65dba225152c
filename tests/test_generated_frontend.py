"""What the front end knows of settings and interfaces is generated from the tables."""

import runpy
from pathlib import Path

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
