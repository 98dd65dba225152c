"""Training configs that read from datasets, made by spaCy's own machinery."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..components.preprocess.tokens import make_doc
from ..errors import ProdigyError, RecipeError
from ..pipelines import load_spacy_model
from .base_model import extend_base_model
from .corpora import MERGED_CORPUS
from .merging import check_row
from .readers import COREF, READERS
from .readers.base import find_span
from .readers.spans import INCORRECT_SPANS_KEY
from .readers.tokens import TaggerReader
from .rows import Pipes, iter_rows
from .splitting import DEFAULT_EVAL_SPLIT

if TYPE_CHECKING:
    from spacy.language import Language
    from thinc.api import Config

DEFAULT_LANG = "en"
# The order of the keys in the config.
CORPUS_KEYS = (
    *("textcat", "ner", "textcat_multilabel", "parser", "tagger", "senter", "spancat"),
    COREF,
)
# What differs from the defaults of a corpus reader.
CORPUS_SETTINGS: dict[str, dict[str, Any]] = {
    "ner": {"default_fill": "outside", "incorrect_key": INCORRECT_SPANS_KEY},
    "textcat": {"exclusive": True},
    "textcat_multilabel": {"exclusive": False},
}
SUGGESTER = "spacy.ngram_range_suggester.v1"


def make_config(
    db: Any,
    pipes: Pipes,
    *,
    config: str | Path | Config | None = None,
    lang: str | None = None,
    eval_split: float | None = None,
    base_model: str | None = None,
    gpu: bool = False,
) -> Config:
    """Make a config for training from datasets.

    db (Database): The database.
    pipes (Mapping): Component to training and evaluation datasets.
    config (str | Path | Config | None): A config to start with. Only its corpora are replaced.
        Defaults to None (made by spaCy).
    lang (str | None): Language of the pipeline. Defaults to None ("en", or that of the base model).
    eval_split (float | None): Portion of the data to hold back. Defaults to None (0.2).
    base_model (str | None): Pipeline to update. Components that get no data are frozen.
    gpu (bool): Suggest settings for a GPU. Defaults to False.
    RETURNS (Config): The complete config.
    RAISES (ProdigyError): The config, pipeline, language or a component can't be used.
    """
    if config is not None:
        result = load_config(config)
        _check_components(result, pipes)
    elif base_model is not None:
        result = extend_base_model(base_model, list(pipes), generate_config)
    else:
        result = generate_config(lang or DEFAULT_LANG, list(pipes), gpu=gpu)
    is_sourced = config is not None or base_model is not None
    if "spancat" in pipes and "source" not in result["components"]["spancat"] and config is None:
        nlp = load_spacy_model(base_model or f"blank:{lang or DEFAULT_LANG}")
        set_suggester(result, db, pipes["spancat"], nlp)
    if "parser" in pipes and "source" not in result["components"]["parser"] and config is None:
        # With spaCy's default of 30, labels that are rarer than that are lost, and with small
        # datasets the parser can't be trained at all.
        result["components"]["parser"]["min_action_freq"] = 1
    for name in pipes:
        block = result["components"][name]
        if block.get("factory") == "ner" and (not is_sourced or "source" not in block):
            block["incorrect_spans_key"] = INCORRECT_SPANS_KEY
    set_corpora(result, pipes, DEFAULT_EVAL_SPLIT if eval_split is None else eval_split)
    _set_tagger_labels(result, db, pipes)
    return result


def generate_config(lang: str, components: Sequence[str], gpu: bool = False) -> Config:
    """Let spaCy generate a config.

    lang (str): Code of the language.
    components (Sequence[str]): What to train.
    gpu (bool): For a GPU. Defaults to False.
    RETURNS (Config): The config.
    RAISES (ProdigyError): There is no such language, or a component needs another package.
    """
    from spacy.cli.init_config import init_config

    names = [name for name in components if name != COREF]
    try:
        config = init_config(lang=lang, pipeline=names, optimize="efficiency", gpu=gpu, silent=True)
    except ImportError:
        load_spacy_model(f"blank:{lang}")  # says what is wrong with the language
        raise
    if COREF in components:
        _add_coref(config, load_spacy_model(f"blank:{lang}"))
    config["nlp"]["pipeline"] = [
        *(name for name in config["nlp"]["pipeline"] if name not in components),
        *components,
    ]
    return config


def load_config(config: str | Path | Config) -> Config:
    """Load a config file.

    config (str | Path | Config): The path. A config is copied.
    RETURNS (Config): The config, with its variables.
    RAISES (ProdigyError): It can't be read.
    """
    from spacy.util import load_config as load

    if not isinstance(config, (str, Path)):
        return config.copy()
    if not Path(config).is_file():
        raise ProdigyError(f"Can't find the config file '{config}'", f"Looked in {Path.cwd()}.")
    try:
        return load(config, interpolate=False)
    except ValueError as err:
        raise ProdigyError(f"Can't read the config file '{config}'", str(err)) from err


def set_corpora(config: Config, pipes: Pipes, eval_split: float) -> None:
    """Let a config read from datasets.

    config (Config): The config. It is changed in place.
    pipes (Mapping): Component to training and evaluation datasets.
    eval_split (float): Portion of the data to hold back.
    """
    corpora: dict[str, Any] = {
        "@readers": MERGED_CORPUS,
        "eval_split": eval_split,
        "sample_size": 1.0,
        **dict.fromkeys(CORPUS_KEYS),
    }
    for name, (datasets, eval_datasets) in pipes.items():
        corpora[name] = {
            "@readers": READERS[name].corpus,
            "datasets": list(datasets),
            "eval_datasets": list(eval_datasets),
            **CORPUS_SETTINGS.get(name, {}),
        }
    config["corpora"] = corpora
    config["training"]["train_corpus"] = "corpora.train"
    config["training"]["dev_corpus"] = "corpora.dev"


def set_suggester(
    config: Config, db: Any, datasets: tuple[Sequence[str], Sequence[str]], nlp: Language
) -> None:
    """Let a span categorizer look at spans as long as those annotated, and no others.

    config (Config): The config. It is changed in place.
    db (Database): The database.
    datasets (tuple): Names of training and evaluation datasets.
    nlp (Language): For the tokens.
    """
    lengths = set(_iter_span_lengths(db, {"spancat": datasets}, nlp))
    if lengths:
        config["components"]["spancat"]["suggester"] = {
            "@misc": SUGGESTER,
            "min_size": min(lengths),
            "max_size": max(lengths),
        }


def _iter_span_lengths(db: Any, pipes: Pipes, nlp: Language) -> Iterator[int]:
    reader = READERS["spancat"]("spancat")
    for row, eg in iter_rows(db, pipes):
        if check_row(reader, eg, row):
            continue
        # Tokens of the task may be characters, or come from another tokenizer.
        doc = make_doc(nlp, eg["text"])
        for statement in reader.read(eg, row).statements:
            tokens = find_span(doc, statement.places[0])
            if tokens is not None:
                yield tokens[1] - tokens[0]


def _set_tagger_labels(config: Config, db: Any, pipes: Pipes) -> None:
    """Name the tags, if there are rejected ones: spaCy would take "!NOUN" for a tag."""
    if "tagger" not in pipes or "source" in config["components"]["tagger"]:
        return
    reader = TaggerReader("tagger")
    for row, eg in iter_rows(db, {"tagger": pipes["tagger"]}):
        check_row(reader, eg, row)
    if reader.has_negatives:
        components = config["initialize"].setdefault("components", {})
        components.setdefault("tagger", {})["labels"] = sorted(reader.labels)


def _check_components(config: Config, pipes: Pipes) -> None:
    pipeline = config.get("nlp", {}).get("pipeline", [])
    for name in pipes:
        if name not in pipeline or name not in config.get("components", {}):
            raise RecipeError(
                f"The config has no component '{name}'",
                f"Its pipeline is: {', '.join(map(str, pipeline)) or 'empty'}. Add the component, "
                "or leave out --config to let spaCy generate one.",
            )
    missing = [name for name in ("training", "initialize") if name not in config]
    for section in missing:
        config[section] = {}


def _add_coref(config: Config, nlp: Language) -> None:
    if not nlp.has_factory(COREF):
        raise RecipeError(
            f"There is no component '{COREF}'",
            "It is part of another package. To train it, run: pip install spacy-experimental",
        )
    nlp.add_pipe(COREF)
    config["components"][COREF] = nlp.config["components"][COREF]
