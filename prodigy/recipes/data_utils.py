"""Datasets as they are named on the command line, and the documents in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import RecipeError
from ..training.corpora import (
    ComponentCorpus,
    MergedCorpus,
    make_coref_corpus,
    make_ner_corpus,
)
from ..training.corpora import make_merged_corpus as create_merged_corpus
from ..training.corpora import make_parser_corpus as create_parser_reader
from ..training.corpora import make_senter_corpus as create_senter_reader
from ..training.corpora import make_spancat_corpus as create_spancat_reader
from ..training.corpora import make_tagger_corpus as create_tagger_reader
from ..training.corpora import make_textcat_corpus as create_textcat_reader
from ..training.readers import COREF, READERS
from ..training.splitting import DEFAULT_EVAL_SPLIT
from ..util import COREF_DEFAULT_PREFIX, EVAL_PREFIX, NER_DEFAULT_INCORRECT_KEY
from .parts.train_args import COMPONENT_ARGS, Pipes

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

    from ..training_types import NerExample, SpancatExample, TextcatExample

__all__ = [
    "NerExample",
    "Pipes",
    "SpancatExample",
    "TextcatExample",
    "create_coref_reader",
    "create_merged_corpus",
    "create_ner_reader",
    "create_parser_reader",
    "create_senter_reader",
    "create_spancat_reader",
    "create_tagger_reader",
    "create_textcat_reader",
    "get_datasets_from_cli",
    "get_datasets_from_cli_eval",
    "merge_corpus",
]

# In the order of the functions below.
CLI_COMPONENTS = tuple(COREF if name == "coref" else name for name in COMPONENT_ARGS)


def get_datasets_from_cli(
    ner: Sequence[str] = (),
    textcat: Sequence[str] = (),
    textcat_multilabel: Sequence[str] = (),
    tagger: Sequence[str] = (),
    senter: Sequence[str] = (),
    parser: Sequence[str] = (),
    spancat: Sequence[str] = (),
    coref: Sequence[str] = (),
) -> Pipes:
    """Tell training and evaluation datasets apart.

    ner, ..., coref (Sequence[str]): Names of datasets; those for evaluation start with "eval:".
    RETURNS (dict): The components that have datasets, each with the names of its training datasets
        and those of its evaluation datasets.
    RAISES (RecipeError): There is no component, or one without training data.
    """
    given = _split_names(ner, textcat, textcat_multilabel, tagger, senter, parser, spancat, coref)
    pipes: Pipes = {}
    for component, names in given.items():
        eval_sets = [n.removeprefix(EVAL_PREFIX) for n in names if n.startswith(EVAL_PREFIX)]
        train_sets = [name for name in names if not name.startswith(EVAL_PREFIX)]
        if eval_sets and not train_sets:
            raise RecipeError(
                f"There is no training data for '{component}'",
                f"Name a dataset without 'eval:', too: --{_get_option(component)} "
                f"my_dataset,eval:{eval_sets[0]}",
            )
        if train_sets:
            pipes[component] = (list(dict.fromkeys(train_sets)), list(dict.fromkeys(eval_sets)))
    if not pipes:
        options = ", ".join(f"--{_get_option(name)}" for name in given)
        raise RecipeError(
            "There is nothing to train",
            f"Name a component and its datasets, e.g. --ner my_dataset. Components: {options}",
        )
    if {"textcat", "textcat_multilabel"} <= set(pipes):
        raise RecipeError(
            "Can't train 'textcat' and 'textcat_multilabel' in one pipeline",
            "Both write their categories to the same place. Train two pipelines instead.",
        )
    return pipes


def get_datasets_from_cli_eval(
    ner: Sequence[str] = (),
    textcat: Sequence[str] = (),
    textcat_multilabel: Sequence[str] = (),
    tagger: Sequence[str] = (),
    senter: Sequence[str] = (),
    parser: Sequence[str] = (),
    spancat: Sequence[str] = (),
    coref: Sequence[str] = (),
) -> dict[str, list[str]]:
    """Get the datasets on which pipelines are evaluated, where none is trained.

    ner, ..., coref (Sequence[str]): Names of datasets, with or without "eval:".
    RETURNS (dict): Every component to the names of its datasets; no names if it is left out.
    RAISES (RecipeError): There is no dataset at all.
    """
    given = _split_names(ner, textcat, textcat_multilabel, tagger, senter, parser, spancat, coref)
    if not any(given.values()):
        options = ", ".join(f"--{_get_option(name)}" for name in given)
        raise RecipeError(
            "There is nothing to evaluate on",
            f"Name a component and its datasets, e.g. --ner my_dataset. Components: {options}",
        )
    return {
        component: list(dict.fromkeys(name.removeprefix(EVAL_PREFIX) for name in names))
        for component, names in given.items()
    }


def _split_names(*given: Sequence[str] | str) -> dict[str, list[str]]:
    found = {}
    for component, value in zip(CLI_COMPONENTS, given, strict=True):
        names = [value] if isinstance(value, str) else list(value or ())
        found[component] = [
            part.strip() for name in names for part in name.split(",") if part.strip()
        ]
    return found


def merge_corpus(
    nlp: Language,
    pipes: Mapping[str, tuple[Sequence[str], Sequence[str]]],
    *,
    eval_split: float = DEFAULT_EVAL_SPLIT,
) -> dict[str, Callable[[Language], Iterable[Example]]]:
    """Merge the datasets of all components into one document per text.

    nlp (Language): The pipeline whose tokens are used.
    pipes (Mapping): Component to the names of its training and its evaluation datasets.
    eval_split (float): Portion of the texts to hold back for components without evaluation
        datasets, 0 to 1. Defaults to 0.2.
    RETURNS (dict): "train" and "dev": functions that take a pipeline and return examples.
    RAISES (ProdigyError): A dataset or component doesn't exist.
    """
    components = {}
    for name, sides in pipes.items():
        train_sets, eval_sets = map(_flatten, sides)
        if not train_sets and not eval_sets:
            continue
        if name not in READERS:
            raise RecipeError(
                f"Don't know the component '{name}'", f"Choose from: {', '.join(READERS)}"
            )
        settings = {"exclusive": True} if name == "textcat" else {}
        components[name] = ComponentCorpus(tuple(train_sets), tuple(eval_sets), settings)
    corpus = MergedCorpus(components, eval_split)
    corpus.get(nlp)
    return {"train": corpus.train, "dev": corpus.dev}


def _flatten(names: Sequence[Any]) -> list[str]:
    """Callers pass on lists of names as if they were one name."""
    return [one for name in names for one in (name if isinstance(name, (list, tuple)) else [name])]


def create_coref_reader(
    datasets: Sequence[str],
    eval_datasets: Sequence[str] = (),
    coref_prefix: str = COREF_DEFAULT_PREFIX,
) -> ComponentCorpus:
    """Make the corpus of a coreference resolver.

    datasets (Sequence[str]): Names of training datasets.
    eval_datasets (Sequence[str]): Names of evaluation datasets.
    coref_prefix (str): Prefix of the span groups. Only the usual one is supported.
    RETURNS (ComponentCorpus): The corpus.
    RAISES (RecipeError): The prefix is another one.
    """
    if coref_prefix != COREF_DEFAULT_PREFIX:
        raise RecipeError(
            f"Can't read clusters into span groups called '{coref_prefix}'",
            f"The component has to use the prefix '{COREF_DEFAULT_PREFIX}'.",
        )
    return make_coref_corpus(datasets, eval_datasets)


def create_ner_reader(
    datasets: Sequence[str],
    eval_datasets: Sequence[str] = (),
    default_fill: Any = "outside",
    incorrect_key: str | None = NER_DEFAULT_INCORRECT_KEY,
) -> ComponentCorpus:
    """Make the corpus of an entity recognizer, see `training.corpora.make_ner_corpus`.

    datasets (Sequence[str]): Names of training datasets.
    eval_datasets (Sequence[str]): Names of evaluation datasets.
    default_fill (str | SetEntsDefault): "outside" or "missing", or what spaCy has for that.
    incorrect_key (str | None): Name of the span group for entities that were rejected.
    RETURNS (ComponentCorpus): The corpus.
    """
    fill = getattr(default_fill, "name", default_fill)
    return make_ner_corpus(datasets, eval_datasets, fill, incorrect_key)


def __getattr__(name: str) -> Any:
    # Defining these models takes longer than importing everything else here.
    if name in ("NerExample", "SpancatExample", "TextcatExample"):
        from .. import training_types

        return getattr(training_types, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _get_option(component: str) -> str:
    return "coref" if component == COREF else component.replace("_", "-")
