"""The file that DocBinWriter writes is one that spaCy reads."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodigy.io.docbin import DocBinWriter
from tests.strategies import texts


def make_docs(nlp):
    from spacy.tokens import Doc, Span

    docs = []
    for i in range(20):
        doc = nlp.make_doc(f"Hello 👩‍👩‍👧 number {i} in Zürich.")
        doc.set_ents([Span(doc, 1, 2, label=f"L{i}")], default="missing")
        doc.spans["sc"] = [Span(doc, 0, 3, label="X", kb_id="Q1"), Span(doc, 1, 2, label="Y")]
        doc.cats = {"A": 1.0, "B": 0.0}
        doc[0].tag_, doc[0].lemma_ = f"T{i}", "hello"
        doc.user_data["key"] = i
        docs.append(doc)
    heads = Doc(nlp.vocab, words=["a", "b"], heads=[1, 1], deps=["x", "ROOT"])
    return [*docs, heads, Doc(nlp.vocab, words=["no", "spaces", "known"]), Doc(nlp.vocab)]


def read(path, **settings):
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    return list(DocBin(**settings).from_disk(path).get_docs(Vocab()))


def test_documents_come_back_as_they_were(nlp, tmp_path):
    docs = make_docs(nlp)
    with DocBinWriter(tmp_path / "new" / "data.spacy", store_user_data=True) as writer:
        for doc in docs:
            writer.add(doc)
        assert len(writer) == len(docs)
    found = read(tmp_path / "new" / "data.spacy")
    assert [doc.to_json() for doc in found] == [doc.to_json() for doc in docs]
    assert [doc.user_data.get("key") for doc in found[:20]] == list(range(20))
    assert [d.has_unknown_spaces for d in found] == [d.has_unknown_spaces for d in docs]
    assert [e.label_ for e in found[3].spans["sc"]] == ["X", "Y"]


def test_file_is_what_spacy_writes(nlp, tmp_path):
    from spacy.tokens import DocBin

    docs = make_docs(nlp)
    with DocBinWriter(tmp_path / "data.spacy") as writer:
        for doc in docs:
            writer.add(doc)
    ours, theirs = DocBin().from_disk(tmp_path / "data.spacy"), DocBin(docs=docs)
    assert ours.attrs == theirs.attrs
    assert ours.cats == theirs.cats
    assert ours.span_groups == theirs.span_groups
    assert all((a == b).all() for a, b in zip(ours.tokens, theirs.tokens))
    assert set(theirs.strings) >= ours.strings


def test_only_chosen_attributes_are_written(nlp, tmp_path):
    with DocBinWriter(tmp_path / "data.spacy", attrs=["ENT_IOB", "ENT_TYPE"]) as writer:
        writer.add(make_docs(nlp)[0])
    [doc] = read(tmp_path / "data.spacy")
    assert (doc.ents[0].label_, doc[0].tag_) == ("L0", "")


def test_empty_file_is_readable(tmp_path):
    DocBinWriter(tmp_path / "data.spacy").close()
    assert read(tmp_path / "data.spacy") == []


def test_error_leaves_the_old_file_alone(nlp, tmp_path):
    path = tmp_path / "data.spacy"
    path.write_bytes(b"old")
    with pytest.raises(AttributeError), DocBinWriter(path) as writer:
        writer.add(make_docs(nlp)[0].cats)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir() if "spacy" in file.name] == ["data.spacy"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(texts(min_words=1), max_size=4))
def test_any_text_survives(nlp, tmp_path, written):
    with DocBinWriter(tmp_path / "data.spacy") as writer:
        for text in written:
            writer.add(nlp.make_doc(text))
    assert [doc.text for doc in read(tmp_path / "data.spacy")] == written
