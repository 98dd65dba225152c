"""terms.teach: a list of terms, from word vectors and a few seeds."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from ..components.db import connect
from ..components.sorters import Probability
from ..components.stream import Stream
from ..errors import RecipeError
from ..hashing import set_hashes
from ..messages import msg
from ..models.terms import TermRanker
from ..registry import recipe
from ..types import ExamplesType, RecipeSettingsType
from ..util import get_labels, load_spacy_model
from .parts import shared
from .parts.keywords import also_named

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["teach"]


@recipe(
    "terms.teach",
    dataset=shared.DATASET,
    vectors=("Loadable spaCy pipeline with word vectors", "positional", None, str),
    seeds=(
        "Terms to start with, separated by commas, or file with one per line",
        "option",
        "se",
        str,
    ),
    resume=("Learn from the terms that the dataset contains already", "flag", "R", bool),
)
@also_named(spacy_model="vectors", nlp="vectors")
def teach(
    dataset: str,
    vectors: Union[str, "Language"],
    seeds: str | list[str] | None = None,
    resume: bool = False,
) -> RecipeSettingsType:
    """Collect words with a similar meaning for a list of terms. The word vectors of a pipeline
    suggest what is close to the accepted and far from the rejected ones.
    """
    words = get_labels(seeds)
    if not words:
        raise RecipeError(
            "terms.teach needs some --seeds",
            "Name a few good terms separated by commas, or a file with one per line: "
            "--seeds carrot,leek,radish",
        )
    nlp = load_spacy_model(vectors)
    ranker = TermRanker(nlp)
    missing = [word for word in words if not ranker.has_vector(word)]
    if len(missing) == len(words):
        raise RecipeError(
            "There is no word vector for any of the seeds",
            f"Looked for: {', '.join(words)}. Choose words that the pipeline knows.",
        )
    from_file = f" from {seeds}" if isinstance(seeds, str) and _is_file(seeds) else ""
    msg.info(f"Initializing with {len(words)} seed terms{from_file}")
    if missing:
        msg.warn(f"No word vectors for: {', '.join(missing)}")
    earlier = _store_seeds(dataset, words) if dataset else []
    # What was answered before is not asked again, but only counts for the scores if wanted.
    ranker.seen.update([*words, *(str(eg.get("text")) for eg in earlier)])
    ranker.add(words, is_right=True)
    if resume:
        ranker.update(earlier)

    def update(answers: ExamplesType) -> float:
        ranker.update(answers)
        return 0.0

    # There is no loss from which the progress could be estimated.
    update.updates_model = False  # type: ignore[attr-defined]
    return {
        "view_id": "text",
        "dataset": dataset,
        "stream": Stream.from_iterable(ranker.ask(Probability)),
        "update": update,
        "config": {"lang": nlp.lang},
    }


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False


def _store_seeds(dataset: str, words: list[str]) -> list[dict[str, Any]]:
    """Add the seeds to the dataset, and return what it contained before."""
    db = connect()
    earlier = list(db.get_dataset_examples(dataset) or ()) if dataset in db else []
    known = {eg.get("text") for eg in earlier}
    bookkeeping = {"_view_id": "text", "_timestamp": int(time.time()), "answer": "accept"}
    new = [{**set_hashes({"text": w}), **bookkeeping} for w in words if w not in known]
    if new:
        db.add_dataset(dataset)
        db.add_examples(new, datasets=[dataset])
    return earlier
