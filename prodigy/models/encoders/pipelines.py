"""Vectors of texts from spaCy pipelines, and from models of sentence-transformers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ...components.encoding import Encode, PipelineVectors, choose_encoder
from ...components.preprocess.tokens import clean_text
from ...errors import RecipeError
from ...io.fingerprints import describe_value
from ...pipelines import explain_untrained, load_spacy_model
from .checked import Encoder

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Array = Any
# A pipeline refuses longer texts. What a text is about, its beginning tells.
MAX_CHARS = 1_000_000
SENTENCE_TRANSFORMERS = "sentence-transformers"
TRANSFORMERS = ("transformer", "curated_transformer")


def load_pipeline_encoder(name: str, pipeline: str | Language) -> Encoder:
    """Take the vectors of a pipeline: those of its transformer, or else of its vocabulary, or else
    what its layer tok2vec makes of the tokens; on average over the tokens.

    name (str): What users call the encoder.
    pipeline (str | Language): Name or path of the pipeline.
    RETURNS (Encoder): The encoder.
    RAISES (RecipeError): It has none of these.
    RAISES (ProdigyError): It can't be loaded.
    """
    nlp = load_spacy_model(pipeline)
    factories = {nlp.get_pipe_meta(pipe).factory: pipe for pipe in nlp.pipe_names}
    transformer = next((factories[key] for key in TRANSFORMERS if key in factories), None)
    vectors: Encode = choose_encoder(nlp)
    if transformer is not None:
        vectors = TransformerVectors(nlp, transformer)
    elif not isinstance(vectors, PipelineVectors):
        raise RecipeError(
            f"The pipeline '{pipeline}' has no vectors",
            "It has no word vectors, and no component 'transformer' or 'tok2vec'. There are: "
            f"{', '.join(nlp.pipe_names) or 'none'}. Take a pipeline with vectors, such as "
            "en_core_web_md, or another encoder.",
        )

    def encode(texts: Sequence[str]) -> Array:
        with explain_untrained(pipe for _, pipe in nlp.pipeline):
            return vectors([clean_text(text[:MAX_CHARS]) for text in texts])

    encode(["x"])  # a layer without weights is noticed now
    return Encoder(name, encode, f"spacy {describe_value(pipeline)}")


class TransformerVectors:
    """What the last layer of a transformer says, on average over the pieces of words, in the form
    of spacy-transformers or of spacy-curated-transformers.

    nlp (Language): The pipeline. It is not changed.
    component (str): Name of the transformer.
    """

    def __init__(self, nlp: Language, component: str) -> None:
        self.nlp = nlp
        # What comes before may split the text or set what it reads; what comes after doesn't.
        self._unneeded = nlp.pipe_names[nlp.pipe_names.index(component) + 1 :]

    def __call__(self, texts: Sequence[str]) -> Array:
        """See `Encode`."""
        # There is no average over no tokens.
        rows = [row for row, text in enumerate(texts) if text.strip()]
        docs = self.nlp.pipe([texts[row] for row in rows] or ["x"], disable=self._unneeded)
        found = np.array([self._read(doc) for doc in docs])
        vectors = np.zeros((len(texts), found.shape[1]), dtype=np.float32)
        vectors[rows] = found[: len(rows)]
        return vectors

    def _read(self, doc: Doc) -> Array:
        data = doc._.trf_data
        last = getattr(data, "last_hidden_layer_state", None)
        if last is None:
            last = data.model_output["last_hidden_state"]  # (parts of the text, pieces, width)
        table = getattr(last, "dataXd", last)
        table = table.get() if hasattr(table, "get") else np.asarray(table)  # from a GPU
        return table.reshape(-1, table.shape[-1]).mean(axis=0)


def load_sentence_transformer(name: str, model: str) -> Encoder:
    """Load a model of sentence-transformers that is on this machine.

    name (str): What users call the encoder.
    model (str): Its name, or the path of its folder.
    RETURNS (Encoder): The encoder.
    RAISES (RecipeError): The library isn't installed, or the model isn't here.
    """
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as err:
        raise RecipeError(
            f"The encoder '{name}' needs {SENTENCE_TRANSFORMERS}, which is not installed",
            f"Install it with: pip install 'prodigy[{SENTENCE_TRANSFORMERS}]' (importing it failed "
            f"with: {err})",
        ) from err
    try:
        loaded = SentenceTransformer(model, local_files_only=True)
    except (OSError, ValueError) as err:
        raise RecipeError(
            f"Can't load the model '{model}' of {SENTENCE_TRANSFORMERS}",
            f"{err}\nNothing is fetched from other hosts. Download it first, e.g. with: "
            f"huggingface-cli download {SENTENCE_TRANSFORMERS}/{model.rpartition('/')[2]}",
        ) from err

    def encode(texts: Sequence[str]) -> Array:
        clean = [clean_text(text) for text in texts]
        return loaded.encode(clean, convert_to_numpy=True, show_progress_bar=False)

    return Encoder(name, encode, f"{SENTENCE_TRANSFORMERS} {describe_value(model)}")
