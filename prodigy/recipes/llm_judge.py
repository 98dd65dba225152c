"""A language model as a judge of what language models write."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from ..components.db import connect
from ..components.db.known import find_known
from ..components.filters import filter_tasks
from ..components.preference import (
    check_preferences,
    check_rubric,
    read_rubric,
    set_preference_hashes,
)
from ..components.preference.verdicts import (
    combine_verdicts,
    get_orders,
    has_images,
    make_judge_prompt,
    make_judge_schema,
    read_verdict,
)
from ..components.problems import Problems
from ..components.stream import Stream, open_stream
from ..errors import RecipeError
from ..io.lines import LineReader, check_file
from ..io.places import get_place
from ..llm import PROBLEMS, ChatClient, Prompt, Reply, get_model_settings
from ..messages import msg
from ..partial import leave_out
from ..registry import recipe
from ..types import SourceType, TaskType
from ..util import split_string
from .parts import shared
from .parts.acting import get_acting_session, make_acting_answer
from .parts.metric_items import MODEL_KEYS, describe_item

__all__ = ["judge"]

VIEW_ID = "preference"

# A task, the orders in which it is asked, and the order of this question.
Question = tuple[TaskType, list[list[str]], list[str]]


@recipe(
    "llm.judge",
    dataset=("Dataset to save verdicts to", "positional", None, str),
    source=(
        "Prompts and responses: file path, - for stdin, or dataset:NAME",
        "positional",
        None,
        str,
    ),
    rubric=("JSON or JSONL file with criteria to rate", "option", "r", str),
    label=("Criteria of the rubric to rate, separated by commas", "option", "l", split_string),
    model=("Name of the model", "option", "m", str),
    endpoint=("Address of the model, e.g. http://localhost:11434/v1", "option", "e", str),
    instructions=("Text file with more to tell the judge", "option", "i", str),
    limit=("Judge so many items at most", "option", "n", int),
    no_tie=("Don't allow ties", "flag", "NT", bool),
    one_order=("Ask in one order only, which hides position bias", "flag", "O", bool),
    resume=("Go on with what this judge has not judged yet", "flag", "R", bool),
    loader=shared.LOADER,
)
def judge(
    dataset: str,
    source: SourceType,
    rubric: str | None = None,
    label: list[str] | None = None,
    model: str | None = None,
    endpoint: str | None = None,
    instructions: str | None = None,
    limit: int | None = None,
    no_tie: bool = False,
    one_order: bool = False,
    resume: bool = False,
    loader: str | None = None,
) -> None:
    """Let a language model judge responses as an annotator would: which is better, and how good
    each of them is. Several responses are judged in both orders.
    """
    if limit is not None and limit < 1:
        raise RecipeError(f"--limit has to be 1 or more, found {limit}")
    settings = get_model_settings(model, endpoint)
    criteria = _read_criteria(rubric, label)
    told = LineReader(check_file(instructions)).read() if instructions else ""
    stream = open_stream(
        source, loader, dedup=True, check=partial(check_judgeable, rubric=criteria, label=label)
    )
    alias = "_".join(settings.model.replace(",", " ").split())
    db = connect()
    session_id = get_acting_session(db, dataset, alias)
    if session_id in db:
        _go_on(stream, db, session_id, resume)
    client = ChatClient(settings)
    verdicts = Verdicts(client, tie=not no_tie, both=not one_order, instructions=told)
    n_judged = 0
    try:
        for eg in verdicts.ask(islice(stream, limit)):
            # Each one at once: it was paid for.
            db.save_answers([make_acting_answer(eg, VIEW_ID, session_id)], dataset, session_id)
            n_judged += 1
    finally:
        client.close()
        client.ledger.show()
        msg.info(f"Saved {n_judged} verdicts of {settings.model} in '{dataset}'", session_id)
    _sum_up(verdicts)


class Verdicts:
    """Asks a model about tasks.

    client (ChatClient): The model.
    tie (bool): Ties are allowed.
    both (bool): Ask in both orders.
    instructions (str): More to tell the judge.
    n_both (int): Tasks that were judged in both orders so far.
    n_changed (int): Those with another verdict in the other order.
    """

    def __init__(self, client: ChatClient, *, tie: bool, both: bool, instructions: str) -> None:
        self._client, self._tie, self._both, self._told = client, tie, both, instructions
        self.n_both = self.n_changed = 0

    def ask(self, stream: Iterable[TaskType]) -> Iterator[TaskType]:
        """Ask about tasks. Those without a usable reply are left out, and that is said.

        stream (Iterable[dict]): The tasks in the one form.
        YIELDS (dict): The tasks with what the judge says.
        """
        replies: list[Reply] = []
        for (task, orders, _), reply in self._client.ask_each(
            self._iter_questions(stream),
            self._make_prompt,
            lambda question: make_judge_schema(question[0], tie=self._tie),
        ):
            replies.append(reply)
            if len(replies) == len(orders):
                made = self._combine(task, orders, replies)
                replies = []
                if made is not None:
                    yield made

    def _iter_questions(self, stream: Iterable[TaskType]) -> Iterator[Question]:
        for task in stream:
            orders = get_orders(task, both=self._both)
            yield from ((task, orders, order) for order in orders)

    def _make_prompt(self, question: Question) -> Prompt:
        task, _, order = question
        return make_judge_prompt(task, order, tie=self._tie, instructions=self._told)

    def _combine(
        self, task: TaskType, orders: list[list[str]], replies: list[Reply]
    ) -> TaskType | None:
        bad = next((reply for reply in replies if reply.problem), None)
        if bad is not None:
            detail = f" ({bad.detail})" if bad.detail else ""
            where = str(get_place(task) or describe_item(task))
            what = PROBLEMS.get(bad.problem or "", bad.problem)
            leave_out(f"items that {bad.model} did not judge", f"{where}: {what}{detail}")
            return None
        verdicts = [read_verdict(reply.data, order) for reply, order in zip(replies, orders)]
        made = {**task, **combine_verdicts(task, orders, verdicts)}
        self.n_both += len(orders) > 1
        self.n_changed += not made["judge"]["consistent"]
        made["judge"]["replies"] = [reply.text for reply in replies]
        described = replies[0].describe(self._make_prompt((task, orders, orders[0])))
        return {**made, "llm": {**described, "usage": _add_usage(replies)}}


def check_judgeable(
    stream: Iterable[TaskType],
    problems: Problems,
    rubric: list[TaskType] | None,
    label: list[str] | None,
) -> Iterator[TaskType]:
    """Bring tasks into the one form, and leave out those in which there is nothing to judge.

    stream (Iterable[dict]): The tasks.
    problems (Problems): Where to report what is left out.
    rubric (list[dict] | None): The rubric of tasks that have none.
    label (list[str] | None): Criteria to rate, all if None.
    YIELDS (dict): The tasks.
    """
    for eg in check_preferences(stream, problems, rubric):
        if label and eg.get("rubric"):
            eg["rubric"] = [row for row in check_rubric(eg["rubric"]) if row["name"] in label]
            set_preference_hashes(eg)
        for key in MODEL_KEYS:
            eg.pop(key, None)
        if has_images(eg):
            problems.skip(eg, "It has images, which a judge doesn't get to see")
        elif len(eg["responses"]) < 2 and not eg.get("rubric"):
            problems.skip(eg, "It has one response and no rubric, so there is nothing to judge")
        else:
            yield eg


def _read_criteria(rubric: str | Path | None, label: list[str] | None) -> list[TaskType] | None:
    criteria = read_rubric(rubric) if rubric else None
    known = [row["name"] for row in criteria or ()]
    unknown = [name for name in label or () if criteria is not None and name not in known]
    if unknown:
        raise RecipeError(
            f"The rubric has no {', '.join(unknown)}", f"Its criteria: {', '.join(known)}"
        )
    return criteria


def _go_on(stream: Stream, db: Any, session_id: str, resume: bool) -> None:
    n_known = db.count_dataset(session_id, session=True)
    if n_known and not resume:
        raise RecipeError(
            f"There are {n_known} verdicts of this judge already ({session_id})",
            "Add --resume to judge what it has not judged yet, or name another dataset to begin "
            "anew (replies to the same prompts come from the cache).",
        )
    known = find_known(db, [session_id], "task")
    stream.apply(filter_tasks, stream=stream, task_ids=known)
    msg.info(f"Leaving out what {session_id} has judged already: {n_known} items")


def _add_usage(replies: list[Reply]) -> dict[str, Any]:
    usages = [reply.usage.to_json() for reply in replies]
    return {
        key: None if any(usage[key] is None for usage in usages) else sum(u[key] for u in usages)
        for key in ("prompt_tokens", "completion_tokens", "cost")
    }


def _sum_up(verdicts: Verdicts) -> None:
    if verdicts.n_both:
        share = verdicts.n_changed / verdicts.n_both
        text = f"Another verdict in the other order: {verdicts.n_changed} of {verdicts.n_both}"
        msg.text(f"{text} ({share:.0%}); those count as ties. See prodigy metric.judge.")
