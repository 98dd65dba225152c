"""textcat.teach: yes or no to single labels, with the model in the loop."""

from pathlib import Path
from typing import TYPE_CHECKING, Union

from ..errors import RecipeError
from ..messages import msg
from ..models.encoded import EncodedClassifier
from ..models.matcher import PatternMatcher
from ..models.rounds import FIRST_WINDOW, LARGEST_WINDOW
from ..models.textcat import TextClassifier
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType
from ..util import get_labels, load_spacy_model
from .parts import shared, teaching
from .parts.encoding import make_encoded_classifier
from .parts.keywords import also_named

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["teach"]

# The score of a pattern moves slowly: it takes many answers to trust it or to give it up.
PATTERN_PRIOR = 5.0
# Of ten questions. Most texts may be about something else, and then chance finds the first one.
N_RANDOM = 1


@recipe(
    "textcat.teach",
    **shared.TEXTS_AND_MODEL,
    label=shared.LABEL,
    patterns=shared.PATTERNS,
    exclude=shared.EXCLUDE,
    encoder=shared.ENCODER,
)
@also_named(nlp="spacy_model")
def teach(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType,
    loader: str | None = None,
    label: list[str] | None = None,
    patterns: str | Path | None = None,
    exclude: list[str] | None = None,
    encoder: str | None = None,
) -> RecipeSettingsType:
    """Accept or reject the labels that a model is least sure about, while it learns from the
    answers. A pipeline without text classifier gets one, so blank:en and the like will do. With
    --encoder, a classifier on vectors of the texts is asked instead, which needs fewer answers.
    """
    labels = get_labels(label)
    if not labels:
        raise RecipeError(
            "textcat.teach needs at least one --label",
            "Name the labels separated by commas, or a file with one label per line: "
            "--label POSITIVE,NEGATIVE",
        )
    nlp = load_spacy_model(spacy_model)
    model: TextClassifier | EncodedClassifier
    windows = FIRST_WINDOW, LARGEST_WINDOW
    if encoder is None:
        model = TextClassifier(nlp, labels)
    else:
        model, windows = make_encoded_classifier(encoder, labels)
    matcher = None
    if patterns is not None:
        matcher = PatternMatcher(
            nlp,
            prior_correct=PATTERN_PRIOR,
            prior_incorrect=PATTERN_PRIOR,
            # The question is about the whole text; the match only shows why it is asked. So a text
            # is asked once per label, by whichever of patterns and model comes first.
            label_span=False,
            label_task=True,
            combine_matches=True,
            task_hash_keys=("label",),
            filter_labels=labels,
        ).from_disk(patterns)
        if not matcher.patterns:
            msg.warn(
                f"No pattern in {patterns} has the label {' or '.join(labels)}",
                "So only the model chooses the texts.",
            )
    stream = teaching.open_questions(source, loader)
    return teaching.make_components(
        dataset,
        stream,
        "classification",
        predict=model,
        choose=getattr(model, "choose", None),
        match=matcher,
        update=model.update,
        exclude=exclude,
        n_random=N_RANDOM,
        windows=windows,
        config={"lang": nlp.lang, "labels": labels},
    )
