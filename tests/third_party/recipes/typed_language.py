# The typed style: Arg and hints. The pipeline arrives as an object.
from typing import List, Literal, Optional

from spacy.language import Language

from prodigy.components.preprocess import add_tokens
from prodigy.components.stream import get_stream
from prodigy.core import Arg, recipe
from prodigy.protocols import ControllerComponentsDict
from prodigy.types import LabelsType, SourceType, StreamType


def drop_short(stream: StreamType, min_tokens: int) -> StreamType:
    for eg in stream:
        if len(eg["tokens"]) >= min_tokens:
            yield eg


@recipe(
    "typed.spans",
    # fmt: off
    dataset=Arg(help="Dataset to save annotations to"),
    nlp=Arg(help="Pipeline for the tokens"),
    source=Arg(help="Data to annotate"),
    loader=Arg("--loader", "-lo", help="Loader"),
    label=Arg("--label", "-l", help="Labels"),
    min_tokens=Arg("--min-tokens", "-m", help="Leave shorter texts out"),
    exclude=Arg("--exclude", "-e", help="Datasets to leave out"),
    mode=Arg("--mode", help="How labels are shown"),
    chars=Arg("--highlight-chars", "-C", help="Characters instead of tokens"),
    # fmt: on
)
def spans(
    dataset: str,
    nlp: Language,
    source: SourceType,
    loader: Optional[str] = None,
    label: Optional[LabelsType] = None,
    min_tokens: int = 0,
    exclude: Optional[List[str]] = None,
    mode: Literal["list", "dropdown"] = "list",
    chars: bool = False,
) -> ControllerComponentsDict:
    """Highlight spans in texts that aren't too short."""
    stream = get_stream(source, loader=loader, rehash=True, dedup=True, input_key="text")
    stream.apply(add_tokens, nlp=nlp, stream=stream, use_chars=chars)
    stream.apply(drop_short, min_tokens=min_tokens)
    return {
        "dataset": dataset,
        "view_id": "spans_manual",
        "stream": stream,
        "exclude": exclude,
        "config": {
            "lang": nlp.lang,
            "labels": label,
            "ner_manual_label_style": mode,
            "exclude_by": "input",
        },
    }
