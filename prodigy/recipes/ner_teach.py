"""ner.teach: yes or no to single entities, with the model in the loop."""

from pathlib import Path
from typing import TYPE_CHECKING, Union

from ..messages import msg
from ..models.matcher import PatternMatcher
from ..models.ner import EntityRecognizer
from ..models.pipes import check_component
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType
from ..util import get_labels, load_spacy_model
from .parts import shared, teaching
from .parts.keywords import also_named
from .parts.paying import PayingAdvice

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["teach"]


@recipe(
    "ner.teach",
    **shared.TEXTS_AND_MODEL,
    label=shared.MODEL_LABEL,
    patterns=shared.PATTERNS,
    exclude=shared.EXCLUDE,
    unsegmented=shared.UNSEGMENTED,
    component=shared.COMPONENT,
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
    unsegmented: bool = False,
    component: str = "ner",
) -> RecipeSettingsType:
    """Accept or reject the entities that a model is least sure about, while it learns from the
    answers. Match patterns find the first examples of a label that it doesn't know.
    """
    nlp = load_spacy_model(spacy_model)
    labels = get_labels(label)
    known = list(nlp.pipe_labels.get(component, ()))
    matcher = None
    if patterns is None:
        check_component(nlp, component, "ner")
        teaching.check_labels_known(labels, known, component)
    else:
        matcher = PatternMatcher(nlp, filter_labels=labels or None).from_disk(patterns)
        teaching.check_labels_covered(labels, [*known, *matcher.labels], patterns)
        new = [name for name in labels or matcher.labels if name not in known]
        if new:
            msg.warn(
                f"The component '{component}' doesn't know {', '.join(new)} yet",
                "It learns from the matches of your patterns, and makes suggestions of its own "
                "after the first one that you accept.",
            )
    # Without --label, everything that the model or the patterns can find.
    model = EntityRecognizer(
        nlp, labels or [*known, *(matcher.labels if matcher else ())], component=component
    )
    stream = teaching.open_token_questions(nlp, source, loader, unsegmented)
    advice = PayingAdvice(is_new=not set(model.labels).issubset(known))
    return teaching.make_components(
        dataset,
        stream,
        "ner",
        predict=advice.watch(model),
        match=matcher,
        update=advice.note(model.update),
        exclude=exclude,
        config={"lang": nlp.lang, "label": teaching.describe_labels(labels)},
    )
