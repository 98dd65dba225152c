"""A tiny trained pipeline with every component that recipes use, made in a few seconds.

It only knows the sentences below, by heart, which is all that a test of a recipe needs. Import the
fixtures in the conftest.py of a folder.
"""

import functools
from pathlib import Path
from typing import Any

import pytest

# Words with fine tag, coarse tag, head and dependency.
Word = tuple[str, str, str, int, str]

SENTENCES: list[tuple[list[Word], list[tuple[int, int, str]], str]] = [
    (
        [
            ("Mira", "NNP", "PROPN", 1, "nsubj"),
            ("visited", "VBD", "VERB", 1, "ROOT"),
            ("Oslo", "NNP", "PROPN", 1, "dobj"),
            (".", ".", "PUNCT", 1, "punct"),
        ],
        [(0, 1, "PERSON"), (2, 3, "GPE")],
        "TRAVEL",
    ),
    (
        [
            ("Ada", "NNP", "PROPN", 1, "nsubj"),
            ("saw", "VBD", "VERB", 1, "ROOT"),
            ("Paris", "NNP", "PROPN", 1, "dobj"),
            (".", ".", "PUNCT", 1, "punct"),
        ],
        [(0, 1, "PERSON"), (2, 3, "GPE")],
        "TRAVEL",
    ),
    (
        [
            ("The", "DT", "DET", 2, "det"),
            ("red", "JJ", "ADJ", 2, "amod"),
            ("soup", "NN", "NOUN", 3, "nsubj"),
            ("burned", "VBD", "VERB", 3, "ROOT"),
            (".", ".", "PUNCT", 3, "punct"),
        ],
        [],
        "FOOD",
    ),
    (
        [
            ("She", "PRP", "PRON", 1, "nsubj"),
            ("cooks", "VBZ", "VERB", 1, "ROOT"),
            ("her", "PRP$", "PRON", 3, "poss"),
            ("rice", "NN", "NOUN", 1, "dobj"),
            (".", ".", "PUNCT", 1, "punct"),
        ],
        [],
        "FOOD",
    ),
]
TEXTS = ["Mira visited Oslo.", "Ada saw Paris.", "The red soup burned.", "She cooks her rice."]
LABELS = ["FOOD", "TRAVEL"]
# Two directions: food and places.
VECTORS = {
    "soup": (1.0, 0.0),
    "rice": (0.9, 0.1),
    "bread": (0.8, 0.2),
    "town": (0.0, 1.0),
    "city": (0.1, 0.9),
}
N_ITERATIONS = 20
SEED = 0
FEW_RULES = {"@tokenizers": "few_rules"}
# A tenth of the usual widths and rows: a few sentences need no more, and each test that loads the
# pipeline reads all of it.
SMALL = {
    "@architectures": "spacy.HashEmbedCNN.v2",
    "pretrained_vectors": None,
    "width": 32,
    "depth": 2,
    "embed_size": 300,
    "window_size": 1,
    "maxout_pieces": 2,
    "subword_features": True,
}


def make_blank() -> Any:
    """Make an empty English pipeline that splits no words in a way of their own.

    There are a thousand, and to read them takes longer than most of what tests do with a pipeline.

    RETURNS (Language): A pipeline of this process: others can't load it.
    """
    import spacy

    _register_tokenizer()
    return spacy.blank("en", config={"nlp": {"tokenizer": FEW_RULES}})


def load_pipeline(path: Path) -> Any:
    """Load the trained pipeline. It has the tokenizer of `make_blank`, which can't be saved.

    path (Path): Its folder.
    RETURNS (Language): The pipeline.
    """
    import spacy

    _register_tokenizer()
    return spacy.load(path, exclude=["tokenizer"], config={"nlp": {"tokenizer": FEW_RULES}})


@functools.cache
def _register_tokenizer() -> None:
    import spacy
    from spacy import util
    from spacy.tokenizer import Tokenizer

    def make_tokenizer(nlp: Any) -> Tokenizer:
        found = nlp.Defaults
        return Tokenizer(
            nlp.vocab,
            prefix_search=util.compile_prefix_regex(found.prefixes).search,
            suffix_search=util.compile_suffix_regex(found.suffixes).search,
            infix_finditer=util.compile_infix_regex(found.infixes).finditer,
            token_match=found.token_match,
            url_match=found.url_match,
        )

    spacy.registry.tokenizers(FEW_RULES["@tokenizers"], func=lambda: make_tokenizer)


