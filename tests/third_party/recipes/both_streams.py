# Preprocessors that work for old and new streams, applied in all ways there are.
import prodigy
from prodigy.components.decorators import support_both_streams
from prodigy.components.filters import filter_duplicates, filter_empty
from prodigy.components.stream import get_stream
from prodigy.stream import STREAM_PLACEHOLDER


@support_both_streams(stream_arg="stream")
def add_mark(mark, stream):
    for eg in stream:
        eg["text"] += mark
        yield eg


def add_key(examples, *, key):
    return ({**eg, key: True} for eg in examples)


def keep(condition, tasks):
    return filter(condition, tasks)


@prodigy.recipe(
    "both-streams",
    dataset=("Dataset", "positional", None, str),
    source=("Source", "positional", None, str),
    old=("Use a plain generator", "flag", "O", bool),
)
def both_streams(dataset, source, old=False):
    if old:
        stream = prodigy.get_stream(source, input_key="text")
        stream = keep(lambda eg: "skip" not in eg["text"], add_key(add_mark("!", stream), key="k"))
        stream = filter_duplicates(filter_empty(stream, "text"), by_input=True)
    else:
        stream = get_stream(source, input_key="text")
        stream.apply(add_mark, "!", stream)
        stream.apply(add_key, key="k")
        stream.apply(keep, lambda eg: "skip" not in eg["text"], STREAM_PLACEHOLDER)
        stream = stream.apply(filter_empty, stream=stream, key="text")
        stream.apply(filter_duplicates, by_input=True)
    return {"dataset": dataset, "stream": stream, "view_id": "text"}
