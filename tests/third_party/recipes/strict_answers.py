# Refuses answers that don't make sense, with a message for the annotator.
import prodigy
from prodigy.components.preprocess import add_tokens
from prodigy.components.stream import get_stream


def validate_answer(eg):
    selected = eg.get("spans", [])
    assert len(selected) <= 2, f"At most 2 spans, found {len(selected)}."
    if eg["answer"] == "accept" and not selected:
        raise ValueError("Please highlight something, or reject.")


@prodigy.recipe(
    "strict.ner",
    dataset=("Dataset", "positional", None, str),
    spacy_model=("Pipeline", "positional", None, str),
    source=("Source", "positional", None, str),
)
def strict(dataset, spacy_model, source):
    import spacy

    nlp = spacy.blank(spacy_model.split(":")[1])
    stream = get_stream(source)
    stream.apply(add_tokens, nlp, stream, skip=True)
    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "ner_manual",
        "validate_answer": validate_answer,
        "config": {"labels": ["THING"]},
    }
