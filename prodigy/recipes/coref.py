"""Coreference: which expressions refer to the same thing."""

from typing import TYPE_CHECKING, Any, Union

from ..models.pipes import check_component
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType
from ..util import get_labels, load_spacy_model, split_string
from .parts import shared
from .parts.keywords import also_named
from .parts.rel_preprocess import NP_LABEL, has_entities, make_matcher, preprocess_stream

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = [
    "DEFAULT_LABELS",
    "DEFAULT_NER_LABELS",
    "DEFAULT_POS",
    "DEFAULT_POSS_PRON",
    "NP_LABEL",
    "manual",
]

DEFAULT_LABELS = ["COREF"]  # of relations
DEFAULT_POS = ["NOUN", "PROPN", "PRON", "DET"]  # coarse tags of words that may be mentions
DEFAULT_POSS_PRON = ["PRP$"]  # fine tags of possessive pronouns
DEFAULT_NER_LABELS = ["PERSON", "ORG"]  # entities that may be mentions


@recipe(
    "coref.manual",
    **shared.TEXTS_AND_MODEL,
    label=("Labels of relations, separated by commas, or file", "option", "l", get_labels),
    pos_tags=("Coarse tags of tokens that can be selected", "option", "ps", split_string),
    poss_pron_tags=("Fine tags of possessive pronouns", "option", "pp", split_string),
    ner_labels=("Labels of entities to use as units", "option", "nl", split_string),
    show_arrow_heads=("Draw arrows instead of lines", "flag", "SA", bool),
    exclude=shared.EXCLUDE,
)
@also_named(nlp="spacy_model")
def manual(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType,
    loader: str | None = None,
    label: list[str] = DEFAULT_LABELS,
    pos_tags: list[str] = DEFAULT_POS,
    poss_pron_tags: list[str] = DEFAULT_POSS_PRON,
    ner_labels: list[str] = DEFAULT_NER_LABELS,
    show_arrow_heads: bool = False,
    exclude: list[str] | None = None,
) -> RecipeSettingsType:
    """Connect expressions that refer to the same thing. Names and noun phrases are units, and only
    they, nouns and pronouns can be selected.
    """
    nlp = load_spacy_model(spacy_model)
    # The rules below depend on its tags.
    check_component(nlp, "tagger")
    entity_labels = list(ner_labels or ())
    noun_phrase: list[dict[str, Any]] = [
        # "the", but not "her", which refers to somebody else.
        {"POS": "DET", "TAG": {"NOT_IN": list(poss_pron_tags or ())}, "OP": "?"},
        {"POS": "ADJ", "OP": "*"},
        # Names are entities already.
        {"POS": {"IN": ["PROPN", "NOUN"]}, "ENT_TYPE": {"NOT_IN": entity_labels}, "OP": "+"},
    ]
    other_words = [{"POS": {"NOT_IN": list(pos_tags or ())}}]
    stream = shared.open_texts(source, loader)
    stream.apply(
        preprocess_stream,
        stream=stream,
        nlp=nlp,
        matcher=make_matcher(nlp, [{"label": NP_LABEL, "pattern": noun_phrase}]),
        disable_matcher=make_matcher(nlp, [{"pattern": other_words}]),
        span_label=[*entity_labels, NP_LABEL],
        add_ents=has_entities(nlp),
    )
    return {
        "view_id": "relations",
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "config": {
            "lang": nlp.lang,
            "labels": get_labels(label) or DEFAULT_LABELS,
            # Units can be connected, not edited.
            "relations_span_labels": None,
            "exclude_by": "input",
            "wrap_relations": True,
            # It makes no difference which of two expressions comes first.
            "hide_relation_arrow": not show_arrow_heads,
            "hide_arrow_heads": not show_arrow_heads,
            "custom_theme": {"cardMaxWidth": "90%"},
        },
    }
