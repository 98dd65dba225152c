"""Named entities that a language model finds, by a prompt with a few examples."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from ..registry import Arg, recipe
from ..types import RecipeSettingsType, SourceType
from .parts import openai_args
from .parts.openai_client import DEFAULT_MODEL, warn_deprecated
from .parts.openai_examples import check_ner_example
from .parts.openai_suggesters import make_ner_example, suggest_entities
from .parts.openai_texts import Options, Question, fetch, get_lower_labels, make_components


@recipe(
    "ner.openai.correct",
    dataset=Arg(help="Dataset to save the annotations to"),
    source=openai_args.SOURCE,
    **openai_args.SUGGEST,
)
def openai_correct_ner(
    dataset: str,
    source: SourceType,
    labels: list[str],
    lang: str = "en",
    model: str = DEFAULT_MODEL,
    batch_size: int = 10,
    segment: bool = False,
    prompt_path: Path | None = None,
    examples_path: Path | None = None,
    max_examples: int = 2,
    verbose: bool = False,
    loader: str | None = None,
) -> RecipeSettingsType:
    """Correct the entities that a model of OpenAI finds. Answers that you flag become examples in
    the next prompts.
    """
    warn_deprecated("ner.openai.correct", "ner.llm.correct")
    options = Options(
        model, lang, batch_size, segment, prompt_path, examples_path, max_examples, verbose, loader
    )
    return make_components(dataset, source, ask_for_entities(labels), options)


@recipe(
    "ner.openai.fetch",
    source=openai_args.SOURCE,
    output=openai_args.OUTPUT,
    resume=openai_args.RESUME_FILE,
    **openai_args.SUGGEST,
)
def openai_fetch_ner(
    source: SourceType,
    output: str,
    labels: list[str],
    lang: str = "en",
    model: str = DEFAULT_MODEL,
    batch_size: int = 10,
    segment: bool = False,
    prompt_path: Path | None = None,
    examples_path: Path | None = None,
    max_examples: int = 2,
    verbose: bool = False,
    resume: bool = False,
    loader: str | None = None,
) -> None:
    """Write the entities that a model of OpenAI finds to a file, to correct them later."""
    warn_deprecated("ner.openai.fetch", "ner.llm.fetch")
    options = Options(
        model, lang, batch_size, segment, prompt_path, examples_path, max_examples, verbose, loader
    )
    fetch(source, output, ask_for_entities(labels), options, resume=resume)


def ask_for_entities(labels: Iterable[str]) -> Question:
    """Ask a model for entities.

    labels (Iterable[str]): Their labels. They become lower case.
    RETURNS (Question): What is asked, and how it is shown.
    """
    lowered = get_lower_labels(labels)
    return Question(
        name="openai_ner",
        view_id="ner_manual",
        values={"labels": lowered},
        check_example=check_ner_example,
        make_example=make_ner_example,
        make_suggest=partial(suggest_entities, labels=lowered),
        has_tokens=True,
    )
