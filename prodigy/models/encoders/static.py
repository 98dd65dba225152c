"""The encoder of WordLlama: one vector per piece of a word, averaged over the text.

Its wheel has the vectors (256 numbers for each of 32000 pieces, 16 MB), so nothing is fetched.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from ...components.preprocess.tokens import clean_text
from ...errors import RecipeError
from .checked import Encoder

Array = Any
PACKAGE = "wordllama"


def load_wordllama(name: str = PACKAGE) -> Encoder:
    """Load the vectors that the package has.

    name (str): What users call the encoder. Defaults to its name.
    RETURNS (Encoder): The encoder.
    RAISES (RecipeError): The package isn't installed, or lacks the vectors.
    """
    with _quiet_logging():
        try:
            import wordllama
        except ImportError as err:
            raise RecipeError(
                f"The encoder '{name}' needs the package {PACKAGE}, which is not installed",
                f"Install it with: pip install 'prodigy[encoder]' (importing it failed with: "
                f"{err}). The encoder 'hashed' needs nothing.",
            ) from err
        try:
            # By itself, it looks for its own tokenizer in a folder that its wheel doesn't have, and
            # would fetch it. As a cache, the package has everything.
            folder = Path(wordllama.__file__).parent
            model = wordllama.WordLlama.load(cache_dir=folder, disable_download=True)
        except (FileNotFoundError, OSError) as err:
            raise RecipeError(
                f"The package {PACKAGE} lacks the vectors that its wheels have",
                f"{err} Install it from a wheel: pip install --force-reinstall {PACKAGE}",
            ) from err
    tokenizer, table = model.tokenizer, model.embedding
    # Else a batch takes as much memory as if all its texts were as long as the longest.
    tokenizer.no_padding()

    def encode(texts: Sequence[str]) -> Array:
        found = tokenizer.encode_batch(
            [clean_text(text) for text in texts], add_special_tokens=False
        )
        vectors = np.zeros((len(texts), table.shape[1]), dtype=np.float32)
        for row, pieces in enumerate(found):
            if pieces.ids:
                vectors[row] = table[np.minimum(pieces.ids, len(table) - 1)].mean(axis=0)
        return vectors

    return Encoder(name, encode, f"{PACKAGE} {version(PACKAGE)}")


@contextmanager
def _quiet_logging() -> Iterator[None]:
    """Undo that importing the package sets up the logging of the whole process."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    try:
        yield
    finally:
        root.setLevel(level)
        for handler in [handler for handler in root.handlers if handler not in handlers]:
            root.removeHandler(handler)
