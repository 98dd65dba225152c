"""Loading encoders, and what each of them knows."""

import socket
import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc
from spacy.training import Example

from prodigy.errors import RecipeError
from prodigy.models.encoders import ENCODERS, load_encoder, pipelines
from prodigy.models.encoders.pipelines import load_pipeline_encoder

ODD = ["", " ", "...", "\ud800", "a\x00b", "日本語", "🙂" * 3, "x" * 100_000, "word " * 20_000]
PETS = ["my cat sleeps", "the cat is asleep", "shares fell on monday"]


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("an encoder opened a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.fixture(scope="module")
def with_vectors(tmp_path_factory):
    """The folder of a pipeline with vectors of three words."""
    nlp = spacy.blank("en")
    nlp.vocab.reset_vectors(width=2)
    for word, vector in {"cat": [1, 0], "sleeps": [1, 1], "shares": [0, -1]}.items():
        nlp.vocab.set_vector(word, np.array(vector, dtype=np.float32))
    folder = tmp_path_factory.mktemp("pipeline")
    nlp.to_disk(folder)
    return folder


TOK2VEC = {
    "@architectures": "spacy.HashEmbedCNN.v2",
    "pretrained_vectors": None,
    "width": 8,
    "depth": 1,
    "embed_size": 100,
    "window_size": 1,
    "maxout_pieces": 2,
    "subword_features": True,
}


@pytest.mark.parametrize("name", ["hashed", "wordllama"])
def test_encoders_take_any_text_and_fetch_nothing(name, no_network):
    encoder = load_encoder(name)
    vectors = encoder(ODD)
    assert vectors.dtype == np.float32 and len(vectors) == len(ODD)
    lengths = np.linalg.norm(vectors, axis=1)
    assert ((abs(lengths - 1) < 1e-3) | (lengths == 0)).all()
    assert not vectors[0].any()
    assert lengths[5] > 0.9 and lengths[-1] > 0.9


@pytest.mark.parametrize("name", ["hashed", "wordllama"])
def test_a_text_has_the_same_vector_in_any_company(name):
    encoder = load_encoder(name)
    together = encoder([*PETS, "", "x" * 1000])
    alone = np.concatenate([encoder([text]) for text in [*PETS, "", "x" * 1000]])
    assert together == pytest.approx(alone, abs=1e-6)


@pytest.mark.parametrize("name", ["hashed", "wordllama"])
def test_texts_about_the_same_are_near(name):
    one, two, other = load_encoder(name)(PETS)
    assert one @ two > one @ other + 0.2


def test_wordllama_knows_synonyms():
    one, two, other = load_encoder("wordllama")(["a quick car", "fast automobile", "a quick death"])
    assert one @ two > one @ other


def test_wordllama_leaves_logging_alone():
    import logging

    before = logging.getLogger().level, list(logging.getLogger().handlers)
    for name in [name for name in sys.modules if name.split(".")[0] == "wordllama"]:
        del sys.modules[name]
    load_encoder("wordllama")
    assert (logging.getLogger().level, list(logging.getLogger().handlers)) == before


def test_a_missing_package_is_named_with_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "wordllama", None)
    with pytest.raises(RecipeError, match=r"pip install 'prodigy\[encoder\]'"):
        load_encoder("wordllama")


def test_word_vectors_of_a_pipeline(with_vectors):
    encoder = load_encoder(f"spacy:{with_vectors}")
    vectors = encoder(["cat", "cat sleeps", "", "unknown", "\ud800 cat"])
    expected = [[1, 0], [0.894, 0.447], [0, 0], [0, 0], [1, 0]]
    assert vectors == pytest.approx(np.array(expected), abs=1e-3)


def test_the_folder_of_a_pipeline_is_enough_and_long_texts_are_cut(with_vectors, monkeypatch):
    encoder = load_encoder(str(with_vectors))
    assert encoder.fingerprint.startswith(f"spacy {with_vectors} (")
    monkeypatch.setattr(pipelines, "MAX_CHARS", 7)
    assert encoder(["cat cat shares " * 2]) == pytest.approx(np.array([[1, 0]]))


def test_the_layer_tok2vec_of_a_pipeline():
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": {**TOK2VEC}})
    nlp.add_pipe("sentencizer")
    nlp.initialize(lambda: [Example.from_dict(nlp.make_doc("a b"), {})])
    encoder = load_pipeline_encoder("spacy:mine", nlp)
    assert not encoder([""]).any()
    vectors = encoder(["cat sleeps", "", "cat sleeps", "shares"])
    assert vectors.shape == (4, 8)
    assert (vectors[0] == vectors[2]).all() and not vectors[1].any()
    assert (vectors[0] != vectors[3]).any()


