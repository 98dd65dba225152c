"""Asking prompts through configurations of spacy-llm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import RecipeError
from ...llm import PROBLEMS, Ledger
from ...llm.chat_model import ChatModel
from .llm_suggesting import assemble, explain_failure

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SUFFIX = ".cfg"


class PipelineResponder:
    """A pipeline whose language model answers prompts.

    recipe (str): Name of the recipe, for messages.
    path (Path): The configuration.
    kind (str): Class of the task in `prodigy.components.llm_tasks` that it needs.
    component (str | None): Name of the component. Defaults to None (the first with that task).
    overrides (dict | None): Path of a setting to its value. Defaults to None.
    RAISES (RecipeError): Something about the configuration is wrong.
    """

    def __init__(
        self,
        recipe: str,
        path: Path,
        kind: str,
        component: str | None = None,
        overrides: dict[str, Any] | None = None,
    ) -> None:
        self.nlp = load_pipeline(path, overrides)
        self._pipe = _find_pipe(self.nlp, recipe, path, kind, component)
        self._pipe.set_error_handler(explain_failure)
        self._model = getattr(self._pipe, "_model", None)

    @property
    def ledger(self) -> Ledger | None:
        """What was asked and paid for. None if the model doesn't count that."""
        return self._model.client.ledger if isinstance(self._model, ChatModel) else None

    def respond(self, prompts: Sequence[str]) -> list[str]:
        """RETURNS (list[str]): What the model answers to each prompt, or why it doesn't."""
        return [
            text.strip() or f"({PROBLEMS.get(problem or 'empty')})"
            for text, problem in self.ask(prompts)
        ]

    def ask(
        self, texts: Sequence[str], prepare: Callable[[Doc], None] = lambda doc: None
    ) -> list[tuple[str, str | None]]:
        """Let the component answer to texts.

        texts (Sequence[str]): The texts.
        prepare (callable): Changes the documents before. Defaults to nothing.
        RETURNS (list[tuple[str, str | None]]): For each the response, and what is wrong with it: a
            key of `PROBLEMS`, or None.
        RAISES (RecipeError): The model can't be asked.
        """
        from ...components.llm_tasks import get_response
        from ...components.preprocess.tokens import make_doc

        docs = [make_doc(self.nlp, text) for text in texts]
        prompts = []
        for doc in docs:
            prepare(doc)
            prompts.append(self._pipe.task.make_prompt(doc))
        found = []
        for doc, prompt in zip(self._pipe.pipe(docs, batch_size=max(1, len(docs))), prompts):
            reply = self._model.take_reply(prompt) if isinstance(self._model, ChatModel) else None
            found.append((get_response(doc), reply.problem if reply else None))
        return found


def load_pipeline(path: Path, overrides: dict[str, Any] | None = None) -> Language:
    """RETURNS (Language): The pipeline of a configuration, with our tasks known to spacy-llm."""
    try:
        from ...components.llm_tasks import register

        register()
    except ImportError:
        pass  # `assemble` explains what is missing
    return assemble(path, overrides)


def list_configs(folder: Path) -> list[Path]:
    """List the configurations in a folder.

    folder (Path): The folder.
    RETURNS (list[Path]): Files that end in .cfg, by name, without hidden ones.
    RAISES (RecipeError): There is none.
    """
    from ...io.lines import check_directory

    paths = [path for path in check_directory(folder).iterdir() if path.suffix == SUFFIX]
    paths = sorted(path for path in paths if not path.name.startswith("."))
    if not paths:
        raise RecipeError(
            f"There is no configuration in {folder}",
            f"Expected configurations of spacy-llm whose names end in {SUFFIX}.",
        )
    return paths


def _find_pipe(nlp: Language, recipe: str, path: Path, kind: str, component: str | None) -> Any:
    from ...components import llm_tasks

    expected = getattr(llm_tasks, kind)
    names = [component] if component else nlp.pipe_names
    tasks = {name: getattr(nlp.get_pipe(name), "task", None)
             for name in names if name in nlp.pipe_names}  # fmt: skip
    for name, task in tasks.items():
        if type(task) is expected or (kind != "TextPrompter" and isinstance(task, expected)):
            return nlp.get_pipe(name)
    found = ", ".join(type(task).__name__ for task in tasks.values() if task is not None)
    raise RecipeError(
        f"Invalid spacy-llm task type for recipe {recipe}",
        f"Expected {'the component ' + component + ' with ' if component else ''}a {kind}, found "
        f"{found or 'none'}. Change @llm_tasks in {path}.",
    )
