"""Suggestions for texts by a prompt, as the recipes `*.openai.*` make them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from ...components.decorators import keeps_input
from ...components.preprocess.options import make_options
from ...components.preprocess.suggestions import iter_docs
from ...components.prompt_templates import PromptTemplate
from ...hashing import set_hashes
from ...llm import PROBLEMS, ChatClient, Reply
from ...shapes import TaskType
from .competitors import print_exchange
from .openai_args import check_positive
from .openai_examples import Example, FewShots
from .openai_replies import (
    find_entities,
    parse_entities,
    parse_fields,
    parse_labels,
    parse_reason,
    parse_verdict,
)

if TYPE_CHECKING:
    from spacy.language import Language

ANSWER, REASON = "answer", "reason"


class PromptSuggester:
    """Asks a model about each text, with the newest examples in the prompt.

    client (ChatClient): Asks the model.
    template (PromptTemplate): Makes prompts of text, labels and examples.
    values (dict): Further variables of the template.
    shots (FewShots): The examples.
    suggest (callable): Changes a task by what the model replied: `(task, response)`.
    batch_size (int): Prompts that are made at once; examples that come later are used in the next.
    verbose (bool): Print prompts and responses. Defaults to False.
    RAISES (RecipeError): The batch size is not positive.
    """

    def __init__(
        self,
        client: ChatClient,
        template: PromptTemplate,
        values: dict[str, Any],
        shots: FewShots,
        suggest: Callable[[TaskType, str], None],
        *,
        batch_size: int,
        verbose: bool = False,
    ) -> None:
        check_positive("--batch-size", batch_size)
        self.client, self.template, self.values = client, template, values
        self.shots, self.suggest = shots, suggest
        self.batch_size, self.verbose = batch_size, verbose
        # Before anything is read or paid.
        self._make_prompt("")

    @keeps_input
    def suggest_all(self, stream: Iterable[TaskType]) -> Iterator[TaskType]:
        """Add suggestions to tasks.

        stream (Iterable[dict]): The tasks with a text. They are not changed.
        YIELDS (dict): Copies of the tasks with suggestions, "openai" (prompt, response, usage),
            and new hashes.
        """
        tasks = iter(stream)
        while batch := list(islice(tasks, self.batch_size)):
            asked = ((eg, self._make_prompt(eg["text"])) for eg in batch)
            for (eg, prompt), reply in self.client.ask_each(asked, lambda pair: pair[1]):
                if self.verbose:
                    print_exchange(prompt, reply.text or f"({PROBLEMS[reply.problem or 'empty']})")
                yield self._make_task(eg, prompt, reply)

    def _make_prompt(self, text: str) -> str:
        values = {**self.values, "text": text, "examples": self.shots.newest}
        return self.template.render(values)

    def _make_task(self, eg: TaskType, prompt: str, reply: Reply) -> TaskType:
        task = {**eg, "openai": reply.describe(prompt)}
        self.suggest(task, reply.text if reply.problem != "refused" else "")
        return set_hashes(task, overwrite=True)


def suggest_entities(nlp: Language, labels: Sequence[str]) -> Callable[[TaskType, str], None]:
    """Make what sets the spans of tasks to the entities that a model names.

    nlp (Language): Tokenizes the texts.
    labels (Sequence[str]): The labels.
    RETURNS (callable): `(task, response)`.
    """

    def suggest(task: TaskType, response: str) -> None:
        _, doc = next(iter_docs([task], nlp))
        task["spans"] = find_entities(doc, parse_entities(response, labels))

    return suggest


def suggest_label(label: str) -> Callable[[TaskType, str], None]:
    """Make what asks whether a label fits, and notes what a model thinks.

    label (str): The label.
    RETURNS (callable): `(task, response)`.
    """

    def suggest(task: TaskType, response: str) -> None:
        fields = parse_fields(response, (ANSWER, REASON))
        verdict = parse_verdict(fields.get(ANSWER, []))
        task["label"] = label
        _add_meta(task, answer=(verdict or "unknown").upper(), reason=parse_reason(fields))

    return suggest


def suggest_options(labels: Sequence[str], exclusive: bool) -> Callable[[TaskType, str], None]:
    """Make what adds an option per label, and selects those that a model chose.

    labels (Sequence[str]): The labels.
    exclusive (bool): Only one can be selected. If the model names several, none is.
    RETURNS (callable): `(task, response)`.
    """

    def suggest(task: TaskType, response: str) -> None:
        fields = parse_fields(response, (ANSWER, REASON))
        lines = fields.get(ANSWER, [])
        task["options"] = make_options(labels)
        chosen = parse_labels(lines, labels)
        task["accept"] = chosen if not exclusive or len(chosen) == 1 else []
        _add_meta(task, reason=parse_reason(fields), gpt_answer=", ".join(lines))

    return suggest


def _add_meta(task: TaskType, **facts: str) -> None:
    meta = task.get("meta")
    task["meta"] = {**(meta if isinstance(meta, dict) else {}), **facts}


def make_ner_example(eg: TaskType) -> Example | None:
    """RETURNS (dict | None): The example that a flagged answer is, None if it isn't accepted."""
    if eg.get("answer") != "accept" or not isinstance(eg.get("text"), str):
        return None
    entities: dict[str, list[str]] = {}
    for span in eg.get("spans") or ():
        phrase = eg["text"][span["start"] : span["end"]]
        phrases = entities.setdefault(str(span.get("label", "")), [])
        if phrase not in phrases:
            phrases.append(phrase)
    return {"text": eg["text"], "entities": entities}


def make_textcat_example(eg: TaskType) -> Example | None:
    """RETURNS (dict | None): The example that a flagged answer is, None if it isn't accepted. With
    a single label it may be rejected, too. The model's reason is kept where it was right."""
    answer = eg.get("answer")
    if not isinstance(eg.get("text"), str):
        return None
    meta = eg.get("meta") or {}
    if "label" in eg and answer in ("accept", "reject"):
        is_right = str(meta.get("answer", "")).lower() == answer
    elif answer == "accept":
        answer = ", ".join(map(str, eg.get("accept") or ()))
        is_right = str(meta.get("gpt_answer", "")).lower() == answer.lower()
    else:
        return None
    reason = meta.get("reason")
    is_kept = is_right and isinstance(reason, str)
    return {"text": eg["text"], "answer": answer, "reason": reason if is_kept else ""}
