"""Blind comparisons of prompts for models of OpenAI."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ..components.ab_report import is_swapped
from ..components.db.custom import iter_examples
from ..components.prompt_templates import PromptTemplate, read_templates
from ..components.stream import get_stream
from ..components.tournament import get_game
from ..errors import RecipeError
from ..hashing import set_hashes
from ..messages import msg
from ..protocols import ControllerProtocol
from ..registry import Arg, recipe
from ..types import RecipeSettingsType, TaskType
from .parts import openai_args
from .parts.competitors import (
    STYLE,
    Competitor,
    ModelResponder,
    PromptInput,
    check_variables,
    make_choice,
    read_inputs,
    show_input,
)
from .parts.openai_args import check_positive
from .parts.openai_client import DEFAULT_MODEL, make_client, warn_deprecated
from .parts.tournaments import TournamentRun, make_components

# Responses that differ tell more about a prompt than the most likely one.
TEMPERATURE = 0.9

INPUTS = Arg(help='JSONL file with "id" and "prompt_args" of each input')
DISPLAY = Arg(help="Template of the text above the responses, a .jinja2 file")


@recipe(
    "ab.openai.prompts",
    dataset=Arg(help="Dataset to save the annotations to"),
    inputs_path=INPUTS,
    display_template_path=DISPLAY,
    prompt1_template_path=Arg(help="Template of a prompt, a .jinja2 file"),
    prompt2_template_path=Arg(help="Template of the prompt to compare it with, a .jinja2 file"),
    model=openai_args.MODEL,
    batch_size=openai_args.BATCH_SIZE,
    verbose=openai_args.VERBOSE,
    no_random=openai_args.NO_RANDOM,
    no_meta=openai_args.NO_META,
    repeat=Arg("--repeat", "-r", help="How often each input is asked"),
)
def ab_openai_prompts(
    dataset: str,
    inputs_path: Path,
    display_template_path: Path,
    prompt1_template_path: Path,
    prompt2_template_path: Path,
    model: str = DEFAULT_MODEL,
    batch_size: int = 10,
    verbose: bool = False,
    no_random: bool = False,
    no_meta: bool = False,
    repeat: int = 1,
) -> RecipeSettingsType:
    """Choose between the responses to two prompts without knowing which is which. The result is
    printed at the end.
    """
    warn_deprecated("ab.openai.prompts", "ab.llm.tournament")
    check_positive("--batch-size", batch_size)
    check_positive("--repeat", repeat)
    display = PromptTemplate(display_template_path)
    prompts = [PromptTemplate(path) for path in (prompt1_template_path, prompt2_template_path)]
    competitors = make_competitors(prompts, model, verbose, batch_size)
    names = [competitor.name for competitor in competitors]
    if names[0] == names[1]:
        raise RecipeError(
            f"Both prompts are called {names[0]}", "Rename one, so that they can be told apart."
        )
    inputs = read_inputs(str(inputs_path))
    check_variables([display, *prompts], inputs)
    responder = competitors[0].responder

    def print_result(ctrl: ControllerProtocol) -> None:
        if ctrl.dataset and ctrl.db is not None:
            print_preferences(iter_examples(ctrl.db, ctrl.dataset), names)
        responder.client.ledger.show()

    tasks = ask_both(competitors, inputs, display, repeat=repeat, no_random=no_random,
                     no_meta=no_meta)  # fmt: skip
    return {
        "view_id": "choice",
        "dataset": dataset,
        "stream": get_stream(tasks),
        "on_exit": print_result,
        "config": {
            "choice_style": "single",
            # Nothing is left to do once one of the two is chosen.
            "choice_auto_accept": True,
            "batch_size": batch_size,
            # Repeated questions are about the same input.
            "exclude_by": "input" if repeat == 1 else "task",
            "global_css": STYLE,
        },
    }


@recipe(
    "ab.openai.tournament",
    dataset=Arg(help="Dataset to save the annotations to"),
    inputs_path=INPUTS,
    display_template_path=DISPLAY,
    prompt_folder=Arg(help="Folder with the prompts that compete, .jinja2 files"),
    model=openai_args.MODEL,
    batch_size=openai_args.BATCH_SIZE,
    verbose=openai_args.VERBOSE,
    no_random=openai_args.NO_RANDOM,
    no_meta=openai_args.NO_META,
    resume=openai_args.RESUME_RATINGS,
)
def ab_openai_tournament(
    dataset: str,
    inputs_path: Path,
    display_template_path: Path,
    prompt_folder: Path,
    model: str = DEFAULT_MODEL,
    batch_size: int = 10,
    verbose: bool = False,
    no_random: bool = False,
    no_meta: bool = False,
    resume: bool = False,
) -> RecipeSettingsType:
    """Find the best of several prompts by blind comparisons of two responses at a time. After each
    answer, the current winner is printed.
    """
    warn_deprecated("ab.openai.tournament", "ab.llm.tournament")
    check_positive("--batch-size", batch_size)
    display = PromptTemplate(display_template_path)
    prompts = read_templates(prompt_folder)
    competitors = make_competitors(prompts, model, verbose, batch_size)
    inputs = read_inputs(str(inputs_path))
    check_variables([display, *prompts], inputs)
    run = TournamentRun(
        competitors, inputs, display, no_random=no_random, no_meta=no_meta, seed=dataset
    )
    return make_components(dataset, run, [competitors[0].responder.client.ledger], resume=resume)


def make_competitors(
    prompts: Sequence[PromptTemplate], model: str, verbose: bool, batch_size: int
) -> list[Competitor[ModelResponder]]:
    """RETURNS (list[Competitor]): The prompts, which the same model answers."""
    client = make_client(model, temperature=TEMPERATURE, max_tokens=500, timeout=60.0)
    responder = ModelResponder(client, verbose)
    return [Competitor(prompt.name, prompt, responder) for prompt in prompts]


def ask_both(
    competitors: Sequence[Competitor[ModelResponder]],
    inputs: Sequence[PromptInput],
    display: PromptTemplate,
    *,
    repeat: int,
    no_random: bool,
    no_meta: bool,
) -> Iterator[TaskType]:
    """Ask which of two responses is better, for each input.

    competitors (Sequence[Competitor]): The two prompts.
    inputs (Sequence[PromptInput]): The inputs.
    display (PromptTemplate): Makes the text above the responses.
    repeat (int): How often each input is asked, with new responses.
    no_random (bool): Always show the first prompt's response first.
    no_meta (bool): Hide the meta information of inputs.
    YIELDS (dict): The questions. Where the responses are the same, there is none.
    """
    responder = competitors[0].responder
    prompts = (
        (one, number, competitor.template.render(one.args, one.place))
        for one in inputs
        for number in range(repeat)
        for competitor in competitors
    )
    replies: Iterator[Any] = responder.respond_each(prompts)
    n_same = 0
    for (one, _, _), first in replies:
        _, second = next(replies)
        if first == second:
            n_same += 1
            continue
        responses = dict(zip((c.name for c in competitors), (first, second)))
        task = set_hashes(make_choice(one, show_input(one, display), responses, meta=not no_meta))
        # After hashing, so that the task is recognized when the recipe starts again.
        if not no_random and is_swapped(task):
            task["options"].reverse()
        yield task
    if n_same:
        msg.warn(f"{n_same} inputs are not asked about: both responses to them are the same")


def print_preferences(answers: Iterable[TaskType], names: Sequence[str]) -> None:
    """Print which prompt was preferred.

    answers (Iterable[dict]): The answers in the dataset.
    names (Sequence[str]): Names of the two prompts. Answers about others don't count.
    """
    counts: Counter[str] = Counter()
    for eg in answers:
        game = get_game(eg)
        if game is not None and set(game) == set(names):
            counts[game[0]] += 1
        elif game is None:
            counts["Ignored"] += 1
    msg.divider("Evaluation results", icon="emoji")
    best = max(names, key=counts.__getitem__)
    if counts[names[0]] == counts[names[1]]:
        msg.info("It's a draw")
    else:
        msg.good(f"You preferred {best}")
    rows = [*((name, counts[name]) for name in names), ("Ignored", counts["Ignored"])]
    msg.table([*rows, ("Total", sum(counts.values()))], aligns=("l", "r"))
