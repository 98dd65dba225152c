"""The options --prefer and --explore: which texts are asked first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ...components.db import connect
from ...components.db.known import find_known
from ...components.decorators import keeps_input
from ...components.preprocess import add_tokens
from ...components.selection.preferences import EXPLORE, PREFERENCES, UNCERTAIN
from ...components.stream import Stream
from ...config import get_config
from ...errors import RecipeError
from ...hashing import SAMENESS, identify, set_hashes
from ...logger import log
from ...registry import Arg
from ...shapes import SpanType
from ...types import ExamplesType, RecipeSettingsType, StreamType, TaskType
from .teaching import AUTOSAVE_S, learn_and_tell, learn_earlier_answers
from .updating import Update

if TYPE_CHECKING:
    from spacy.language import Language

    from ...components.encoding import Encode
    from ...components.selection import Rate
    from ...models.encoded_rating import EncodedRate
    from ...models.light import LightModel

PREFER = Arg(
    "--prefer",
    "-pf",
    help=f"Texts to ask first: {', '.join(PREFERENCES)}. In the given order if not set",
)
EXPLORE_SHARE = Arg(
    "--explore",
    "-xp",
    help=f"Share of the texts that --prefer asks at random, for evaluation ({EXPLORE} if not set)",
)
SELECTION: dict[str, Any] = {"prefer": PREFER, "explore": EXPLORE_SHARE}
LEARN = Arg("--update", "-UP", help="Learn from the answers which texts to ask next")


def add_selection(
    stream: Stream,
    prefer: str | None,
    explore: float | None,
    *,
    dataset: str,
    exclude: Sequence[str] | None,
    make_rate: Callable[[], Rate | None],
    by: str = "input",
    nlp: Language | None = None,
    encode: Encode | None = None,
    has_clue: Callable[[TaskType], bool] | None = None,
) -> Rate | None:
    """Let a stream ask in another order, if the user wants that.

    stream (Stream): The texts. Suggestions are added after that, by what the model knows then.
    prefer (str | None): What to ask first. None: the given order.
    explore (float | None): Share of random questions. None: a tenth.
    dataset (str): Where answers go.
    exclude (Sequence[str] | None): Other datasets whose questions are not asked.
    make_rate (Callable): Makes the model that says what is unclear, or None if there is none.
    by (str): "input" or "task": what of a question was answered already. Defaults to "input".
    nlp (Language | None): The pipeline, for vectors of texts. Defaults to None.
    encode (Encode | None): What makes vectors of texts instead. Defaults to None.
    has_clue (Callable | None): Tells where something was found already. Defaults to None.
    RETURNS (Rate | None): The model, if it is asked.
    RAISES (RecipeError): There is no such preference, or no model for it, or no such share.
    """
    check_selection(prefer, explore)
    if prefer is None:
        return None
    rate = make_rate() if prefer == UNCERTAIN else None
    if prefer == UNCERTAIN and rate is None:
        raise RecipeError(
            "Nothing says what is uncertain",
            "--prefer uncertain needs a model, and there is none. Add --update, so that one "
            "learns from the answers, or use --prefer diverse or representative.",
        )
    from ...components.encoding import choose_encoder
    from ...components.selection import select

    log(f"RECIPE: Asking the texts first that are: {prefer}")
    stream.apply(
        select,
        stream=stream,
        prefer=prefer,
        rate=rate,
        encode=encode or choose_encoder(nlp),
        explore=EXPLORE if explore is None else explore,
        is_known=_make_known(dataset, exclude, by),
        has_clue=has_clue,
    )
    return rate


def rate_by(nlp: Language, component: str | None, about: str) -> Callable[[], Rate | None]:
    """Have a component of the pipeline say what is uncertain, once somebody wants to know.

    nlp (Language): The pipeline.
    component (str | None): Name of the component.
    about (str): What it predicts: "entities", "spans", "classes" or "tags".
    RETURNS (Callable): Makes the model, see `add_selection`. None if there is no such component.
    """

    def make_rate() -> Rate | None:
        from ...models.uncertainty import rate_component

        return None if component not in nlp.pipe_names else rate_component(nlp, component, about)

    return make_rate


def add_corrections(
    stream: Stream,
    prefer: str | None,
    explore: float | None,
    make_update: Callable[[], Update] | None,
    **settings: Any,
) -> Update | None:
    """Let a stream ask in another order, and the pipeline learn from the corrections.

    stream (Stream): The texts.
    prefer (str | None): What to ask first. None: the given order.
    explore (float | None): Share of random questions.
    make_update (Callable | None): Makes the update callback. None: nothing is learned.
    **settings (Any): See `add_selection`.
    RETURNS (Callable | None): The update callback, which has learned from the dataset already.
    """
    rate: Any = add_selection(stream, prefer, explore, **settings)
    if make_update is None:
        return None
    update = make_update()
    if rate is not None:
        update = rate.note_update(update)
    learn_earlier_answers(settings["dataset"], update)
    return update


def show_corrections(
    dataset: str,
    stream: Stream,
    view_id: str,
    *,
    nlp: Language,
    labels: list[str],
    exclude: list[str] | None,
    update: Update | None,
) -> RecipeSettingsType:
    """Put a recipe together in which the tokens of what a pipeline predicts are corrected.

    dataset (str): The dataset.
    stream (Stream): The texts with suggestions. They get tokens.
    view_id (str): The interface.
    nlp (Language): The pipeline.
    labels (list[str]): The labels.
    exclude (list[str] | None): Datasets whose texts are not asked.
    update (Callable | None): The update callback.
    RETURNS (dict): The components of the recipe.
    """
    stream.apply(add_tokens, nlp=nlp, stream=stream, skip=stream.problems)
    return {
        "view_id": view_id,
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "update": update,
        "config": {"lang": nlp.lang, "labels": labels, "exclude_by": "input"},
    }


def check_selection(prefer: str | None, explore: float | None) -> None:
    """RAISES (RecipeError): There is no such preference, or no such share, or nothing to use it."""
    if prefer is not None and prefer not in PREFERENCES:
        raise RecipeError(f"Can't prefer {prefer!r}", f"There are: {', '.join(PREFERENCES)}")
    if explore is None:
        return
    if not 0 <= explore <= 1:
        raise RecipeError(
            f"--explore is a share of the questions from 0 to 1, found {explore}",
            "0.1 asks every tenth text at random.",
        )
    if prefer is None:
        raise RecipeError(
            "--explore needs --prefer",
            "Without --prefer, all texts are asked in the given order.",
        )


def add_learning(
    stream: Stream,
    prefer: str | None,
    explore: float | None,
    make_model: Callable[[], LightModel[Any] | EncodedRate],
    **settings: Any,
) -> RecipeSettingsType:
    """Let a light model learn from the answers, and ask first what it is least sure about.

    stream (Stream): The texts.
    prefer (str | None): What to ask first. None: what is uncertain.
    explore (float | None): Share of random questions.
    make_model (Callable): Makes the model.
    **settings (Any): See `add_selection`.
    RETURNS (dict): The component "update" of the recipe, and its "config".
    RAISES (RecipeError): Something else is preferred, or there is no such share.
    """
    if prefer not in (None, UNCERTAIN):
        check_selection(prefer, explore)
        raise RecipeError(
            f"--update has no effect with --prefer {prefer}",
            "The model learns what is uncertain. Leave one of them out.",
        )
    model = make_model()
    add_selection(stream, UNCERTAIN, explore, make_rate=lambda: model, **settings)
    learn_earlier_answers(settings["dataset"], model.update)

    def update(answers: ExamplesType) -> None:
        # The loss isn't returned: progress is that of the texts, no pipeline is trained here.
        learn_and_tell(model.update, answers)

    return {"update": update, "config": {"autosave_seconds": AUTOSAVE_S}}


@keeps_input
def add_suggestions(
    stream: StreamType, suggest: Callable[[TaskType], list[SpanType]]
) -> Iterator[TaskType]:
    """Highlight what a model has learned to find by the time a text is asked.

    stream (Iterable[dict]): The tasks. They are not changed. Those with spans stay as they are.
    suggest (Callable): Finds the spans of a task.
    YIELDS (dict): Copies of the tasks, with new hashes.
    """
    for eg in stream:
        spans = [] if eg.get("spans") else _fit_tokens(eg, suggest(eg))
        yield set_hashes({**eg, "spans": spans}, overwrite=True) if spans else eg


def _fit_tokens(eg: TaskType, spans: list[SpanType]) -> list[SpanType]:
    """Leave out spans that the tokens of the task don't allow: it may bring others along than the
    model has learned with."""
    tokens = eg.get("tokens")
    if not tokens:
        return spans
    starts, ends = {token["start"] for token in tokens}, {token["end"] for token in tokens}
    return [span for span in spans if span["start"] in starts and span["end"] in ends]


def _make_known(
    dataset: str, exclude: Sequence[str] | None, by: str
) -> Callable[[TaskType], bool] | None:
    names = list(exclude or ())
    if get_config().get("auto_exclude_current", True):
        names.append(dataset)
    db = connect()
    known = find_known(db, [name for name in names if name and name in db], by)
    if not known:
        return None

    has_question = SAMENESS[by].has_question

    def is_known(eg: TaskType) -> bool:
        return known.may_have(eg) and identify(eg, with_question=has_question) in known

    return is_known
