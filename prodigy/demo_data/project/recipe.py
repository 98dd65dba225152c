"""A recipe of your own: `prodigy headline.tone my_tones headlines.jsonl -F recipe.py`."""

import prodigy
from prodigy.components.stream import get_stream

# The card: markup with the keys of the task in double braces, then options, then a field.
TEMPLATE = "<h2 style='margin: 0'>{{text}}</h2><p><small>{{word_count}} words</small></p>"
TONES = ["neutral", "alarming", "funny"]


@prodigy.recipe(
    "headline.tone",
    dataset=("Dataset to save the answers to", "positional", None, str),
    source=("Headlines, one JSON object with a text per line", "positional", None, str),
)
def headline_tone(dataset, source):
    """Say which tone a headline has, and what it rests on."""
    stream = get_stream(source, rehash=True, input_key="text")

    def add_options(stream):
        for eg in stream:
            eg["word_count"] = len(eg["text"].split())
            eg["options"] = [{"id": tone, "text": tone} for tone in TONES]
            yield eg

    def count(examples):
        # Called with each batch of answers: the place to train a model, or to log.
        prodigy.log(f"TONE: {len(examples)} more answers")

    stream.apply(add_options)
    return {
        "dataset": dataset,
        "stream": stream,
        "update": count,
        "view_id": "blocks",
        "config": {
            "choice_style": "single",
            "blocks": [
                {"view_id": "html", "html_template": TEMPLATE},
                {"view_id": "choice", "text": None},
                {"view_id": "text_input", "field_id": "reason", "field_label": "Which words?"},
            ],
        },
    }
