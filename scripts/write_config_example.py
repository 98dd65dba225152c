"""Write prodigy.json.example from the table of settings. Run it after changing the table."""

from pathlib import Path

from prodigy.settings import format_example

EXAMPLE_PATH = Path(__file__).parent.parent / "prodigy.json.example"

if __name__ == "__main__":
    EXAMPLE_PATH.write_text(format_example(), encoding="utf8")