def test_an_untrained_layer_is_explained():
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": {**TOK2VEC}})
    with pytest.raises(RecipeError, match="The pipeline is not trained: tok2vec"):
        load_pipeline_encoder("spacy:mine", nlp)


@pytest.mark.parametrize("is_curated", [True, False])
def test_the_transformer_of_a_pipeline_comes_first(is_curated):
    @spacy.Language.component("transformer")
    def transform(doc):
        table = np.array([[len(token.text), 1.0] for token in doc])
        if is_curated:
            data = SimpleNamespace(last_hidden_layer_state=SimpleNamespace(dataXd=table))
        else:
            data = SimpleNamespace(model_output={"last_hidden_state": table[None]})
        doc._.trf_data = data
        return doc

    Doc.set_extension("trf_data", default=None, force=True)
    nlp = spacy.blank("en")
    nlp.add_pipe("transformer")
    encoder = load_pipeline_encoder("spacy:mine", nlp)
    vectors = encoder(["ab abcd", "", "abc"])
    assert vectors == pytest.approx(
        np.array([[0.9487, 0.3162], [0, 0], [0.9487, 0.3162]]), abs=1e-4
    )


def test_a_pipeline_without_vectors_is_refused():
    with pytest.raises(RecipeError, match="The pipeline 'blank:en' has no vectors"):
        load_encoder("spacy:blank:en")


def test_sentence_transformers_are_only_looked_for_on_this_machine(monkeypatch, tmp_path):
    calls = []

    class SentenceTransformer:
        def __init__(self, name, local_files_only=False):
            calls.append((name, local_files_only))
            if name == "absent":
                raise OSError("not in the cache")

        def encode(self, texts, convert_to_numpy, show_progress_bar):
            assert convert_to_numpy and not show_progress_bar
            return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)

    module = ModuleType("sentence_transformers")
    module.SentenceTransformer = SentenceTransformer
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    (tmp_path / "modules.json").write_text("[]")
    assert load_encoder("sentence-transformers:small")(["ab", "\ud800"]).shape == (2, 2)
    assert load_encoder(str(tmp_path))(["ab"]).shape == (1, 2)
    with pytest.raises(RecipeError, match="Nothing is fetched from other hosts"):
        load_encoder("sentence-transformers:absent")
    assert calls == [("small", True), (str(tmp_path), True), ("absent", True)]


def test_sentence_transformers_may_be_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(RecipeError, match=r"pip install 'prodigy\[sentence-transformers\]'"):
        load_encoder("sentence-transformers:small")


CODE = """
import numpy as np
number = 3
def encode(texts):
    return np.array([[len(text), 1.0] for text in texts])
class Model:
    encode = staticmethod(encode)
"""


@pytest.fixture
def module(tmp_path):
    path = tmp_path / "my_encoder.py"
    path.write_text(CODE)
    yield path
    sys.modules.pop("my_encoder", None)


def test_a_function_of_a_module_in_the_working_directory(module):
    assert load_encoder("my_encoder:encode")(["a", "bb"]).shape == (2, 2)
    assert load_encoder("my_encoder:Model.encode")(["a", "bb"]).shape == (2, 2)


def test_a_function_in_a_file_and_its_fingerprint(module):
    before = load_encoder(f"{module}:encode")
    assert before(["a"]).shape == (1, 2)
    module.write_text(CODE.replace("1.0", "2.0"))
    assert load_encoder(f"{module}:encode").fingerprint != before.fingerprint


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("my_encoder:missing", "which has: np, number, encode, Model"),
        ("my_encoder:number", "It is of the type int"),
        ("no_such_module:encode", "Importing no_such_module failed with"),
        (".:encode", "The form is module:function"),
        ("nowhere.py:encode", "There is no file nowhere.py"),
        ("broken.py:encode", "broken.py: SyntaxError"),
        ("hushed", "There are: hashed, wordllama, spacy:PIPELINE"),
        ("hashed:", "There is no encoder 'hashed:'"),
        ("hashed:2", "There is no encoder 'hashed:2'"),
        ("spacy", "There is no encoder 'spacy'"),
        ("spacy:", "There is no encoder 'spacy:'"),
        (":encode", "There is no encoder ':encode'"),
        ("my_encoder:", "There is no encoder 'my_encoder:'"),
        ("/no/such/folder", "There is no encoder '/no/such/folder'"),
    ],
)
def test_what_is_no_encoder_is_explained(module, tmp_path, name, reason):
    (tmp_path / "broken.py").write_text("def encode(")
    with pytest.raises(RecipeError) as caught:
        load_encoder(name)
    assert reason in str(caught.value)


def test_encoders_are_named_in_the_help():
    from prodigy.recipes.parts.shared import ENCODER

    for kind in ENCODERS.values():
        assert kind.usage in ENCODER[0]
