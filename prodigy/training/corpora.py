"""Corpus readers that spaCy finds by name, so that `spacy train` reads straight from datasets.

The names are in the group `spacy_readers` of the entry points in pyproject.toml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from ..errors import RecipeError
from .account import EVALUATION, TRAINING, count_outcomes
from .merging import MergedRows
from .readers import COREF
from .splitting import DEFAULT_EVAL_SPLIT

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.training import Example


MERGED_CORPUS = "prodigy.MergedCorpus.v1"


@dataclass(frozen=True)
class ComponentCorpus:
    """The datasets of one component.

    datasets (tuple[str, ...]): Names of training datasets.
    eval_datasets (tuple[str, ...]): Names of evaluation datasets. Empty to hold back some of the
        training data.
    settings (dict): Settings of the component's reader.
    """

    datasets: tuple[str, ...] = ()
    eval_datasets: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)


class MergedData:
    """Documents in memory, made from the rows of all components.

    rows (MergedRows): The rows.
    nlp (Language): The pipeline, for the tokens.
    """

    def __init__(self, rows: MergedRows, nlp: Language) -> None:
        self.rows = rows
        self.docs: dict[str, list[Doc]] = {
            side: list(rows.iter_docs(nlp, side)) for side in (TRAINING, EVALUATION)
        }
        rows.close_account()
        check_data(rows, nlp)


class MergedCorpus:
    """All components' datasets, merged into one document per text.

    components (dict[str, ComponentCorpus]): By name of the component.
    eval_split (float): Portion of the texts to hold back for components without evaluation
        datasets, 0 to 1.
    sample_size (float): Portion of the training texts to use, 0 to 1.
    """

    def __init__(
        self, components: dict[str, ComponentCorpus], eval_split: float, sample_size: float = 1.0
    ) -> None:
        self.components = components
        self.eval_split = eval_split
        self.sample_size = sample_size

    def get(self, nlp: Language) -> MergedData:
        """Get the documents. They are made once for each pipeline, however often spaCy asks.

        nlp (Language): The pipeline, for the tokens.
        RETURNS (MergedData): The documents.
        RAISES (ProdigyError): A dataset doesn't exist.
        """
        key = repr((self.components, self.eval_split, self.sample_size))
        known = _cache.setdefault(nlp, {})
        if key not in known:
            known[key] = MergedData(self.read(), nlp)
        return known[key]

    def read(self) -> MergedRows:
        """RETURNS (MergedRows): The rows of all datasets."""
        from ..components.db import connect

        return MergedRows(
            connect(),
            {name: (one.datasets, one.eval_datasets) for name, one in self.components.items()},
            {name: one.settings for name, one in self.components.items()},
            eval_split=self.eval_split,
            sample_size=self.sample_size,
        )

    def train(self, nlp: Language) -> Examples:
        """RETURNS (Examples): The training examples. They can be gone through again and again."""
        return Examples(nlp, self.get(nlp).docs[TRAINING])

    def dev(self, nlp: Language) -> Examples:
        """RETURNS (Examples): The evaluation examples, likewise."""
        return Examples(nlp, self.get(nlp).docs[EVALUATION])


# What was made for a pipeline goes when the pipeline goes.
_cache: WeakKeyDictionary[Language, dict[str, MergedData]] = WeakKeyDictionary()


def check_data(rows: MergedRows, nlp: Language) -> None:
    """Check that there is something to train every component with.

    rows (MergedRows): The rows, whose training documents were made.
    nlp (Language): The pipeline. What it has learned before need not be in the rows.
    RAISES (RecipeError): There isn't; the message says what became of the rows.
    """
    for name, (datasets, _) in rows.pipes.items():
        if not datasets:  # a pipeline is only evaluated
            continue
        reader = rows.readers[name]
        known = nlp.pipe_labels.get(name) if name in nlp.pipe_names else None
        learned = {label for label, is_true in reader.taught if is_true}
        if not rows.counts[name, TRAINING]:
            raise _make_error(rows, nlp, name, f"There is nothing to train '{name}' with")
        if reader.needs_labels and not learned and not known:
            raise _make_error(rows, nlp, name, f"There is no label to learn for '{name}'")
        has_negatives = any(not is_true for _, is_true in reader.taught)
        if name == "textcat_multilabel" and not has_negatives and not known:
            raise RecipeError(
                f"There is nothing to learn for '{name}' in {', '.join(datasets)}",
                f"No text is known to lack a category: {', '.join(sorted(learned))}. Answer some "
                "texts with other categories, or reject some.",
            )
        labels = getattr(reader, "labels", ())
        if name == "textcat" and len(labels) < 2:
            raise RecipeError(
                f"There is only one category for 'textcat': {', '.join(labels)}",
                "One of several categories applies to each text there. If a text may have any "
                "number of categories, or none, use --textcat-multilabel instead.",
            )


def _make_error(rows: MergedRows, nlp: Language, name: str, title: str) -> RecipeError:
    rows.settle(nlp)
    found = [row for row in rows.store.rows if name in row.roles]
    counts = [f"{text}: {n}" for text, n in count_outcomes(found)]
    datasets = ", ".join(rows.pipes[name][0])
    return RecipeError(f"{title} in {datasets}", "\n".join(["What became of the rows:", *counts]))


class Examples:
    """The examples of some documents, made anew each time they are gone through.

    nlp (Language): The pipeline.
    docs (Sequence[Doc]): Annotated documents.
    """

    def __init__(self, nlp: Language, docs: Sequence[Doc]) -> None:
        self._nlp = nlp
        self._docs = docs

    def __iter__(self) -> Iterator[Example]:
        return make_examples(self._nlp, self._docs)

    def __len__(self) -> int:
        return len(self._docs)


def make_examples(nlp: Language, docs: Iterable[Doc]) -> Iterator[Example]:
    """Yield examples as spaCy's own corpus does: the prediction starts from the bare text.

    nlp (Language): The pipeline.
    docs (Iterable[Doc]): Annotated documents.
    YIELDS (Example): One for each document.
    """
    from spacy.training import Example

    for doc in docs:
        yield Example(nlp.make_doc(doc.text), doc)


def make_ner_corpus(
    datasets: Sequence[str],
    eval_datasets: Sequence[str] = (),
    default_fill: str = "outside",
    incorrect_key: str | None = "incorrect_spans",
) -> ComponentCorpus:
    """Make the corpus of an entity recognizer.

    datasets (Sequence[str]): Names of training datasets.
    eval_datasets (Sequence[str]): Names of evaluation datasets.
    default_fill (str): What tokens outside of entities are in texts that were annotated by hand:
        "outside" or "missing". Defaults to "outside".
    incorrect_key (str | None): Name of the span group for entities that were rejected. Defaults to
        "incorrect_spans". None leaves them out.
    RETURNS (ComponentCorpus): The corpus.
    """
    settings = {"default_fill": default_fill, "incorrect_key": incorrect_key}
    return _make_corpus(datasets, eval_datasets, settings)


def make_spancat_corpus(
    datasets: Sequence[str], eval_datasets: Sequence[str] = (), spans_key: str = "sc"
) -> ComponentCorpus:
    """Make the corpus of a span categorizer, whose spans are in the group `spans_key`."""
    return _make_corpus(datasets, eval_datasets, {"spans_key": spans_key})


def make_textcat_corpus(
    datasets: Sequence[str], eval_datasets: Sequence[str] = (), exclusive: bool = False
) -> ComponentCorpus:
    """Make the corpus of a text categorizer; `exclusive` if only one category applies."""
    return _make_corpus(datasets, eval_datasets, {"exclusive": exclusive})


def make_tagger_corpus(
    datasets: Sequence[str], eval_datasets: Sequence[str] = ()
) -> ComponentCorpus:
    """Make the corpus of a tagger."""
    return _make_corpus(datasets, eval_datasets)


def make_senter_corpus(
    datasets: Sequence[str], eval_datasets: Sequence[str] = ()
) -> ComponentCorpus:
    """Make the corpus of a senter."""
    return _make_corpus(datasets, eval_datasets)


def make_parser_corpus(
    datasets: Sequence[str], eval_datasets: Sequence[str] = ()
) -> ComponentCorpus:
    """Make the corpus of a dependency parser."""
    return _make_corpus(datasets, eval_datasets)


def make_coref_corpus(
    datasets: Sequence[str], eval_datasets: Sequence[str] = ()
) -> ComponentCorpus:
    """Make the corpus of a coreference resolver."""
    return _make_corpus(datasets, eval_datasets)


def make_merged_corpus(
    eval_split: float = DEFAULT_EVAL_SPLIT,
    sample_size: float = 1.0,
    ner: ComponentCorpus | None = None,
    textcat: ComponentCorpus | None = None,
    textcat_multilabel: ComponentCorpus | None = None,
    parser: ComponentCorpus | None = None,
    tagger: ComponentCorpus | None = None,
    senter: ComponentCorpus | None = None,
    spancat: ComponentCorpus | None = None,
    experimental_coref: ComponentCorpus | None = None,
) -> dict[str, Callable[[Language], Iterable[Example]]]:
    """Merge the corpora of several components.

    eval_split (float): Portion of the texts to hold back for components without evaluation
        datasets, 0 to 1. Defaults to 0.2.
    sample_size (float): Portion of the training texts to use, 0 to 1. Defaults to 1.
    ner, ..., experimental_coref (ComponentCorpus | None): The corpora. Defaults to None (no data).
    RETURNS (dict): "train" and "dev": functions that take a pipeline and yield examples.
    """
    given = {
        "tagger": tagger,
        "parser": parser,
        "senter": senter,
        "ner": ner,
        "spancat": spancat,
        "textcat": textcat,
        "textcat_multilabel": textcat_multilabel,
        COREF: experimental_coref,
    }
    components = {name: one for name, one in given.items() if one is not None}
    corpus = MergedCorpus(components, eval_split, sample_size)
    return {"train": corpus.train, "dev": corpus.dev}


def _make_corpus(
    datasets: Sequence[str], eval_datasets: Sequence[str], settings: dict[str, Any] | None = None
) -> ComponentCorpus:
    return ComponentCorpus(tuple(datasets), tuple(eval_datasets), settings or {})
