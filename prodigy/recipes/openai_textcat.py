"""Labels for texts that a language model chooses, by a prompt with a few examples."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ..messages import msg
from ..registry import Arg, recipe
from ..types import RecipeSettingsType, SourceType
from .parts import openai_args
from .parts.openai_client import DEFAULT_MODEL, warn_deprecated
from .parts.openai_examples import check_textcat_example
from .parts.openai_suggesters import make_textcat_example, suggest_label, suggest_options
from .parts.openai_texts import (
    SECTIONS,
    Options,
    Question,
    fetch,
    get_lower_labels,
    make_components,
)

EXCLUSIVE = Arg("--exclusive-classes", "-E", help="Exactly one label fits each text")

VERDICT = "<p>The model suggests <strong>{{meta.answer}}</strong></p>"


@recipe(
    "textcat.openai.correct",
    dataset=Arg(help="Dataset to save the annotations to"),
    source=openai_args.SOURCE,
    exclusive_classes=EXCLUSIVE,
    **openai_args.SUGGEST,
)
def openai_correct_textcat(
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
    exclusive_classes: bool = False,
    verbose: bool = False,
    loader: str | None = None,
) -> RecipeSettingsType:
    """Correct the labels that a model of OpenAI chooses. Answers that you flag become examples in
    the next prompts.
    """
    warn_deprecated("textcat.openai.correct", "textcat.llm.correct")
    question = ask_for_labels(labels, exclusive_classes)
    options = Options(
        model, lang, batch_size, segment, prompt_path, examples_path, max_examples, verbose, loader
    )
    components = make_components(dataset, source, question, options)
    config = components["config"]
    if question.view_id == "classification":
        config["blocks"][1] = {"view_id": "html", "html_template": VERDICT + SECTIONS}
    else:
        config["choice_style"] = "single" if question.values["exclusive_classes"] else "multiple"
    return components


@recipe(
    "textcat.openai.fetch",
    source=openai_args.SOURCE,
    output=openai_args.OUTPUT,
    exclusive_classes=EXCLUSIVE,
    resume=openai_args.RESUME_FILE,
    **openai_args.SUGGEST,
)
def openai_fetch_textcat(
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
    exclusive_classes: bool = False,
    verbose: bool = False,
    resume: bool = False,
    loader: str | None = None,
) -> None:
    """Write the labels that a model of OpenAI chooses to a file, to correct them later."""
    warn_deprecated("textcat.openai.fetch", "textcat.llm.fetch")
    question = ask_for_labels(labels, exclusive_classes)
    options = Options(
        model, lang, batch_size, segment, prompt_path, examples_path, max_examples, verbose, loader
    )
    fetch(source, output, question, options, resume=resume)


def ask_for_labels(labels: Iterable[str], exclusive: bool) -> Question:
    """Ask a model for labels.

    labels (Iterable[str]): The labels. They become lower case. A single one is a question with
        yes and no as answers.
    exclusive (bool): Exactly one label fits.
    RETURNS (Question): What is asked, and how it is shown.
    """
    lowered = get_lower_labels(labels)
    if len(lowered) == 1 and not exclusive:
        msg.warn(
            "There is a single label, so --exclusive-classes is set",
            f"Texts have the label {lowered[0]!r}, or they don't.",
        )
        exclusive = True
    suggest: Callable[[dict[str, Any], str], None]
    if len(lowered) == 1:
        suggest = suggest_label(lowered[0])
    else:
        suggest = suggest_options(lowered, exclusive)
    return Question(
        name="openai_textcat",
        view_id="classification" if len(lowered) == 1 else "choice",
        values={"labels": lowered, "exclusive_classes": exclusive},
        check_example=check_textcat_example,
        make_example=make_textcat_example,
        make_suggest=lambda nlp: suggest,
    )
