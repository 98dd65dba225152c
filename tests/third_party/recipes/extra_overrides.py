# Everything that the recipe doesn't know goes to the model's config.
from pathlib import Path
from typing import List

import prodigy
from prodigy.components.openai import GLOBAL_STYLE
from prodigy.components.stream import get_stream
from prodigy.core import Arg

TEMPLATE = "<details class='c_section'><summary>Prompt</summary><pre>{{llm.prompt}}</pre></details>"


def parse_overrides(words):
    values = {}
    words = list(words)
    while words:
        name = words.pop(0).lstrip("-")
        if "=" in name:
            name, value = name.split("=", 1)
        else:
            value = words.pop(0)
        values[name] = value
    return values


@prodigy.recipe(
    "fake-llm.fetch",
    dataset=Arg(help="Dataset"),
    config_path=Arg(help="Config of the model"),
    source=Arg(help="Source"),
    n=Arg("--n", "-n", help="Number of texts"),
)
def fetch(dataset: str, config_path: Path, source: str, n: int = 5, _extra: List[str] = []):  # noqa: B006
    overrides = parse_overrides(_extra)

    def ask(stream):
        for i, eg in enumerate(stream):
            if i >= n:
                break
            prompt = f"Temperature {overrides.get('components.llm.temperature', 0)}: {eg['text']}"
            yield {**eg, "llm": {"prompt": prompt, "response": eg["text"].upper()}}

    stream = get_stream(source)
    stream.apply(ask)
    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "blocks",
        "config": {
            "blocks": [
                {"view_id": "text"},
                {"view_id": "html", "html_template": TEMPLATE},
            ],
            "global_css": GLOBAL_STYLE,
            "model": config_path,
        },
    }
