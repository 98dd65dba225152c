"""sent.teach: does a sentence start here, with the model in the loop."""

from typing import TYPE_CHECKING, Union

from ..models.tagger import SentenceRecognizer
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType
from ..util import load_spacy_model
from .parts import shared, teaching
from .parts.keywords import also_named

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["teach"]


@recipe(
    "sent.teach",
    **shared.TEXTS_AND_MODEL,
    exclude=shared.EXCLUDE,
)
@also_named(nlp="spacy_model")
def teach(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType,
    loader: str | None = None,
    exclude: list[str] | None = None,
) -> RecipeSettingsType:
    """Accept or reject the starts of sentences that a model is least sure about, while it learns
    from the answers. The pipeline needs a senter.
    """
    nlp = load_spacy_model(spacy_model)
    model = SentenceRecognizer(nlp)
    # Where sentences start is what is asked about.
    stream = teaching.open_token_questions(nlp, source, loader, unsegmented=True)
    return teaching.make_components(
        dataset,
        stream,
        "pos",
        predict=model,
        update=model.update,
        exclude=exclude,
        config={"lang": nlp.lang, "label": teaching.describe_labels(model.labels)},
    )
