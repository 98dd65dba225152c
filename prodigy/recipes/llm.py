"""Suggestions of large language models for named entities, spans and categories.

`*.llm.correct` asks while somebody corrects, `*.llm.fetch` asks for many texts at once and writes
what comes back. Both take a configuration of spacy-llm, or `auto` with labels.
"""

from pathlib import Path
from typing import Any

from ..components.decorators import keeps_input
from ..components.preprocess import add_tokens
from ..errors import RecipeError
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType, StreamType
from ..util import DEFAULT_LLM_BATCH_SIZE
from .parts import llm_setup, shared
from .parts.control import CONTROL, add_control
from .parts.llm_fetching import fetch, make_yes_no
from .parts.llm_setup import make_suggester, open_texts
from .parts.llm_suggesting import Suggester
from .parts.llm_writing import open_output
from .parts.textcat_suggestions import add_choice_style

CORRECT: dict[str, Any] = {
    "dataset": shared.DATASET,
    "config_path": llm_setup.CONFIG_PATH,
    "source": shared.TEXTS,
    **llm_setup.OPTIONS,
    "control": CONTROL,
}
FETCH: dict[str, Any] = {
    "config_path": llm_setup.CONFIG_PATH,
    "source": shared.TEXTS,
    "output": llm_setup.OUTPUT,
    "resume": llm_setup.RESUME,
    **llm_setup.OPTIONS,
}
EXCLUSIVE = ("With auto: exactly one label applies to a text", "flag", "E", bool)


@recipe("ner.llm.correct", **CORRECT, **llm_setup.EXTRA)
def ner_llm_correct(
    dataset: str,
    config_path: Path,
    source: SourceType,
    loader: str | None = None,
    segment: bool = False,
    component: str = "llm",
    label: list[str] | None = None,
    describe: Path | None = None,
    lang: str | None = None,
    model: str | None = None,
    endpoint: str | None = None,
    control: float | None = None,
    _extra: list[str] = [],  # noqa: B006
) -> RecipeSettingsType:
    """Correct the entities that a large language model finds."""
    suggester = make_suggester(
        "ner.llm.correct", "ner", config_path, component, _extra,
        label=label, describe=describe, lang=lang, model=model, endpoint=endpoint,
    )  # fmt: skip
    return _correct_spans(dataset, source, loader, segment, suggester, "ner_manual", control)


@recipe("ner.llm.fetch", **FETCH, **llm_setup.EXTRA)
def ner_llm_fetch(
    config_path: Path,
    source: SourceType,
    output: str,
    loader: str | None = None,
    resume: bool = False,
    segment: bool = False,
    component: str = "llm",
    label: list[str] | None = None,
    describe: Path | None = None,
    lang: str | None = None,
    model: str | None = None,
    endpoint: str | None = None,
    _extra: list[str] = [],  # noqa: B006
) -> None:
    """Ask a large language model for the entities of many texts, and write them to a file or a
    dataset.
    """
    suggester = make_suggester(
        "ner.llm.fetch", "ner", config_path, component, _extra,
        label=label, describe=describe, lang=lang, model=model, endpoint=endpoint,
    )  # fmt: skip
    stream = open_texts(source, loader, segment, suggester.nlp)
    fetch(stream, open_output(output, "ner_manual", resume, source), suggester, needs_tokens=True)


@recipe("spans.llm.correct", **CORRECT, **llm_setup.EXTRA)
def spans_llm_correct(
    dataset: str,
    config_path: Path,
    source: SourceType,
    loader: str | None = None,
    segment: bool = False,
    component: str = "llm",
    label: list[str] | None = None,
    describe: Path | None = None,
    lang: str | None = None,
    model: str | None = None,
    endpoint: str | None = None,
    control: float | None = None,
    _extra: list[str] = [],  # noqa: B006
) -> RecipeSettingsType:
    """Correct the possibly overlapping spans that a large language model finds."""
    suggester = make_suggester(
        "spans.llm.correct", "spans", config_path, component, _extra,
        label=label, describe=describe, lang=lang, model=model, endpoint=endpoint,
    )  # fmt: skip
    return _correct_spans(dataset, source, loader, segment, suggester, "spans_manual", control)


@recipe("spans.llm.fetch", **FETCH, **llm_setup.EXTRA)
def spans_llm_fetch(
    config_path: Path,
    source: SourceType,
    output: str,
    loader: str | None = None,
    resume: bool = False,
    segment: bool = False,
    component: str = "llm",
    label: list[str] | None = None,
    describe: Path | None = None,
    lang: str | None = None,
    model: str | None = None,
    endpoint: str | None = None,
    _extra: list[str] = [],  # noqa: B006
) -> None:
    """Ask a large language model for possibly overlapping spans of many texts, and write them to a
    file or a dataset.
    """
    suggester = make_suggester(
        "spans.llm.fetch", "spans", config_path, component, _extra,
        label=label, describe=describe, lang=lang, model=model, endpoint=endpoint,
    )  # fmt: skip
    stream = open_texts(source, loader, segment, suggester.nlp)
    fetch(stream, open_output(output, "spans_manual", resume, source), suggester, needs_tokens=True)


