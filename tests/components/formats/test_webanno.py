"""WebAnno TSV 3 of INCEpTION."""

import io

import pytest
from hypothesis import given, settings

from prodigy.components.formats import Report, read_webanno, write_webanno
from prodigy.errors import LoaderError
from tests.components.formats.helpers import ANSWER, TEXT, get_spans, get_words, write
from tests.components.formats.strategies import answers

EXPORT = """\
#FORMAT=WebAnno TSV 3.3
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue|coarseValue
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value
#T_SP=custom.Topic|value
#T_RL=de.tudarmstadt.ukp.dkpro.core.api.syntax.type.dependency.Dependency|DependencyType|BT_POS


#Text=😀 Mira met Bo\\_b.
1-1\t0-2\t😀\t_\t_\t_\t_\t_\t_\t_\t
1-2\t3-7\tMira\tNN\tNOUN\t*\tPER\tC\\|D\t_\t_\t
1-3\t8-11\tmet\t_\t_\t_\t_\t_\tobj\t1-4\t
1-4\t12-16\tBo\\_b\t_\t_\t*[1]|*[2]\tPER[1]|LOC[2]\t_\t_\t_\t
1-5\t16-17\t.\t_\t_\t*[2]\tLOC[2]\t_\t_\t_\t

#Text=  Oslo is nice
2-1\t20-24\tOslo\t_\t_\t_\t_\t*\t_\t_\t
2-2\t25-27\tis\t_\t_\t_\t_\t_\t_\t_\t
2-3\t28-32\tnice\t_\t_\t_\t_\t_\t_\t_\t
"""


def read(text, report=None):
    source = io.BytesIO(text.encode("utf8"))
    return [
        (eg["text"], [(eg["text"][s["start"] : s["end"]], s["label"]) for s in eg["spans"]])
        for eg in read_webanno(source, report=report)
    ]


def test_an_export_of_inception():
    report = Report()
    assert read(EXPORT, report) == [
        (
            "😀 Mira met Bo_b.",
            [("Mira", "C|D"), ("Mira", "PER"), ("Bo_b", "PER"), ("Bo_b.", "LOC")],
        ),
        ("  Oslo is nice", [("Oslo", "Topic")]),
    ]
    assert report.lost == {
        "lost-layers:POS PosValue": 1,
        "lost-layers:POS coarseValue": 1,
        "lost-layers:NamedEntity identifier": 1,
        "lost-relations": 1,
    }
    assert (report.rejected, report.mended) == ({}, {})


def test_what_is_written(tmp_path):
    path, _ = write("webanno", [ANSWER, ANSWER], tmp_path)
    lines = path.read_text(encoding="utf8").split("\n")
    assert lines[:4] == [
        "#FORMAT=WebAnno TSV 3.3",
        "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|value",
        "",
        f"#Text={TEXT}",
    ]
    assert lines[4] == "1-1\t0-4\tUber\tORG[10001]\t"
    # The emoji has four UTF-16 units, and the next sentence begins after a line break.
    assert lines[10] == "1-7\t31-35\t👍🏽\t_\t"
    assert lines[14] == "2-1\t37-41\tUber\tORG[20001]\t"


@settings(max_examples=60)
@given(eg=answers(overlap=True))
def test_text_tokens_and_spans_come_back(eg):
    buffer = io.BytesIO()
    report = Report()
    write_webanno([ANSWER, eg, ANSWER], buffer, report=report)
    if report.left_out:
        assert (report.left_out, "\0" in eg["text"]) == ({"zero": 1}, True)
        return
    first, found, last = read_webanno(io.BytesIO(buffer.getvalue()))
    assert found["text"] == eg["text"]
    # If a text begins with white space, offsets don't tell which of it is a token.
    if not eg["tokens"][0]["text"].isspace():
        assert get_words(found) == get_words(eg)
        assert get_spans(found) == get_spans(eg)
    assert get_spans(first) == get_spans(last) == get_spans(ANSWER)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("3-7\tMira", "3-7\tMara", "covered"),
        ("3-7\tMira", "4-8\tMira", "covered"),
        ("1-3\t8-11", "1-4\t8-11", "syntax"),
        ("1-3\t8-11\tmet\t_\t_\t_\t_\t_\tobj\t1-4\t\n", "", "syntax"),
        ("PER[1]|LOC[2]", "PER[1]|ORG[2]", "value"),
        ("1-3\t8-11\tmet\t_", "1-3\t8-11\tmet", "cells"),
        ("1-2\t", "1-x\t", "syntax"),
        ("#Text=😀", "#Txt=😀", "no-text"),
    ],
)
def test_one_bad_sentence_leaves_the_other(old, new, kind):
    report = Report()
    assert old in EXPORT
    assert [text for text, _ in read(EXPORT.replace(old, new), report)] == ["  Oslo is nice"]
    assert report.rejected == {kind: 1}
    assert 8 <= report.errors[0].line <= 13


def test_spans_over_several_sentences_are_rejected():
    report = Report()
    text = EXPORT.replace("Oslo\t_\t_\t_\t_", "Oslo\t_\t_\t*[2]\tLOC[2]")
    assert read(text, report) == []
    assert report.rejected == {"offsets": 2}
    assert "goes over several sentences" in report.errors[0].title


def test_labels_of_two_layers_are_told_apart():
    text = EXPORT.replace("\tPER\tC\\|D", "\tPER\tPER")
    [(_, spans), _] = read(text)
    assert ("Mira", "NamedEntity: PER") in spans
    assert ("Mira", "Topic: PER") in spans


@pytest.mark.parametrize("text", ["a\tb\n", "#FORMAT=WebAnno TSV 2\n\n1-1\t0-1\ta\tO\n"])
def test_other_files_are_refused(text):
    with pytest.raises(LoaderError, match="no WebAnno TSV 3|no part of a sentence"):
        read(text)
