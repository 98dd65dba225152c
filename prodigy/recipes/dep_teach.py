"""dep.teach: yes or no to single arcs, with the model in the loop."""

from typing import TYPE_CHECKING, Union

from ..models.parser import DependencyParser
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType
from ..util import get_labels, load_spacy_model
from .parts import shared, teaching
from .parts.keywords import also_named

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["teach"]


@recipe(
    "dep.teach",
    **shared.TEXTS_AND_MODEL,
    label=shared.MODEL_LABEL,
    exclude=shared.EXCLUDE,
    unsegmented=shared.UNSEGMENTED,
)
@also_named(nlp="spacy_model")
def teach(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType,
    loader: str | None = None,
    label: list[str] | None = None,
    exclude: list[str] | None = None,
    unsegmented: bool = False,
) -> RecipeSettingsType:
    """Accept or reject the dependencies that a model is least sure about, while it learns from
    the answers. The pipeline needs a parser.
    """
    nlp = load_spacy_model(spacy_model)
    labels = get_labels(label)
    model = DependencyParser(nlp, labels)
    stream = teaching.open_token_questions(nlp, source, loader, unsegmented)
    return teaching.make_components(
        dataset,
        stream,
        "dep",
        predict=model,
        update=model.update,
        exclude=exclude,
        config={"lang": nlp.lang, "label": teaching.describe_labels(labels)},
    )
