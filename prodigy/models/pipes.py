"""Getting components of a pipeline ready to learn in the loop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ..errors import RecipeError
from ..logger import log
from ..pipelines import explain_untrained

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# What a tokenizer knows. Models that use other features need the components before them.
LEXICAL_FEATURES = ("NORM", "LOWER", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "ORTH", "IS_SPACE")
# What components of a kind set, in spaCy's own notation.
ASSIGNS = {"ner": "doc.ents", "textcat": "doc.cats", "spancat": "doc.spans"}
SENTENCE_COMPONENTS = ("parser", "senter", "sentencizer")


def check_component(nlp: Language, name: str, kind: str = "") -> None:
    """Make sure that a pipeline has a component.

    nlp (Language): The pipeline.
    name (str): Name of the component.
    kind (str): What it should be, for the message. Defaults to its name.
    RAISES (RecipeError): There is no such component, or it is known to be of another kind.
    """
    if name not in nlp.pipe_names:
        raise RecipeError(
            f"Can't find component '{name}' in pipeline.",
            f"Available components: {', '.join(nlp.pipe_names) or 'none'}. The pipeline must have "
            f"a trained component of the kind '{kind or name}'. If it has one with another name, "
            "select it with --component",
        )
    assigns, wanted = nlp.get_pipe_meta(name).assigns, ASSIGNS.get(kind)
    # Those of others need not say what they set.
    if wanted and assigns and wanted not in assigns:
        raise RecipeError(
            f"The component '{name}' is not of the kind '{kind}'",
            f"It sets {', '.join(assigns)}, but {wanted} is needed. Available components: "
            f"{', '.join(nlp.pipe_names)}. Select another one with --component",
        )


def get_pipe(nlp: Language, name: str) -> Any:
    """Get a component with all its methods, of which spaCy's type for components knows none.

    nlp (Language): The pipeline.
    name (str): Name of the component.
    RETURNS (Any): The component.
    """
    return nlp.get_pipe(name)


def ensure_sentencizer(nlp: Language) -> Language:
    """Add a sentencizer to a pipeline if nothing in it sets sentence boundaries.

    nlp (Language): The pipeline. It is changed in place.
    RETURNS (Language): The same pipeline.
    """
    factories = {nlp.get_pipe_meta(name).factory for name in nlp.pipe_names}
    sets_sentences = any(
        "token.is_sent_start" in nlp.get_pipe_meta(name).assigns for name in nlp.pipe_names
    )
    if not sets_sentences and not factories.intersection(SENTENCE_COMPONENTS):
        log("MODEL: Adding a sentencizer, since nothing in the pipeline splits sentences")
        nlp.add_pipe("sentencizer", first=True)
    return nlp


def make_independent(nlp: Language, name: str) -> None:
    """Give a component its own copy of the embedding layer it shares with others.

    Otherwise, its updates would change the input of components that learn nothing.

    nlp (Language): The pipeline. It is changed in place.
    name (str): Name of the component.
    """
    for shared_name, shared in nlp.pipeline:
        listeners = getattr(shared, "listener_map", {}).get(name, ())
        if listeners:
            log(f"MODEL: '{name}' gets its own copy of '{shared_name}' to learn with")
            nlp.replace_listeners(shared_name, name, ["model.tok2vec"])


def prepare(nlp: Language, name: str, kind: str = "") -> Any:
    """Get a component that will learn.

    nlp (Language): The pipeline. It is changed in place, see `make_independent`.
    name (str): Name of the component.
    kind (str): What it should be, see `check_component`. Defaults to its name.
    RETURNS (Any): The component.
    RAISES (RecipeError): There is no such component.
    """
    check_component(nlp, name, kind)
    make_independent(nlp, name)
    return get_pipe(nlp, name)


def uses_pipeline(pipe: Any) -> bool:
    """Tell whether a component needs more than the tokens.

    pipe (TrainablePipe): The component.
    RETURNS (bool): Whether it uses features that other components predict.
    """
    from spacy.attrs import IDS

    lexical = {IDS[name] for name in LEXICAL_FEATURES}
    for node in pipe.model.walk():
        columns = node.attrs.get("columns") if node.name == "extract_features" else None
        if columns is not None and not lexical.issuperset(columns):
            return True
    return False


def run_before(nlp: Language, name: str, docs: Iterable[Doc]) -> Iterator[Doc]:
    """Run the components that stand before one in the pipeline, if it needs them.

    nlp (Language): The pipeline.
    name (str): Name of the component.
    docs (Iterable[Doc]): Tokenized documents.
    YIELDS (Doc): The documents.
    """
    stream = iter(docs)
    if uses_pipeline(nlp.get_pipe(name)):
        for other, pipe in nlp.pipeline:
            if other == name:
                break
            stream = pipe.pipe(stream) if hasattr(pipe, "pipe") else map(pipe, stream)
    with explain_untrained(pipe for _, pipe in nlp.pipeline):
        yield from stream


def guess_batch_size(n_examples: int) -> int:
    """Choose how many texts to learn from between two changes of the weights.

    n_examples (int): Number of texts.
    RETURNS (int): The batch size: larger for more texts.
    """
    for size, limit in ((2, 50), (4, 200), (8, 1000), (16, 5000)):
        if n_examples <= limit:
            return size
    return 32


def get_model_name(nlp: Language) -> str:
    """RETURNS (str): What a pipeline is called in the tasks that it suggests."""
    name = nlp.meta.get("name") or "pipeline"
    return f"{nlp.lang}_{name}"
