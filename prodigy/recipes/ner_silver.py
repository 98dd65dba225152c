"""ner.silver-to-gold: from binary decisions to complete annotations."""

from typing import TYPE_CHECKING, List, Optional, Union

from ..components.db import connect
from ..components.preprocess import add_tokens
from ..components.stream import Stream
from ..logger import log
from ..registry import recipe
from ..types import RecipeSettingsType
from ..util import load_spacy_model
from . import shared
from .commands import check_dataset
from .keywords import also_named

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["silver_to_gold"]


@recipe(
    "ner.silver-to-gold",
    silver_dataset=("Dataset with binary decisions", "positional", None, str),
    gold_dataset=shared.DATASET,
    spacy_model=shared.SPACY_MODEL,
    label=shared.MODEL_LABEL,
)
@also_named(nlp="spacy_model")
def silver_to_gold(
    silver_dataset: str,
    gold_dataset: str,
    spacy_model: Union[str, "Language"],
    label: Optional[List[str]] = None,
) -> RecipeSettingsType:
    """Complete and correct what is known about texts from binary decisions. Accepted entities are
    highlighted, rejected ones are not, and a model suggests the rest.
    """
    log("RECIPE: Starting recipe ner.silver-to-gold", locals())
    from ..models.ner import EntityRecognizer

    db = connect()
    check_dataset(db, silver_dataset)
    nlp = load_spacy_model(spacy_model)
    model = EntityRecognizer(nlp, label)
    labels = list(label or sorted(model.labels))
    examples = db.get_dataset_examples(silver_dataset) or []
    stream = Stream.from_iterable(model.make_best(examples))
    stream.apply(add_tokens, nlp=nlp, stream=stream)
    return {
        "view_id": "ner_manual",
        "dataset": gold_dataset,
        "stream": stream,
        "config": {
            "lang": nlp.lang,
            "labels": labels,
            "exclude_by": "input",
            "auto_count_stream": True,
        },
    }