def make_model(name: str) -> dict[str, Any]:
    """Make the configuration of a component's usual model, apart from its size.

    name (str): Name of the component's factory.
    RETURNS (dict[str, Any]): The configuration, as the setting "model" of the component.
    """
    from spacy.language import Language

    model = dict(Language.get_factory_meta(name).default_config["model"])
    model["tok2vec"] = SMALL
    if "linear_model" in model:
        model["linear_model"] = {**model["linear_model"], "length": 2048}
    return model


def train_pipeline() -> Any:
    """Train the pipeline.

    RETURNS (Language): An English pipeline with "tagger", "morphologizer", "parser", "senter",
        "ner", "textcat", "textcat_multilabel" and "spancat". The span categorizer finds the
        entities, and the whole sentence under "EVENT" if it has any. Some words have vectors.
    """
    import numpy
    import spacy
    from spacy.training import Example
    from spacy.util import fix_random_seed

    fix_random_seed(SEED)
    nlp = spacy.blank("en")
    # The thousand words that English splits in a way of their own: none of them is below, and to
    # read them takes as long as everything else.
    nlp.tokenizer.rules = {}

    def add(name: str, **settings: Any) -> None:
        nlp.add_pipe(name, config={"model": make_model(name), **settings})

    add("tagger")
    add("morphologizer")
    add("parser", min_action_freq=1)
    # After the parser, which has set the sentence boundaries by then. So it changes nothing, and
    # is only used by those who ask for it.
    add("senter")
    add("ner")
    add("textcat")
    add("textcat_multilabel")
    suggester = {"@misc": "spacy.ngram_range_suggester.v1", "min_size": 1, "max_size": 4}
    add("spancat", suggester=suggester)
    examples = [_make_example(nlp, *sentence) for sentence in SENTENCES]
    for word, vector in VECTORS.items():
        nlp.vocab.set_vector(word, numpy.array(vector, dtype="float32"))
    # Texts of two sentences, so that parser and senter see where one ends.
    pairs = [_join(nlp, examples[i], examples[i - 1]) for i in range(len(examples))]
    nlp.initialize(lambda: examples)
    others = [name for name in nlp.pipe_names if name not in ("parser", "senter")]
    for _ in range(N_ITERATIONS):
        nlp.update([Example(eg.x.copy(), eg.y.copy()) for eg in examples])
        nlp.update([Example(eg.x.copy(), eg.y.copy()) for eg in pairs], exclude=others)
    return nlp


def _make_example(nlp: Any, words: list[Word], ents: list[tuple[int, int, str]], cat: str) -> Any:
    from spacy.tokens import Doc, Span
    from spacy.training import Example

    texts, tags, pos, heads, deps = zip(*words, strict=True)
    spaces = [True] * (len(texts) - 2) + [False, False]
    doc = Doc(
        nlp.vocab,
        words=list(texts),
        spaces=spaces,
        tags=list(tags),
        pos=list(pos),
        morphs=[""] * len(texts),
        heads=list(heads),
        deps=list(deps),
    )
    doc.set_ents([Span(doc, start, end, label=label) for start, end, label in ents])
    events = [Span(doc, 0, 3, label="EVENT")] if ents else []
    doc.spans["sc"] = [*doc.ents, *events]
    doc.cats = {label: float(label == cat) for label in LABELS}
    return Example(Doc(nlp.vocab, words=list(texts), spaces=spaces), doc)


def _join(nlp: Any, first: Any, second: Any) -> Any:
    from spacy.tokens import Doc
    from spacy.training import Example

    doc = Doc.from_docs([first.y, second.y], exclude=["cats", "spans"])
    words, spaces = [token.text for token in doc], [bool(token.whitespace_) for token in doc]
    return Example(Doc(nlp.vocab, words=words, spaces=spaces), doc)


@pytest.fixture(scope="session")
def pipeline_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the trained pipeline."""
    path = tmp_path_factory.mktemp("pipelines") / "trained"
    train_pipeline().to_disk(path)
    return path


@pytest.fixture(scope="session")
def trained(pipeline_path: Path) -> Any:
    """The trained pipeline. Shared: a test that updates it uses `own_pipeline`."""
    return load_pipeline(pipeline_path)


@pytest.fixture
def own_pipeline(pipeline_path: Path) -> Any:
    """The trained pipeline, of this test only."""
    return load_pipeline(pipeline_path)
