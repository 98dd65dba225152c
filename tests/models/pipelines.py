"""Tiny pipelines, trained in a second or two, for the models in the loop."""

import functools

from tests.pipelines import make_blank, make_model

SENTENCES = [
    "Mira lives in Oslo",
    "Jonas moved to Paris",
    "Ada met Jonas in Rome",
    "We saw Mira near Berlin",
    "Nobody was in the house",
    "They like the old town",
]
ENTITIES = {
    **dict.fromkeys(["Mira", "Jonas", "Ada"], "PERSON"),
    **dict.fromkeys(["Oslo", "Paris", "Rome", "Berlin"], "GPE"),
}
TAGS = {"in": "IN", "to": "IN", "near": "IN", "the": "DT", **dict.fromkeys(ENTITIES, "NNP")}
# A model that is not sure yet: it has seen the data a few times only.
N_EPOCHS = 20


def make_ner():
    """Make a pipeline with an entity recognizer for PERSON and GPE."""
    return _load(_train_ner())


def save(nlp, path):
    """Save a pipeline for other processes, which don't know its tokenizer, with that of English."""
    import spacy

    nlp.to_disk(path, exclude=["tokenizer"])
    spacy.blank("en").tokenizer.to_disk(path / "tokenizer")
    config = path / "config.cfg"
    config.write_text(config.read_text().replace("few_rules", "spacy.Tokenizer.v1"))


def make_tagger():
    """Make a pipeline with a tagger that knows IN, DT, NNP and XX, and what they stand for."""
    nlp = _load(_train_tagger())
    table = {"IN": "ADP", "DT": "DET", "NNP": "PROPN", "XX": "NOUN"}
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add_patterns(
        [{"patterns": [[{"TAG": tag}]], "attrs": {"POS": pos}} for tag, pos in table.items()]
    )
    return nlp


def make_senter():
    """Make a pipeline with a senter."""
    return _load(_train_senter())


def make_parser():
    """Make a pipeline with a parser that knows nsubj, prep and pobj."""
    return _load(_train_parser())


@functools.cache
def _train_ner():
    from spacy.tokens import Span

    nlp = make_blank()
    nlp.add_pipe("ner")  # of the usual size: a small one forgets what it isn't told again

    def annotate(doc):
        doc.ents = [
            Span(doc, token.i, token.i + 1, label=ENTITIES[token.text])
            for token in doc
            if token.text in ENTITIES
        ]

    return _train(nlp, SENTENCES, annotate)


@functools.cache
def _train_tagger():
    nlp = make_blank()
    nlp.add_pipe("tagger", config={"model": make_model("tagger")})

    def annotate(doc):
        for token in doc:
            token.tag_ = TAGS.get(token.text, "XX")

    return _train(nlp, SENTENCES, annotate)


@functools.cache
def _train_senter():
    nlp = make_blank()
    nlp.add_pipe("senter", config={"model": make_model("senter")})
    texts = [f"{one}. {two}." for one, two in zip(SENTENCES, reversed(SENTENCES), strict=True)]

    def annotate(doc):
        for token in doc:
            token.is_sent_start = token.i == 0 or doc[token.i - 1].text == "."

    return _train(nlp, texts, annotate)


@functools.cache
def _train_parser():
    nlp = make_blank()
    nlp.add_pipe("parser", config={"min_action_freq": 1, "model": make_model("parser")})
    texts = ["Mira lives in Oslo", "Jonas works in Rome", "Ada waits in Paris"]

    def annotate(doc):
        heads, deps = [1, 1, 1, 2], ["nsubj", "ROOT", "prep", "pobj"]
        for token, head, dep in zip(doc, heads, deps, strict=True):
            token.head, token.dep_ = doc[head], dep

    return _train(nlp, texts, annotate)


def _train(nlp, texts, annotate):
    from spacy.training import Example
    from spacy.util import fix_random_seed

    fix_random_seed(0)
    examples = []
    for text in texts:
        gold = nlp.make_doc(text)
        annotate(gold)
        examples.append(Example(nlp.make_doc(text), gold))
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(N_EPOCHS):
        nlp.update(examples, sgd=optimizer)
    # Without the tokenizer: it is that of English anyway, and takes as long as the rest.
    return nlp.config, nlp.to_bytes(exclude=["tokenizer"])


def _load(trained):
    from spacy.lang.en import English

    config, data = trained
    return English.from_config(config).from_bytes(data, exclude=["tokenizer"])
