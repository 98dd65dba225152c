"""Encoders: what turns texts into vectors, so that texts about the same thing are near each other.

All of them are used in the same way, `encode(texts) -> float32 (texts, dimensions)`, by what learns
from few answers (`prodigy.models.encoded`) and by what looks for similar texts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ...components.encoding import N_BUCKETS, HashedNgrams
from ...errors import RecipeError
from .checked import Encoder, Remembering
from .custom import load_function_encoder
from .pipelines import load_pipeline_encoder, load_sentence_transformer
from .static import load_wordllama

__all__ = ["DEFAULT_ENCODER", "ENCODERS", "Encoder", "EncoderKind", "Remembering", "load_encoder"]


@dataclass(frozen=True)
class EncoderKind:
    """A kind of encoder.

    usage (str): What users write, with the variable part in capitals.
    load (Callable): Takes what users wrote and its part after the first colon (empty if there is
        none), and returns the encoder.
    text (str): What it is, and what it needs.
    """

    usage: str
    load: Callable[[str, str], Encoder]
    text: str


DEFAULT_ENCODER = "hashed"
HASHED_FINGERPRINT = f"hashed 1 {N_BUCKETS}"  # to be counted up when its vectors change
# By what stands before the first colon.
ENCODERS: dict[str, EncoderKind] = {
    "hashed": EncoderKind(
        "hashed",
        lambda name, _: Encoder(name, HashedNgrams(is_fixed=True), HASHED_FINGERPRINT),
        "Words and parts of words. Needs nothing, knows no synonyms, and reads any language",
    ),
    "wordllama": EncoderKind(
        "wordllama",
        lambda name, _: load_wordllama(name),
        "Averaged vectors of English word pieces that the package WordLlama contains: "
        "`pip install 'prodigy[encoder]'`",
    ),
    "spacy": EncoderKind(
        "spacy:PIPELINE",
        load_pipeline_encoder,
        "The transformer, the word vectors or the layer tok2vec of a pipeline",
    ),
    "sentence-transformers": EncoderKind(
        "sentence-transformers:MODEL",
        load_sentence_transformer,
        "A model of sentence-transformers: its folder, or its name if it was downloaded before",
    ),
    "function": EncoderKind(
        "MODULE:FUNCTION",
        lambda name, _: load_function_encoder(name),
        "Your own function, also FILE.py:FUNCTION: takes a list of texts, returns an array with a "
        "row for each",
    ),
}
# A folder is what it contains.
MARKS = {"config.cfg": "spacy", "modules.json": "sentence-transformers"}


def load_encoder(name: str | None = None) -> Encoder:
    """Load an encoder.

    name (str | None): What users wrote, see the table. The path of a folder with a model is enough,
        too. Defaults to None (the one that needs nothing).
    RETURNS (Encoder): The encoder.
    RAISES (RecipeError): There is no such encoder, or it lacks something.
    """
    name = (name or DEFAULT_ENCODER).strip()
    kind, colon, rest = name.partition(":")
    if kind in ENCODERS and kind != "function":
        needs_more = ":" in ENCODERS[kind].usage
        if needs_more == bool(rest) and needs_more == bool(colon):
            return ENCODERS[kind].load(name, rest)
    elif mark := _find_mark(name):
        return ENCODERS[mark].load(name, name)
    elif colon and rest and kind:
        return load_function_encoder(name)
    usages = ", ".join(row.usage for row in ENCODERS.values())
    raise RecipeError(f"There is no encoder '{name}'", f"There are: {usages}")


def _find_mark(name: str) -> str | None:
    folder = Path(name).expanduser()
    return next((kind for mark, kind in MARKS.items() if (folder / mark).is_file()), None)
