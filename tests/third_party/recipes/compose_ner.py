# Calls a built-in recipe and changes what it returns.
import prodigy
from prodigy.components.loaders import JSONL
from prodigy.recipes.ner import manual


@prodigy.recipe(
    "ner.with-notes",
    dataset=("Dataset", "positional", None, str),
    spacy_model=("Pipeline", "positional", None, str),
    source=("Source", "positional", None, str),
    patterns=("Patterns", "option", "pt", str),
)
def ner_with_notes(dataset, spacy_model, source, patterns=None):
    def get_stream():
        for eg in JSONL(source):
            eg["meta"] = {**eg.get("meta", {}), "length": len(eg["text"])}
            yield eg

    components = manual(
        dataset, spacy_model, get_stream(), label=["PERSON", "ORG"], patterns=patterns
    )
    components["view_id"] = "blocks"
    components["config"]["blocks"] = [
        {"view_id": "ner_manual"},
        {"view_id": "text_input", "field_id": "note", "field_placeholder": "Note"},
    ]
    components["config"]["custom_theme"] = {"labels": {"ORG": "#7aecec"}}
    components["validate_answer"] = check_note
    return components


def check_note(eg):
    if eg["answer"] == "ignore":
        assert eg.get("note"), "Tell us why, please."
