"""What the recipes with suggestions of language models have in common: arguments, and choosing the
way in which the model is asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...components.preprocess import split_sentences
from ...components.stream import Stream
from ...errors import RecipeError
from ...llm import ChatClient, get_model_settings
from ...messages import msg
from ...types import SourceType
from ...util import get_labels, load_spacy_model
from . import shared
from .llm_questions import CategoriesQuestion, Question, SpansQuestion
from .llm_suggesting import Suggester, make_asking_suggester, make_config_suggester

if TYPE_CHECKING:
    from spacy.language import Language

# In place of a configuration: Prodigy asks its own questions.
AUTO = "auto"

CONFIG_PATH = (
    "Path of a spacy-llm config, or auto: ask about --label with a prompt of Prodigy's",
    "positional",
    None,
    Path,
)
SEGMENT = ("Split texts into sentences", "flag", "S", bool)
RESUME = ("Go on after what the output has", "flag", "r", bool)
OUTPUT = ("JSONL file, or dataset:NAME", "positional", None, str)
OPTIONS: dict[str, Any] = {
    "loader": shared.LOADER,
    "segment": SEGMENT,
    "component": ("Name of the component with the language model", "option", "c", str),
    "label": ("With auto: labels separated by commas, or file", "option", "l", get_labels),
    "describe": ("With auto: JSON file with label: what it means", "option", "d", Path),
    "lang": ("With auto: language of the texts, for tokens", "option", "la", str),
    "model": ("With auto: model to ask, if not that of the setting llm", "option", "m", str),
    "endpoint": ("With auto: base URL, if not that of the setting llm", "option", "ep", str),
}
EXTRA: dict[str, Any] = {
    "_extra": ("Settings of the config by their path", "positional", None, str),
}


def make_suggester(
    recipe: str,
    kind: str,
    config_path: str | Path,
    component: str,
    extra: Sequence[str],
    *,
    label: Sequence[str] | None,
    describe: Path | None,
    lang: str | None,
    model: str | None,
    endpoint: str | None,
    exclusive: bool = False,
) -> Suggester:
    """Make what a recipe gets its suggestions from.

    recipe (str): Name of the recipe, for messages.
    kind (str): "ner", "spans" or "textcat".
    config_path (Path): A configuration of spacy-llm, or "auto".
    component (str): Its component.
    extra (Sequence[str]): Overrides of the configuration, as words of the command line.
    label, describe, lang, model, endpoint, exclusive: Options for "auto", which have no meaning
        with a configuration.
    RETURNS (Suggester): It.
    RAISES (ProdigyError): Something doesn't fit together.
    """
    given = {
        "--label": label, "--describe": describe, "--lang": lang, "--model": model,
        "--endpoint": endpoint, "--exclusive": exclusive,
    }  # fmt: skip
    if str(config_path) != AUTO:
        unused = [name for name, value in given.items() if value]
        if unused:
            raise RecipeError(
                f"{', '.join(unused)} can't be used with a configuration",
                f"Set that in {config_path}, or write {AUTO} in its place.",
            )
        return make_config_suggester(recipe, kind, Path(config_path), component, extra)
    if extra:
        raise RecipeError(
            f"Don't know the arguments {' '.join(extra)}",
            f"With {AUTO} there is no configuration that they could change. Add --help.",
        )
    labels = list(dict.fromkeys(get_labels(label)))
    if not labels:
        raise RecipeError(
            f"{recipe} needs to know what to ask for",
            f"With {AUTO}, name labels: --label PERSON,ORG. What they mean goes into a JSON file: "
            "--describe labels.json",
        )
    descriptions = read_descriptions(describe, labels)
    if kind == "textcat":
        question: Question = CategoriesQuestion(labels, descriptions, exclusive and len(labels) > 1)
    else:
        question = SpansQuestion(labels, descriptions, may_overlap=kind == "spans")
    client = ChatClient(get_model_settings(model, endpoint))
    nlp = load_spacy_model(f"blank:{lang or 'en'}")
    return make_asking_suggester(client, question, nlp, labels, exclusive, descriptions)


def read_descriptions(path: Path | None, labels: Sequence[str]) -> dict[str, str]:
    """Read what labels mean.

    path (Path | None): A JSON file with an object of label to text.
    labels (Sequence[str]): The labels that are asked for. Others in the file are named.
    RETURNS (dict[str, str]): Label to text.
    RAISES (RecipeError): It is no such file.
    """
    if path is None:
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as err:
        raise RecipeError(f"Can't read {path}", err.strerror) from err
    except ValueError as err:
        raise RecipeError(f"{path} is no JSON", str(err)) from err
    is_right = isinstance(data, dict) and all(isinstance(text, str) for text in data.values())
    if not is_right:
        raise RecipeError(
            f"{path} doesn't describe labels", 'Expected {"LABEL": "what it means", ...}'
        )
    others = [name for name in data if name not in labels]
    if others:
        msg.warn(
            f"{path} describes labels that nobody asks for: {', '.join(others)}",
            f"Labels: {', '.join(labels)}",
        )
    return {name: text for name, text in data.items() if name in labels}


def open_texts(source: SourceType, loader: str | None, segment: bool, nlp: Language) -> Stream:
    """Open the texts to ask about.

    source (SourceType): The source.
    loader (str | None): ID of the loader.
    segment (bool): Split them into sentences.
    nlp (Language): The pipeline. It isn't run: a model in it would be asked about every text.
    RETURNS (Stream): The texts.
    """
    import spacy

    stream = shared.open_texts(source, loader)
    if segment:
        splitter = spacy.blank(str(nlp.lang))
        splitter.tokenizer = nlp.tokenizer
        splitter.add_pipe("sentencizer")
        stream.apply(split_sentences, nlp=splitter, stream=stream)
    return stream
