# Relations between mentions that plain functions find, built from the parts of rel.manual.
from typing import Callable, List, Optional, Tuple

from spacy.language import Language
from spacy.tokens import Doc

import prodigy
import prodigy.recipes.coref
import prodigy.recipes.rel
from prodigy.components.loaders import get_stream
from prodigy.models.matcher import PatternMatcher, PatternType
from prodigy.types import LabelsType, RecipeSettingsType

NP = prodigy.recipes.coref.NP_LABEL


def all_rules(matcher: PatternMatcher) -> Callable[[Doc], List[Tuple[int, int, int]]]:
    def find(doc: Doc) -> List[Tuple[int, int, int]]:
        found = []
        for rules in matcher.matchers:
            found.extend(rules(doc))
        return found

    return find


@prodigy.recipe("mentions.link")
def mentions_link(
    dataset: str, nlp: Language, source: str, label: Optional[LabelsType] = None
) -> RecipeSettingsType:
    label = label or prodigy.recipes.coref.DEFAULT_LABELS
    prodigy.recipes.rel.check_nlp(nlp, add_ents=False, add_nps=False)
    mentions: List[PatternType] = [{"label": NP, "pattern": [{"IS_TITLE": True}], "id": None}]
    matcher = PatternMatcher(nlp, combine_matches=True, all_examples=True)
    matcher.add_patterns(mentions)
    others = PatternMatcher(nlp, combine_matches=True, all_examples=True)
    others.add_patterns(
        [{"pattern": [{"_": {"label": {"NOT_IN": [NP]}}}], "label": "", "id": None}]
    )
    stream = prodigy.recipes.rel.preprocess_stream(
        get_stream(source, rehash=True, dedup=True, input_key="text"),
        nlp,
        matcher=all_rules(matcher),
        disable_matcher=all_rules(others),
        span_label=None,
    )
    return {
        "view_id": "relations",
        "dataset": dataset,
        "stream": stream,
        "config": {"labels": label, "lang": nlp.lang, "wrap_relations": True},
    }
