"""Suggestions of a language model: by a configuration of spacy-llm, or by our own questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...components.decorators import keeps_input
from ...components.preprocess import (
    get_llm_task,
    make_ner_suggestions,
    make_spancat_suggestions,
    make_textcat_suggestions,
    resolve_labels,
)
from ...errors import ProdigyError, RecipeError
from ...hashing import set_hashes
from ...io.places import put_in_place
from ...llm import ChatClient, Ledger, Reply
from ...llm.chat_model import ChatModel, register
from ...training.overrides import parse_overrides
from ...types import StreamType, TaskType
from ...util import DEFAULT_LLM_BATCH_SIZE
from .llm_questions import Question
from .llm_reports import SuggestionReport

if TYPE_CHECKING:
    from spacy.language import Language

# Kind of recipe to the class of its task in spacy-llm, and what makes suggestions of it.
TASKS: dict[str, tuple[str, Callable[..., StreamType]]] = {
    "ner": ("NERTask", make_ner_suggestions),
    "spans": ("SpanCatTask", make_spancat_suggestions),
    "textcat": ("TextCatTask", make_textcat_suggestions),
}
OVERRIDE = "--components.llm.model.name NAME"


@dataclass
class Suggester:
    """Makes suggestions, and knows what they cost.

    nlp (Language): A pipeline for tokens and the language.
    labels (list[str]): The labels.
    suggest (callable): Takes a stream of tasks, with tokens if they get spans, and yields copies of
        them with suggestions and the key "llm".
    report (SuggestionReport): What was wrong.
    ledger (Ledger | None): What it cost. None if nobody counts that.
    exclusive (bool): Exactly one category applies to a text.
    descriptions (dict[str, str]): Label to what it means.
    """

    nlp: Language
    labels: list[str]
    suggest: Callable[[StreamType], StreamType]
    report: SuggestionReport
    ledger: Ledger | None = None
    exclusive: bool = False
    descriptions: dict[str, str] = field(default_factory=dict)

    def show(self, *_: Any) -> None:
        """Print what it cost, and what was wrong."""
        if self.ledger is not None:
            self.ledger.show()
        self.report.show()


def make_asking_suggester(
    client: ChatClient,
    question: Question,
    nlp: Language,
    labels: list[str],
    exclusive: bool = False,
    descriptions: dict[str, str] | None = None,
) -> Suggester:
    """Make suggestions by asking a question of ours.

    client (ChatClient): Asks the model.
    question (Question): The question.
    nlp (Language): A pipeline with a tokenizer.
    labels (list[str]): The labels.
    exclusive (bool): Exactly one of them applies. Defaults to False.
    descriptions (dict[str, str] | None): Label to what it means. Defaults to None (nothing).
    RETURNS (Suggester): It.
    """
    report = SuggestionReport()

    @keeps_input
    def suggest(stream: Iterable[TaskType]) -> Iterator[TaskType]:
        asked = client.ask_each(stream, question.make_prompt, question.schema, question.check)
        for original, reply in asked:
            eg = put_in_place(dict(original), original)
            eg["llm"] = reply.describe(question.make_prompt(original))
            _show_usage(eg, reply)
            report.add_reply(eg, reply)
            report.add_suggestions(eg, question.apply(eg, reply.data))
            yield put_in_place(set_hashes(eg, overwrite=True), original)

    return Suggester(nlp, labels, suggest, report, client.ledger, exclusive, descriptions or {})


def _show_usage(eg: TaskType, reply: Reply) -> None:
    """Let the card show the tokens of a reply, prompt included, and what it has cost."""
    usage, meta = reply.usage, eg.get("meta") or {}
    if not usage.is_known or not isinstance(meta, dict):
        return
    meta = dict(meta)
    meta["tokens"] = usage.prompt_tokens + usage.completion_tokens
    if usage.cost is not None:
        meta["cost"] = usage.cost
    eg["meta"] = meta


def make_config_suggester(
    recipe: str, kind: str, path: Path, component: str, extra: Sequence[str]
) -> Suggester:
    """Make suggestions through a configuration of spacy-llm.

    recipe (str): Name of the recipe, for messages.
    kind (str): A key of `TASKS`.
    path (Path): The configuration.
    component (str): Name of its component with the language model.
    extra (Sequence[str]): Overrides of the command line.
    RETURNS (Suggester): It.
    RAISES (RecipeError): Something about the configuration is wrong.
    """
    class_name, make_suggestions = TASKS[kind]
    overrides = parse_overrides(extra, OVERRIDE)
    nlp = assemble(path, {**overrides, f"components.{component}.save_io": True})
    task = get_llm_task(nlp, component)
    check_task(recipe, task, class_name, path)
    labels = resolve_labels(nlp, component)
    pipe: Any = nlp.get_pipe(component)
    pipe.set_error_handler(explain_failure)
    model = getattr(pipe, "_model", None)
    report = SuggestionReport()
    options: list[Any] = [0.5] if kind == "textcat" else []

    @keeps_input
    def suggest(stream: Iterable[TaskType]) -> Iterator[TaskType]:
        tasks = make_suggestions(
            stream, nlp, component, labels, *options, batch_size=DEFAULT_LLM_BATCH_SIZE
        )
        for eg in tasks:
            if isinstance(model, ChatModel) and "llm" in eg:
                reply = model.take_reply(eg["llm"]["prompt"])
                if reply is not None:
                    eg["llm"] = {**reply.describe(eg["llm"]["prompt"]), **eg["llm"]}
                    _show_usage(eg, reply)
                    report.add_reply(eg, reply)
            yield eg

    ledger = model.client.ledger if isinstance(model, ChatModel) else None
    exclusive = bool(getattr(task, "exclusive_classes", False))
    descriptions = dict(getattr(task, "_label_definitions", None) or {})
    return Suggester(nlp, labels, suggest, report, ledger, exclusive, descriptions)


def assemble(path: Path, overrides: dict[str, Any] | None = None) -> Language:
    """Make the pipeline that a configuration of spacy-llm describes.

    path (Path): The configuration.
    overrides (dict | None): Path of a setting to its value, e.g. {"components.llm.save_io": True}.
    RETURNS (Language): The pipeline.
    RAISES (RecipeError): spacy-llm is not installed, or the configuration can't be used.
    """
    try:
        from spacy_llm.util import assemble as assemble_pipeline
    except ImportError as err:
        raise RecipeError(
            f"Can't use {path} without spacy-llm",
            "A .cfg file describes a pipeline with a large language model. Install the package: "
            "pip install spacy-llm",
        ) from err
    if not path.is_file():
        raise RecipeError(f"Can't find the configuration file {path}", path.absolute())
    register()
    try:
        return assemble_pipeline(path, overrides=overrides or {})
    except ProdigyError:
        raise
    except Exception as err:  # whatever the code behind a configuration raises
        raise RecipeError(f"Can't make a pipeline of {path}", _describe(err)) from err


def check_task(recipe: str, task: Any, class_name: str, path: Path) -> None:
    """Make sure that a configuration asks what a recipe needs.

    recipe (str): Name of the recipe.
    task (Any): The task of spacy-llm.
    class_name (str): Name of the class in `spacy_llm.tasks` that is needed.
    path (Path): The configuration, for the message.
    RAISES (RecipeError): It is another kind of task.
    """
    import spacy_llm.tasks

    if not isinstance(task, getattr(spacy_llm.tasks, class_name)):
        raise RecipeError(
            f"Invalid spacy-llm task type for recipe {recipe}",
            f"Expected a {class_name}, found a {type(task).__name__}. Change @llm_tasks in {path}, "
            "or use the recipe that fits it.",
        )


def explain_failure(name: str, proc: Any, docs: Any, error: Exception) -> None:
    """Explain what a component with a language model raised, as its error handler.

    RAISES (ProdigyError): Always.
    """
    if isinstance(error, ProdigyError):
        raise error
    raise RecipeError(
        f"The component '{name}' failed: {type(error).__name__}",
        f"{_describe(error)}\nKeys of providers are read from their own environment variables, "
        "e.g. OPENAI_API_KEY.",
    ) from error


def _describe(error: Exception) -> str:
    return str(error).strip() or type(error).__name__
