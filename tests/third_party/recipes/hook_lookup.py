# The page asks the recipe something while annotating.
from fastapi import HTTPException

import prodigy
from prodigy.components.stream import get_stream

MEANINGS = {"apple": "a fruit or a company"}


def look_up(ctrl, *, word):
    if word not in MEANINGS:
        raise HTTPException(status_code=404, detail=f"Don't know '{word}'")
    return {"word": word, "meaning": MEANINGS[word], "asked_in": ctrl.dataset}


def add(ctrl, word, meaning="?"):
    MEANINGS[word] = meaning
    return len(MEANINGS)


@prodigy.recipe(
    "hook-lookup",
    dataset=("Dataset", "positional", None, str),
    source=("Source", "positional", None, str),
)
def hook_lookup(dataset, source):
    return {
        "dataset": dataset,
        "stream": get_stream(source),
        "view_id": "text",
        "event_hooks": {"look_up": look_up, "add": add},
        "config": {
            "javascript": "async function lookUp(word) {"
            " try { return await window.prodigy.event('look_up', {word}); }"
            " catch (err) { alert(err.detail); } }"
        },
    }
