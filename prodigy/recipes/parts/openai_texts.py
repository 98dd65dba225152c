"""What `ner.openai.*` and `textcat.openai.*` do in the same way: from options to suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...components.db import connect
from ...components.db.custom import iter_examples
from ...components.filters import filter_inputs
from ...components.openai import GLOBAL_STYLE
from ...components.preprocess import add_tokens, split_sentences
from ...components.prompt_templates import get_template
from ...components.stream import Stream
from ...errors import RecipeError
from ...io.progress import show_progress
from ...messages import msg
from ...models.pipes import ensure_sentencizer
from ...shapes import TaskType
from ...types import RecipeSettingsType, SourceType
from ...util import load_spacy_model
from . import shared
from .llm_writing import open_output
from .openai_client import make_client
from .openai_examples import Example, FewShots, read_examples
from .openai_suggesters import PromptSuggester

SECTIONS = """
<details class="c_section">
  <summary>Prompt to the model</summary>
  <pre class="c_prompt">{{openai.prompt}}</pre>
</details>
<details class="c_section">
  <summary>Response of the model</summary>
  <pre class="c_response">{{openai.response}}</pre>
</details>
"""


@dataclass(frozen=True)
class Options:
    """What a user said on the command line, see the recipes."""

    model: str
    lang: str
    batch_size: int
    segment: bool
    prompt_path: Path | None
    examples_path: Path | None
    max_examples: int
    verbose: bool
    loader: str | None


@dataclass(frozen=True)
class Question:
    """What texts are asked about.

    name (str): Name of the packaged prompt.
    view_id (str): ID of the interface.
    values (dict): Variables of the prompt.
    check_example (callable): See `read_examples`.
    make_example (callable): See `FewShots`.
    make_suggest (callable): Makes the function that changes tasks of the pipeline `nlp`.
    has_tokens (bool): Tasks get tokens.
    """

    name: str
    view_id: str
    values: dict[str, Any]
    check_example: Callable[[Example], str | None]
    make_example: Callable[[TaskType], Example | None]
    make_suggest: Callable[[Any], Callable[[TaskType, str], None]]
    has_tokens: bool = False


def get_lower_labels(labels: Iterable[str]) -> list[str]:
    """RETURNS (list[str]): The labels in lower case, as they stand in prompts and answers.
    RAISES (RecipeError): There is none."""
    lowered = list(dict.fromkeys(label.strip().lower() for label in labels if label.strip()))
    if not lowered:
        raise RecipeError("There are no labels", "Name them, separated by commas: --label A,B")
    return lowered


def make_suggester(
    question: Question, options: Options, dataset: str | None = None
) -> tuple[PromptSuggester, Any]:
    """Make what asks the model.

    question (Question): What is asked.
    options (Options): The options of the recipe.
    dataset (str | None): Where flagged answers are, which become examples. Defaults to None.
    RETURNS (tuple[PromptSuggester, Language]): The suggester, and the pipeline that tokenizes.
    """
    nlp = load_spacy_model(f"blank:{options.lang}")
    fixed = read_examples(options.examples_path, question.check_example)
    shots = FewShots(fixed, options.max_examples, question.make_example)
    if dataset is not None:
        shots.take_answers(iter_examples(connect(), dataset))
    suggester = PromptSuggester(
        make_client(options.model, max_tokens=500, temperature=0.0, timeout=20.0),
        get_template(options.prompt_path, question.name),
        question.values,
        shots,
        question.make_suggest(nlp),
        batch_size=options.batch_size,
        verbose=options.verbose,
    )
    return suggester, nlp


def open_texts(source: SourceType, options: Options, nlp: Any) -> Stream:
    """RETURNS (Stream): The texts of a source, split into sentences if that was asked for."""
    stream = shared.open_texts(source, options.loader)
    if options.segment:
        stream.apply(split_sentences, nlp=ensure_sentencizer(nlp), stream=stream)
    return stream


def make_components(
    dataset: str, source: SourceType, question: Question, options: Options
) -> RecipeSettingsType:
    """Make what a recipe returns that lets people correct suggestions.

    RETURNS (dict): The components; "config" has what all of them need.
    """
    suggester, nlp = make_suggester(question, options, dataset)
    stream = open_texts(source, options, nlp)
    stream.apply(suggester.suggest_all, stream=stream)
    if question.has_tokens:
        stream.apply(add_tokens, nlp=nlp, stream=stream, skip=stream.problems)
    return {
        "view_id": "blocks",
        "dataset": dataset,
        "stream": stream,
        # Flagged answers become examples in the next prompts.
        "update": suggester.shots.take_answers,
        "on_exit": lambda ctrl: suggester.client.ledger.show(),
        "config": {
            "labels": question.values["labels"],
            "lang": options.lang,
            "batch_size": options.batch_size,
            "exclude_by": "input",
            "blocks": [
                {"view_id": question.view_id},
                {"view_id": "html", "html_template": SECTIONS},
            ],
            "show_flag": True,
            "global_css": GLOBAL_STYLE,
        },
    }


def fetch(
    source: SourceType, output: str, question: Question, options: Options, *, resume: bool
) -> None:
    """Write suggestions to a file or a dataset, without anybody to correct them."""
    suggester, nlp = make_suggester(question, options)
    place = open_output(output, question.view_id, resume, source)
    stream = open_texts(source, options, nlp)
    stream.apply(filter_inputs, stream=stream, input_ids=place.known)
    stream.apply(show_progress, stream, "Fetching")
    stream.apply(suggester.suggest_all, stream=stream)
    if question.has_tokens:
        stream.apply(add_tokens, nlp=nlp, stream=stream, skip=stream.problems)
    count = 0
    try:
        for eg in stream:
            place.write(eg)
            count += 1
    finally:
        place.close()
        msg.good(f"Wrote {count} examples to {place.name}")
        suggester.client.ledger.show()
