"""pos.teach: yes or no to single tags, with the model in the loop."""

from typing import TYPE_CHECKING, Union

from ..models.tagger import Tagger
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType
from ..util import get_labels, load_spacy_model
from .parts import shared, teaching
from .parts.keywords import also_named

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["teach"]


@recipe(
    "pos.teach",
    **shared.TEXTS_AND_MODEL,
    label=shared.MODEL_LABEL,
    exclude=shared.EXCLUDE,
    unsegmented=shared.UNSEGMENTED,
    fine_grained=("Use the tags of the tagger instead of coarse ones", "flag", "FG", bool),
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
    fine_grained: bool = False,
) -> RecipeSettingsType:
    """Accept or reject the part-of-speech tags that a model is least sure about, while it learns
    from the answers.
    """
    nlp = load_spacy_model(spacy_model)
    labels = get_labels(label)
    # Coarse tags come from a morphologizer, or from a tagger and a table of what its tags mean.
    is_morphologizer = not fine_grained and "morphologizer" in nlp.pipe_names
    component = "morphologizer" if is_morphologizer else "tagger"
    model = Tagger(nlp, labels, component=component, fine_grained=fine_grained)
    stream = teaching.open_token_questions(nlp, source, loader, unsegmented)
    return teaching.make_components(
        dataset,
        stream,
        "pos",
        predict=model,
        update=model.update,
        exclude=exclude,
        config={"lang": nlp.lang, "label": teaching.describe_labels(labels)},
    )
