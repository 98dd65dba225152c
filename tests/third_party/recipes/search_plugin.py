# A search index with a box in the page: the query decides what comes next.
import prodigy
from prodigy.components.preprocess import add_tokens
from prodigy.components.stream import Stream, get_stream
from prodigy.util import read_jsonl


class Index:
    def __init__(self, path):
        self.rows = list(read_jsonl(path))

    def query(self, text, n=100):
        words = set(text.lower().split())
        scored = [(len(words & set(row["text"].lower().split())), row) for row in self.rows]
        found = [row for score, row in sorted(scored, key=lambda pair: -pair[0]) if score]
        for row in found[:n]:
            yield {**row, "meta": {"query": text}}


@prodigy.recipe(
    "search.manual",
    dataset=("Dataset", "positional", None, str),
    spacy_model=("Pipeline", "positional", None, prodigy.util.load_spacy_model),
    source=("Source", "positional", None, str),
    query=("First query", "option", "q", str),
)
def search_manual(dataset, spacy_model, source, query=""):
    index = Index(source)

    def new_query(ctrl, *, query):
        stream = get_stream(index.query(query))
        first = stream.peek()
        if not first:
            return {"found": False}
        ctrl.reset_stream(stream, prepend_old_wrappers=True)
        return {"found": True}

    stream = Stream.from_iterable(index.query(query) if query else index.rows)
    stream.apply(add_tokens, nlp=spacy_model, stream=stream)
    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "blocks",
        "config": {
            "blocks": [
                {"view_id": "html", "html_template": "<input id='query'><button>Search</button>"},
                {"view_id": "ner_manual", "labels": ["PRODUCT"]},
            ],
        },
        "event_hooks": {"new_query": new_query},
    }
