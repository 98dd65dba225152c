"""Match patterns that can never match, because no token of a tokenizer looks like that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..components.preprocess.tokens import make_doc
from .patterns import Pattern

if TYPE_CHECKING:
    from spacy.language import Language

# What is compared with the text of one token.
WORD_ATTRS = frozenset(("LOWER", "TEXT", "ORTH"))
# With these, a pattern also matches where the token isn't.
OPTIONAL = frozenset(("?", "*", "!"))


def find_impossible(pattern: Pattern, nlp: Language) -> str | None:
    """Say why a pattern can never match.

    pattern (Pattern): The pattern.
    nlp (Language): The pipeline, for its tokenizer.
    RETURNS (str | None): The reason, or None if it may match.
    """
    if isinstance(pattern.pattern, str):
        if not pattern.pattern.strip():
            return "it is only white space"
        if pattern.pattern != pattern.pattern.strip():
            return f"{pattern.pattern!r} starts or ends with white space, which no token does"
        return None
    reasons = (
        _check_token(token, nlp) for token in pattern.pattern if token.get("OP") not in OPTIONAL
    )
    return next((reason for reason in reasons if reason is not None), None)


def _check_token(token: dict[str, Any], nlp: Language) -> str | None:
    for attr in WORD_ATTRS & token.keys():
        value = token[attr]
        words = value.get("IN") if isinstance(value, dict) else [value]
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            continue
        reasons = [_check_word(attr, word, nlp) for word in words]
        if reasons and all(reasons):
            return reasons[0]
    return None


def _check_word(attr: str, word: str, nlp: Language) -> str | None:
    name = attr.lower()
    if not word:
        return f"{name!r} is empty"
    if attr == "LOWER" and word != word.lower():
        return f"{word!r} under 'lower' has capitals; write {word.lower()!r}"
    tokens = [token.text for token in make_doc(nlp, word)]
    if tokens == [word]:
        return None
    if len(word.split()) > 1 or word != word.strip():
        return f"{word!r} under {name!r} has white space; write an object per word"
    shown = " ".join(tokens)
    return f"{word!r} under {name!r} are {len(tokens)} tokens ({shown}); write an object per token"