@recipe("textcat.llm.correct", **CORRECT, exclusive=EXCLUSIVE, **llm_setup.EXTRA)
def textcat_llm_correct(
    dataset: str,
    config_path: Path,
    source: SourceType,
    loader: str | None = None,
    segment: bool = False,
    component: str = "llm",
    label: list[str] | None = None,
    describe: Path | None = None,
    lang: str | None = None,
    model: str | None = None,
    endpoint: str | None = None,
    exclusive: bool = False,
    control: float | None = None,
    _extra: list[str] = [],  # noqa: B006
) -> RecipeSettingsType:
    """Correct the categories that a large language model chooses. With one label only, accept or
    reject it: the suggestion stands below the text.
    """
    suggester = make_suggester(
        "textcat.llm.correct", "textcat", config_path, component, _extra,
        label=label, describe=describe, lang=lang, model=model, endpoint=endpoint,
        exclusive=exclusive,
    )  # fmt: skip
    stream = open_texts(source, loader, segment, suggester.nlp)
    view_id, style = _shape_categories(suggester)
    stream.apply(suggester.suggest)
    if control and view_id != "choice":
        raise RecipeError(
            "--control needs several labels",
            "With one label the question is whether the suggestion is right.",
        )
    components = _make_components(dataset, stream, suggester, view_id, choice_style=style)
    return add_control(components, control, "accept")


@recipe("textcat.llm.fetch", **FETCH, exclusive=EXCLUSIVE, **llm_setup.EXTRA)
def textcat_llm_fetch(
    config_path: Path,
    source: SourceType,
    output: str,
    loader: str | None = None,
    resume: bool = False,
    segment: bool = False,
    component: str = "llm",
    label: list[str] | None = None,
    describe: Path | None = None,
    lang: str | None = None,
    model: str | None = None,
    endpoint: str | None = None,
    exclusive: bool = False,
    _extra: list[str] = [],  # noqa: B006
) -> None:
    """Ask a large language model for the categories of many texts, and write them to a file or a
    dataset.
    """
    suggester = make_suggester(
        "textcat.llm.fetch", "textcat", config_path, component, _extra,
        label=label, describe=describe, lang=lang, model=model, endpoint=endpoint,
        exclusive=exclusive,
    )  # fmt: skip
    stream = open_texts(source, loader, segment, suggester.nlp)
    view_id, _ = _shape_categories(suggester, has_answers=True)
    fetch(stream, open_output(output, view_id, resume, source), suggester, needs_tokens=False)


def _correct_spans(
    dataset: str,
    source: SourceType,
    loader: str | None,
    segment: bool,
    suggester: Suggester,
    view_id: str,
    control: float | None,
) -> RecipeSettingsType:
    stream = open_texts(source, loader, segment, suggester.nlp)
    # Suggestions have to fit the tokens that annotators see.
    stream.apply(add_tokens, nlp=suggester.nlp, stream=stream, skip=stream.problems)
    stream.apply(suggester.suggest)
    return add_control(_make_components(dataset, stream, suggester, view_id), control, "spans")


def _make_components(
    dataset: str, stream: StreamType, suggester: Suggester, view_id: str, **config: Any
) -> RecipeSettingsType:
    return {
        "view_id": "blocks",
        "dataset": dataset,
        "stream": stream,
        # What it has cost, and what replies were not good for.
        "on_exit": suggester.show,
        "config": {
            "lang": suggester.nlp.lang,
            "labels": suggester.labels,
            "label_descriptions": suggester.descriptions,
            # Somebody waits for the first task, and what nobody looks at is paid for, too.
            "batch_size": DEFAULT_LLM_BATCH_SIZE,
            "exclude_by": "input",
            "blocks": [{"view_id": view_id}, {"view_id": "llm_io"}],
            **config,
        },
    }


def _shape_categories(suggester: Suggester, has_answers: bool = False) -> tuple[str, str]:
    """Make suggested categories what annotators see: options, or with one label yes or no.

    RETURNS (tuple[str, str]): The interface, and how many options can be selected.
    """
    suggest, labels = suggester.suggest, suggester.labels
    style = "single" if suggester.exclusive and len(labels) > 1 else "multiple"

    @keeps_input
    def shape(stream: StreamType) -> StreamType:
        if len(labels) == 1:
            return make_yes_no(suggest(stream), labels[0], has_answers)
        return add_choice_style(suggest(stream), style)

    suggester.suggest = shape
    return ("classification" if len(labels) == 1 else "choice"), style
