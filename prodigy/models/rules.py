"""Where match patterns match: spaCy's matchers behind one door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from ..components.preprocess.tokens import make_doc
from ..errors import RecipeError
from .patterns import Pattern, PatternId

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


# First token, last token (exclusive), index of the pattern.
Match = tuple[int, int, int]
# First character, last one (exclusive) and label of a span that a task has already.
Taken = tuple[int, int, str | None]


class Rules:
    """Patterns as rules of spaCy's matchers, of which each kind of pattern has the quickest.

    nlp (Language): The pipeline; only its tokenizer and vocabulary are used.

    patterns (list[Pattern]): The patterns; a match refers to one by its index.
    by_id (dict): The first pattern of each id. Several patterns may share one; then they share
        their counts as well.
    needs_pipeline (bool): Whether the tokenizer alone can't tell if the patterns match.
    """

    def __init__(self, nlp: Language) -> None:
        from spacy.matcher import Matcher, PhraseMatcher

        self.nlp = nlp
        self.patterns: list[Pattern] = []
        self.by_id: dict[PatternId, Pattern] = {}
        self.needs_pipeline = False
        self._by_key: dict[int, int] = {}  # hash of spaCy's rule -> index of the pattern
        self._matchers: dict[str, Any] = {
            "rules": Matcher(nlp.vocab, validate=True),
            "ORTH": PhraseMatcher(nlp.vocab),
            "LOWER": PhraseMatcher(nlp.vocab, attr="LOWER"),
        }

    def __contains__(self, pattern: Pattern) -> bool:
        known = self.by_id.get(pattern.id)
        return known is not None and (known.label, known.pattern) == (
            pattern.label,
            pattern.pattern,
        )

    def add(self, pattern: Pattern) -> None:
        """Add a pattern. RAISES: Several kinds of errors of spaCy, if it is wrong."""
        from spacy.tokens import Doc

        key = f"prodigy-pattern-{len(self.patterns)}"
        if isinstance(pattern.pattern, str):
            self._matchers["ORTH"].add(key, [make_doc(self.nlp, pattern.pattern)])
        else:
            for attr in ("LOWER", "ORTH"):
                words = pattern.get_words(attr)
                if words:
                    self._matchers[attr].add(key, [Doc(self.nlp.vocab, words=words)])
                    break
            else:
                self._matchers["rules"].add(key, [pattern.pattern])
        self._by_key[self.nlp.vocab.strings.add(key)] = len(self.patterns)
        self.patterns.append(pattern)
        self.by_id.setdefault(pattern.id, pattern)
        self.needs_pipeline = self.needs_pipeline or pattern.needs_pipeline

    def iter_matchers(self) -> Iterator[Callable[[Doc], list[tuple[int, int, int]]]]:
        """Yield functions that take a document and return a tuple for each match: the ID of the
        label in the vocabulary, the first token, and the last one (exclusive)."""
        for matcher in self._matchers.values():
            if len(matcher):
                yield partial(self._match, matcher)

    def _match(self, matcher: Any, doc: Doc) -> list[tuple[int, int, int]]:
        get_id = self.nlp.vocab.strings.add
        return [
            (get_id(self.patterns[self._by_key[key]].label), start, end)
            for key, start, end in matcher(doc)
        ]

    def find(self, doc: Doc) -> list[Match]:
        """Find all matches in a document.

        doc (Doc): The document, with what the patterns need.
        RETURNS (list[Match]): The matches, in no order, of at least one token.
        RAISES (RecipeError): The pipeline doesn't provide what the patterns need.
        """
        if not len(doc):
            return []
        found: list[Match] = []
        try:
            for matcher in self._matchers.values():
                if len(matcher):
                    found += [(start, end, self._by_key[key]) for key, start, end in matcher(doc)]
        except (ValueError, AttributeError) as err:
            raise RecipeError(
                "The pipeline can't match these patterns",
                f"{err}\nPatterns with POS, TAG, LEMMA and the like need a pipeline that predicts "
                "them; a blank one only has a tokenizer. Attributes under '_' must be registered.",
            ) from err
        return [match for match in found if match[0] < match[1]]


def drop_overlaps(doc: Doc, matches: list[Match], taken: list[Taken]) -> list[Match]:
    """Keep matches that overlap neither each other nor spans that a task has.

    doc (Doc): The document.
    matches (list[Match]): The matches.
    taken (list[Taken]): The spans of the task, which come first.
    RETURNS (list[Match]): The longest ones, the first of equally long ones, by their place.
    """
    used = [False] * len(doc)
    for start, end, _ in taken:
        for token in doc:
            if token.idx < end and token.idx + len(token) > start:
                used[token.i] = True
    kept = []
    for start, end, index in sorted(matches, key=lambda m: (m[0] - m[1], m[0], m[2])):
        if not any(used[start:end]):
            used[start:end] = [True] * (end - start)
            kept.append((start, end, index))
    return sorted(kept)


def drop_repeats(
    doc: Doc, matches: list[Match], taken: list[Taken], patterns: list[Pattern]
) -> list[Match]:
    """Keep one match for each place and label, if the task has no such span.

    doc (Doc): The document.
    matches (list[Match]): The matches.
    taken (list[Taken]): The spans of the task.
    patterns (list[Pattern]): What the matches refer to.
    RETURNS (list[Match]): The matches by their place.
    """
    seen = set(taken)
    kept = []
    for start, end, index in sorted(matches):
        label = patterns[index].label
        key = (doc[start].idx, doc[end - 1].idx + len(doc[end - 1]), label)
        if key not in seen:
            seen.add(key)
            kept.append((start, end, index))
    return kept
