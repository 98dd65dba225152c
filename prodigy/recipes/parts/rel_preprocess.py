"""Tokens and spans for relations: what can be connected, and what can't."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...components.decorators import keeps_input
from ...components.preprocess import make_raw_doc
from ...components.preprocess.suggestions import iter_docs
from ...components.preprocess.tokens import clean_text, get_text, get_tokens
from ...components.problems import Problems
from ...errors import RecipeError
from ...hashing import set_hashes
from ...io.lines import shorten
from ...models.matcher import PatternMatcher
from ...shapes import TaskType

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span


# A matcher of spaCy, or any other function that finds labels and the tokens they start and end at.
Function = Callable[["Doc"], "Iterable[tuple[int, int, int]]"]

NP_LABEL = "NP"  # label of noun phrases
DISABLED_LABEL = "DISABLED"
# They tag words, on which the rules for noun phrases depend.
TAG_COMPONENTS = ("tagger", "morphologizer", "attribute_ruler")


def check_nlp(nlp: Language, add_ents: bool = False, add_nps: bool = False) -> None:
    """Make sure that a pipeline can add what is asked for.

    nlp (Language): The pipeline.
    add_ents (bool): It has to predict entities. Defaults to False.
    add_nps (bool): It has to find noun phrases. Defaults to False.
    RAISES (RecipeError): It can't.
    """
    available = f"Available components: {', '.join(nlp.pipe_names) or 'none'}."
    if add_ents and not has_entities(nlp):
        raise RecipeError(
            "Can't add entities: there is no component 'ner' in the pipeline",
            f"{available} Use a pipeline with an entity recognizer, or leave out --add-ents",
        )
    if not add_nps:
        return
    if "parser" not in nlp.pipe_names or not any(n in nlp.pipe_names for n in TAG_COMPONENTS):
        raise RecipeError(
            "Can't add noun phrases: they need a tagger and a parser in the pipeline",
            f"{available} Use a pipeline with both, or leave out --add-nps",
        )
    if nlp.vocab.get_noun_chunks is None:
        raise RecipeError(
            f"Can't add noun phrases: spaCy has no rules for them in the language '{nlp.lang}'",
            "Leave out --add-nps. You can describe noun phrases by --patterns",
        )


def has_entities(nlp: Language) -> bool:
    """Tell whether a pipeline predicts entities.

    nlp (Language): The pipeline.
    RETURNS (bool): Whether one of its components sets them.
    """
    return any(
        name in ("ner", "llm") or "doc.ents" in nlp.get_pipe_meta(name).assigns
        for name in nlp.pipe_names
    )


def make_matcher(
    nlp: Language,
    patterns: str | Path | Iterable[dict[str, Any]] | None,
    labels: Collection[str] | None = None,
) -> PatternMatcher | None:
    """Make a matcher of patterns for spans, or for tokens that can't be selected.

    nlp (Language): The pipeline.
    patterns (str | Path | Iterable[dict] | None): The patterns, or the path of a JSONL file.
    labels (Collection[str] | None): Use only patterns with these labels. Defaults to None (all).
    RETURNS (PatternMatcher | None): The matcher, or None if there are no patterns.
    RAISES (LoaderError): A pattern is wrong. It is a ValueError.
    """
    if patterns is None:
        return None
    matcher = PatternMatcher(nlp, combine_matches=True, all_examples=True, filter_labels=labels)
    # Tokens that can't be selected need no label.
    if isinstance(patterns, (str, Path)):
        return matcher.from_disk(patterns, default_label=DISABLED_LABEL)
    matcher.add_patterns(
        {"label": DISABLED_LABEL, **entry} if isinstance(entry, dict) else entry
        for entry in patterns
    )
    return matcher


@keeps_input
def preprocess_stream(
    stream: Iterable[TaskType],
    nlp: Language,
    *,
    matcher: PatternMatcher | Function | None = None,
    disable_matcher: PatternMatcher | Function | None = None,
    span_label: Collection[str] | None = None,
    add_nps: bool = False,
    add_ents: bool = False,
) -> Iterator[TaskType]:
    """Add tokens and spans to tasks, between which relations can be annotated.

    Spans never overlap: those of the task come first, then the longest ones. Relations stay.

    stream (Iterable[dict]): The tasks with a text. They are not changed.
    nlp (Language): The pipeline.
    matcher (PatternMatcher | callable | None): Adds its matches as spans. A function takes a
        document and returns tuples of a label's ID, the first token and the last one (exclusive).
        Defaults to None.
    disable_matcher (PatternMatcher | callable | None): Its matches can't be selected, apart from
        those within spans. Rules of functions may ask for the label of a token's span as
        `{"_": {"label": ...}}`. Defaults to None.
    span_label (Collection[str] | None): Add only spans with these labels. Defaults to None (all).
    add_nps (bool): Add noun phrases. Defaults to False.
    add_ents (bool): Add the entities that the pipeline predicts. Defaults to False.
    YIELDS (dict): Copies of the tasks.
    """
    matchers = [one for one in (matcher, disable_matcher) if one is not None]
    needs_pipeline = add_nps or add_ents or any(map(_needs_pipeline, matchers))
    for eg, doc in iter_docs(stream, nlp) if needs_pipeline else _iter_raw_docs(stream, nlp):
        added = [] if matcher is None else _find_spans(matcher, doc)
        added += doc.ents if add_ents else ()
        added += _get_noun_phrases(doc) if add_nps else ()
        wanted = [span for span in added if span_label is None or span.label_ in span_label]
        eg["tokens"] = [dict(token) for token in eg.get("tokens") or get_tokens(doc)]
        eg["spans"] = _make_spans(eg, doc, wanted)
        if disable_matcher is not None:
            _set_token_labels(doc, eg["spans"])
            _disable(eg, _find_spans(disable_matcher, doc))
        yield set_hashes(eg)


@keeps_input
def note_moved_spans(
    stream: Iterable[TaskType], nlp: Language, problems: Problems
) -> Iterator[TaskType]:
    """Say which spans of tasks will be moved to whole tokens, or left out since they overlap.

    stream (Iterable[dict]): The tasks. They are not changed.
    nlp (Language): The pipeline, for its tokenizer.
    problems (Problems): Where to say it.
    YIELDS (dict): The tasks.
    """
    for eg in stream:
        spans = [s for s in eg.get("spans") or () if "start" in s and "end" in s]
        if spans:
            tokens = eg.get("tokens") or get_tokens(make_raw_doc(nlp, eg))
            starts, ends = ({token[key] for token in tokens} for key in ("start", "end"))
            for span in spans:
                if span["start"] not in starts or span["end"] not in ends:
                    what = f"The span {_quote(eg, span)} doesn't fit the tokens"
                    problems.mend(eg, what, "It is moved to all tokens that it touches.")
            ordered = sorted(spans, key=lambda span: (span["start"], span["end"]))
            for first, second in pairwise(ordered):
                if second["start"] < first["end"]:
                    what = f"The spans {_quote(eg, first)} and {_quote(eg, second)} overlap"
                    problems.mend(eg, what, "The longest one stays.")
        yield eg


def _quote(eg: TaskType, span: dict[str, Any]) -> str:
    shown = shorten(eg["text"][span["start"] : span["end"]])
    return f"{shown} ({span['start']} to {span['end']})"


def _iter_raw_docs(stream: Iterable[TaskType], nlp: Language) -> Iterator[tuple[TaskType, Doc]]:
    for eg in stream:
        eg = dict(eg)
        doc = make_raw_doc(nlp, eg)
        if doc.text != clean_text(get_text(eg)):
            del eg["tokens"]  # They don't make up the text.
            doc = make_raw_doc(nlp, eg)
        yield eg, doc


def _needs_pipeline(matcher: PatternMatcher | Function) -> bool:
    return bool(getattr(matcher, "needs_pipeline", True))  # Nobody knows that of a function.


def _find_spans(matcher: PatternMatcher | Function, doc: Doc) -> list[Span]:
    from spacy.tokens import Span

    if hasattr(matcher, "find_spans"):
        return list(matcher.find_spans(doc))
    return [Span(doc, start, end, label=label) for label, start, end in matcher(doc)]


def _set_token_labels(doc: Doc, spans: list[dict[str, Any]]) -> None:
    from spacy.tokens import Token

    if not Token.has_extension("label"):
        Token.set_extension("label", default="")  # None would equal no condition at all
    for span in spans:
        for token in doc[span["token_start"] : span["token_end"] + 1]:
            token._.label = span["label"]


def _get_noun_phrases(doc: Doc) -> list[Span]:
    from spacy.tokens import Span

    return [Span(doc, chunk.start, chunk.end, label=NP_LABEL) for chunk in doc.noun_chunks]


def _make_spans(eg: TaskType, doc: Doc, added: list[Span]) -> list[dict[str, Any]]:
    own = []
    for span in eg.get("spans") or ():
        found = _find_tokens(eg["tokens"], span)
        if found is not None:
            own.append((*found, span.get("label")))
    new = [(span.start, span.end - 1, span.label_) for span in added]
    used: set[int] = set()
    spans = []
    # Sorting is stable: of equally long ones, matches come before entities and noun phrases.
    for first, last, label in [*_longest_first(own), *_longest_first(new)]:
        if used.isdisjoint(range(first, last + 1)):
            used.update(range(first, last + 1))
            start, end = eg["tokens"][first]["start"], eg["tokens"][last]["end"]
            spans.append(
                {
                    "text": eg["text"][start:end],
                    "start": start,
                    "end": end,
                    "token_start": first,
                    "token_end": last,
                    "type": "span",
                    "label": label,
                }
            )
    return sorted(spans, key=lambda span: span["start"])


def _longest_first(spans: list[Any]) -> list[Any]:
    return sorted(spans, key=lambda span: span[0] - span[1])


def _find_tokens(tokens: list[TaskType], span: dict[str, Any]) -> tuple[int, int] | None:
    """Get the first and the last token that a span covers, also in part."""
    if "start" not in span or "end" not in span:
        return None
    found = [
        i
        for i, token in enumerate(tokens)
        if token["start"] < span["end"] and span["start"] < token["end"]
    ]
    return (found[0], found[-1]) if found else None


def _disable(eg: TaskType, matches: list[Span]) -> None:
    in_spans = {
        i for span in eg["spans"] for i in range(span["token_start"], span["token_end"] + 1)
    }
    for match in matches:
        for i in range(match.start, match.end):
            if i not in in_spans:
                eg["tokens"][i]["disabled"] = True
