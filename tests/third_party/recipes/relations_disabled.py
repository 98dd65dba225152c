# Relations between some tokens only: the others can't be clicked.
import prodigy
from prodigy.components.preprocess import add_tokens
from prodigy.components.stream import get_stream


@prodigy.recipe(
    "relations.names",
    dataset=("Dataset", "positional", None, str),
    nlp=("Pipeline", "positional", None, prodigy.util.load_spacy_model),
    source=("Source", "positional", None, str),
)
def relations_names(dataset, nlp, source):
    def prepare(stream):
        for eg in stream:
            for token in eg["tokens"]:
                token["disabled"] = not token["text"][0].isupper()
            enabled = [token for token in eg["tokens"] if not token["disabled"]]
            eg["spans"] = [
                {
                    "start": token["start"],
                    "end": token["end"],
                    "token_start": token["id"],
                    "token_end": token["id"],
                    "label": "NAME",
                }
                for token in enabled
            ]
            eg["relations"] = []
            yield eg

    stream = get_stream(source)
    stream.apply(add_tokens, nlp=nlp, stream=stream)
    stream.apply(prepare, stream)
    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "relations",
        "config": {
            "lang": nlp.lang,
            "labels": ["KNOWS", "WORKS_FOR"],
            "relations_span_labels": ["NAME"],
            "wrap_relations": True,
            "custom_theme": {"cardMaxWidth": "90%"},
            "hide_arrow_heads": True,
        },
    }
