"""A tournament as a recipe: the questions, and what is printed after each answer."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ...components.ab_report import is_swapped
from ...components.db import connect
from ...components.db.custom import iter_examples
from ...components.prompt_templates import PromptTemplate
from ...components.stream import get_stream
from ...components.tournament import SURE, Pair, Tournament, get_game
from ...components.tournament_schedule import MAX_SAME, Schedule
from ...errors import RecipeError
from ...hashing import set_hashes
from ...llm import Ledger
from ...messages import msg
from ...protocols import ControllerProtocol
from ...types import RecipeSettingsType, TaskType
from .competitors import STYLE, Competitor, PromptInput, Responses, make_choice, show_input

# Rows of the table of comparisons that are printed.
MAX_ROWS = 20


class TournamentRun:
    """Asks who is better, and keeps the score.

    competitors (Sequence[Competitor]): Who takes part.
    inputs (Sequence[PromptInput]): What they are compared by.
    display (PromptTemplate | None): Makes the text above the responses. Defaults to None (the
        variables of the input).
    no_random (bool): Show the responses in the order of the competitors. Defaults to False.
    no_meta (bool): Hide the input's id and meta. Defaults to False.
    seed (str): Draws pairs and inputs. Defaults to "".
    """

    def __init__(
        self,
        competitors: Sequence[Competitor],
        inputs: Sequence[PromptInput],
        display: PromptTemplate | None = None,
        *,
        no_random: bool = False,
        no_meta: bool = False,
        seed: str = "",
    ) -> None:
        by_name = {competitor.name: competitor for competitor in competitors}
        if len(by_name) < 2:
            raise RecipeError(
                f"A tournament needs at least two competitors, found {len(by_name)}",
                f"Found: {', '.join(by_name) or 'none'}. Each prompt with each model competes: add "
                "a prompt or another model.",
            )
        self.inputs, self.display = inputs, display
        self.no_random, self.no_meta = no_random, no_meta
        rng = random.Random(seed)
        self.tournament = Tournament(tuple(by_name), rng)
        self.schedule = Schedule(len(inputs), rng)
        self.responses = Responses(by_name, inputs)

    def go_on(self, answers: Iterable[TaskType], resume: bool) -> None:
        """Go on after the answers that a dataset has: they are not asked again.

        answers (Iterable[dict]): The answered tasks.
        resume (bool): Let them count.
        """
        index = {
            _get_key(eg.id, show_input(eg, self.display)): i for i, eg in enumerate(self.inputs)
        }
        n_games = 0
        for eg in answers:
            if resume:
                self.tournament.take_answers([eg])
            n_games += get_game(eg) is not None
            pair = self._find_pair(eg)
            i = index.get(_get_key(eg.get("id"), eg.get("text")))
            if pair is not None and i is not None:
                self.schedule.mark(pair, i)
        self._tell_what_counts(n_games, resume)

    def _find_pair(self, eg: TaskType) -> Pair | None:
        """The competitors that a task is about, in their order."""
        options = [option for option in eg.get("options") or () if isinstance(option, dict)]
        ids = [option.get("id") for option in options]
        names = [name for name in self.tournament.competitors if name in ids]
        return (names[0], names[1]) if len(names) == len(ids) == 2 else None

    def _tell_what_counts(self, n_games: int, resume: bool) -> None:
        if n_games and not resume:
            msg.warn(
                f"The dataset has {n_games} answers already, which don't count in this tournament",
                "Add --resume to go on with that tournament.",
            )
        elif resume:
            msg.info(f"Going on after {self.tournament.n_games} answers")
            self.print_standings()
        for name, n in self.tournament.unknown.items():
            msg.warn(f"{n} answers don't count: [{name}] doesn't take part any more")

    def make_tasks(self) -> Iterator[TaskType]:
        """YIELDS (dict): Questions, each about two competitors, until all are asked. Which ones
        depends on the answers so far."""
        has_question, n_same = False, 0
        while pair := self.tournament.choose_pair(self.schedule.closed):
            index = self.schedule.draw(pair)
            texts = self.responses.get(pair, index)
            is_same = len(set(texts)) == 1
            n_same += is_same
            if self.schedule.note_same(pair, is_same):
                msg.warn(
                    f"[{pair[0]}] and [{pair[1]}] are no longer compared",
                    f"Their responses to the last {MAX_SAME} inputs were the same.",
                )
            if not is_same:
                has_question = True
                yield self._make_task(index, dict(zip(pair, texts)))

        if not has_question and n_same:
            raise RecipeError(
                "All competitors respond the same",
                "There is nothing to compare. Do the prompts and the models differ?",
            )
        if not has_question:
            raise RecipeError(
                "Every pair was compared by every input",
                "There is nothing left to ask in this tournament. Add inputs, or save to another "
                "dataset.",
            )

    def _make_task(self, index: int, responses: dict[str, str]) -> TaskType:
        one = self.inputs[index]
        text = show_input(one, self.display)
        task = set_hashes(make_choice(one, text, responses, meta=not self.no_meta))
        # After hashing, so that the task is recognized when the recipe starts again.
        if not self.no_random and is_swapped(task):
            task["options"].reverse()
        return task

    def update(self, answers: list[TaskType]) -> None:
        """Count answers, and print who is ahead.

        answers (list[dict]): Answers that are stored, new ones or changed ones.
        """
        before = self.tournament.ratings
        self.tournament.take_answers(answers)
        if self.tournament.ratings != before:
            self.print_standings()

    def print_standings(self) -> None:
        """Print the current winner and how sure that is."""
        tournament = self.tournament
        if not tournament.n_games:
            msg.info("No winner yet: nothing was preferred")
            return
        leader, standings = tournament.leader, tournament.get_standings()
        msg.divider(f"Current winner: [{leader}]")
        rows = [
            (f"P([{leader}] > [{one.other}])", f"{one.probability:.2f}", one.n_games)
            for one in standings[:MAX_ROWS]
        ]
        msg.table(rows, header=("comparison", "prob", "trials"), aligns=("l", "r", "r"))
        if len(standings) > MAX_ROWS:
            msg.text(f"... and {len(standings) - MAX_ROWS} more, which are further behind")
        if tournament.is_decided():
            msg.good(f"It is better than each of the others with at least {SURE:.0%} probability")


def make_components(
    dataset: str, run: TournamentRun, ledgers: Iterable[Ledger], *, resume: bool
) -> RecipeSettingsType:
    """Make what the recipe of a tournament returns.

    dataset (str): Name of the dataset.
    run (TournamentRun): The tournament.
    ledgers (Iterable[Ledger]): What was asked and paid for, printed at the end.
    resume (bool): Let the answers in the dataset count.
    RETURNS (dict): The components.
    """
    run.go_on(iter_examples(connect(), dataset), resume)

    def on_exit(ctrl: ControllerProtocol) -> None:
        run.print_standings()
        for ledger in ledgers:
            ledger.show()

    config: dict[str, Any] = {
        "choice_style": "single",
        # Nothing is left to do once one of the two is chosen.
        "choice_auto_accept": True,
        "exclude_by": "task",
        # The next question depends on the last answer.
        "batch_size": 1,
        "global_css": STYLE,
    }
    return {
        "view_id": "choice",
        "dataset": dataset,
        "stream": get_stream(run.make_tasks()),
        "update": run.update,
        "on_exit": on_exit,
        "config": config,
    }


def _get_key(input_id: Any, text: Any) -> str:
    # Ids may be anything, also what can't be the key of a dict.
    return repr((input_id, text))
