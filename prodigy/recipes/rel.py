"""Relations between tokens or spans."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from ..errors import RecipeError
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType
from ..util import get_labels, load_spacy_model
from .parts import shared
from .parts.keywords import also_named
from .parts.rel_preprocess import (
    NP_LABEL,
    check_nlp,
    make_matcher,
    note_moved_spans,
    preprocess_stream,
)

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["NP_LABEL", "check_nlp", "manual", "preprocess_stream"]

Patterns = str | Path | list[dict[str, Any]] | None


@recipe(
    "rel.manual",
    **shared.TEXTS_AND_MODEL,
    label=("Labels of relations, separated by commas, or file", "option", "l", get_labels),
    span_label=("Labels of spans. If set, spans can be edited", "option", "sl", get_labels),
    patterns=("Path of a JSONL file with patterns of spans to add", "option", "pt", str),
    disable_patterns=(
        "Path of a JSONL file with patterns of tokens that can't be selected",
        "option",
        "dpt",
        str,
    ),
    add_ents=("Add the entities that the pipeline predicts", "flag", "AE", bool),
    add_nps=("Add noun phrases, which the pipeline finds", "flag", "AN", bool),
    wrap=shared.WRAP,
    exclude=shared.EXCLUDE,
    hide_arrow_heads=("Draw lines instead of arrows", "flag", "HA", bool),
)
@also_named(nlp="spacy_model")
def manual(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType = "-",
    loader: str | None = None,
    label: list[str] | None = None,
    span_label: list[str] | None = None,
    patterns: Patterns = None,
    disable_patterns: Patterns = None,
    add_ents: bool = False,
    add_nps: bool = False,
    wrap: bool = False,
    exclude: list[str] | None = None,
    hide_arrow_heads: bool = False,
) -> RecipeSettingsType:
    """Connect tokens and spans by hand, with labelled relations. Spans can be added by patterns,
    by a pipeline, and with --span-label by hand.
    """
    labels = get_labels(label)
    if not labels:
        raise RecipeError(
            "rel.manual needs at least one --label",
            "Name the labels of relations separated by commas, or a file with one label per line: "
            "--label WORKS_FOR,LOCATED_IN",
        )
    nlp = load_spacy_model(spacy_model)
    check_nlp(nlp, add_ents=add_ents, add_nps=add_nps)
    span_labels = get_labels(span_label) or None
    if span_labels is not None and add_nps and NP_LABEL not in span_labels:
        span_labels.append(NP_LABEL)
    stream = shared.open_texts(source, loader)
    stream.apply(note_moved_spans, stream=stream, nlp=nlp, problems=stream.problems)
    stream.apply(
        preprocess_stream,
        stream=stream,
        nlp=nlp,
        matcher=make_matcher(nlp, patterns, span_labels),
        disable_matcher=make_matcher(nlp, disable_patterns),
        span_label=span_labels,
        add_nps=add_nps,
        add_ents=add_ents,
    )
    return {
        "view_id": "relations",
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "config": {
            "lang": nlp.lang,
            "labels": labels,
            # Without them, spans can be connected but not edited.
            "relations_span_labels": span_labels,
            "exclude_by": "input",
            "wrap_relations": wrap,
            "hide_relation_arrow": hide_arrow_heads,
            "hide_arrow_heads": hide_arrow_heads,
            # A text in one line needs more width than usual.
            "custom_theme": {"cardMaxWidth": "90%"},
        },
    }
