"""Configs that start with an existing pipeline.

Components with data go on learning, or are added; all others stay exactly as they are. A component
that shares its token vectors with others gets a copy of them: otherwise, training it would change
the input of components that don't change with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..pipelines import load_spacy_model

if TYPE_CHECKING:
    from spacy.language import Language
    from thinc.api import Config

COPY_TOKENIZER = "spacy.copy_from_base_model.v1"


def extend_base_model(
    base_model: str, components: Sequence[str], generate: Callable[[str, Sequence[str]], Config]
) -> Config:
    """Make a config that updates a pipeline.

    base_model (str): Name or path of the pipeline.
    components (Sequence[str]): What to train.
    generate (Callable): Generates a config from a language and components.
    RETURNS (Config): The config. What it doesn't train is frozen.
    RAISES (ProdigyError): The pipeline can't be loaded.
    """
    nlp = load_spacy_model(base_model)
    config = generate(str(nlp.lang), components)
    if not nlp.component_names:  # There is nothing in it but the tokenizer.
        _copy_settings(config, nlp, base_model)
        return config
    shared = {name: _get_listeners(nlp, name) for name in nlp.component_names}
    trained = {name for name in nlp.component_names if name in components}
    # What nobody else listens to learns together with those that do.
    trained |= {up for up, down in shared.items() if down and trained.issuperset(down)}
    blocks: dict[str, Any] = {}
    for name in nlp.component_names:
        blocks[name] = {"source": base_model}
        ups = [up for up, down in shared.items() if name in down]
        if name in components and not trained.issuperset(ups):
            blocks[name]["replace_listeners"] = list(_find_listeners(_get_model(nlp, name)))
    added = [name for name in components if name not in blocks]
    for name in added:
        blocks[name] = _make_independent(config["components"], name)
    config["components"] = blocks
    config["nlp"]["pipeline"] = [*nlp.component_names, *added]
    config["nlp"]["disabled"] = list(nlp.disabled)
    frozen = [name for name in nlp.component_names if name not in trained]
    config["training"]["frozen_components"] = frozen
    config["training"]["score_weights"] = _get_score_weights(nlp, frozen, trained)
    _copy_settings(config, nlp, base_model)
    return config


def _copy_settings(config: Config, nlp: Language, base_model: str) -> None:
    base = nlp.config.interpolate()
    config["nlp"]["tokenizer"] = base["nlp"]["tokenizer"]
    if nlp.vocab.vectors.shape[0]:
        config["initialize"]["vectors"] = base_model
    if not base_model.startswith("blank:"):
        config["initialize"]["before_init"] = {
            "@callbacks": COPY_TOKENIZER,
            "tokenizer": base_model,
            "vocab": base_model,
        }


def _get_listeners(nlp: Language, name: str) -> set[str]:
    names = getattr(nlp.get_pipe(name), "listening_components", ())
    return set(names) & set(nlp.component_names)


def _get_model(nlp: Language, name: str) -> Mapping[str, Any]:
    return nlp.config.interpolate()["components"][name]


def _find_listeners(block: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Yield the paths of the listeners in a block, e.g. "model.tok2vec"."""
    for key, value in block.items():
        if isinstance(value, Mapping):
            here = f"{path}.{key}" if path else key
            if "Listener" in str(value.get("@architectures")):
                yield here
            else:
                yield from _find_listeners(value, here)


def _make_independent(blocks: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Give a new component token vectors of its own."""
    block = blocks[name]
    for path in list(_find_listeners(block)):
        *parents, last = path.split(".")
        inner: Any = block
        for key in parents:
            inner = inner[key]
        inner[last] = blocks["tok2vec"]["model"] if "tok2vec" in blocks else inner[last]
    return block


def _get_score_weights(
    nlp: Language, frozen: Sequence[str], trained: set[str]
) -> dict[str, float | None]:
    """Leave the scores of frozen components out."""
    weights: dict[str, float | None] = {}
    for name in frozen:
        weights.update(dict.fromkeys(nlp.get_pipe_meta(name).default_score_weights or ()))
    for name in trained:
        for key in nlp.get_pipe_meta(name).default_score_weights or ():
            weights.pop(key, None)
    return weights
