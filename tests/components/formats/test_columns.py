"""conll2003, iob and bilou: columns of tokens and tags."""

import io
import subprocess
import sys

import pytest
from hypothesis import given, settings

from prodigy.components.formats import FORMATS, Report, read_conll2003, read_iob, write_conll2003
from prodigy.errors import LoaderError
from tests.components.formats.helpers import ANSWER, TEXT, get_spans, get_words, make_answer, write
from tests.components.formats.strategies import answers

NAMES = ["conll2003", "iob", "bilou", "conllu"]

CONLL = """\
-DOCSTART- -X- O O

Uber -X- SpaceAfter=No B-ORG
’s -X- _ O
boss -X- _ O
left -X- _ O
San -X- _ B-LOCATION
Francisco -X- _ I-LOCATION
👍🏽 -X- SpaceAfter=No O
. -X- _ O

"""
BILOU = """\
Uber\tSpaceAfter=No\tU-ORG
’s\t_\tO
boss\t_\tO
left\t_\tO
San\t_\tB-LOCATION
Francisco\t_\tL-LOCATION
👍🏽\tSpaceAfter=No\tO
.\t_\tO

"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("conll2003", CONLL),
        ("bilou", BILOU),
        ("iob", BILOU.replace("U-", "B-").replace("L-LOC", "I-LOC")),
    ],
)
def test_what_is_written(name, text, tmp_path):
    path, _ = write(name, [ANSWER, ANSWER], tmp_path)
    assert path.read_text(encoding="utf8") == text * 2


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40)
@given(eg=answers())
def test_text_tokens_and_spans_come_back(name, eg):
    buffer = io.BytesIO()
    report = Report()
    FORMATS[name].write([eg, ANSWER], buffer, report=report)
    assert report.describe() == []
    found, other = FORMATS[name].read(io.BytesIO(buffer.getvalue()))
    assert found["text"] == eg["text"]
    assert get_words(found) == get_words(eg)
    assert found["spans"] == eg["spans"]
    assert other["text"] == TEXT


@pytest.mark.parametrize("name", NAMES[:3])
@settings(max_examples=40)
@given(eg=answers())
def test_every_line_has_the_same_columns_for_everyone(name, eg):
    """Whatever is in a token, a program that splits at white space sees columns and no more."""
    buffer = io.StringIO()
    FORMATS[name].write([eg], buffer)
    lines = buffer.getvalue().removeprefix("-DOCSTART- -X- O O\n\n").splitlines()
    assert lines.pop() == ""
    assert len(lines) == len(eg["tokens"])
    assert {len(line.split()) for line in lines} == {4 if name == "conll2003" else 3}


def test_white_space_in_tokens_and_labels(tmp_path):
    eg = {
        "text": "in New York\n",
        "tokens": [
            {"text": "in", "start": 0, "end": 2, "id": 0},
            {"text": "New York", "start": 3, "end": 11, "id": 1},
            {"text": "\n", "start": 11, "end": 12, "id": 2},
        ],
        "spans": [{"start": 3, "end": 11, "label": "BIG CITY"}],
    }
    path, _ = write("iob", [eg], tmp_path)
    assert path.read_text(encoding="utf8").split("\n") == [
        "in\t_\tO",
        r"New␣York" "\t" r"SpaceAfter=No|Form=New\sYork|Label=BIG\sCITY" "\tB-BIG␣CITY",
        "␣\t" r"Form=\n" "\tO",
        "",
        "",
    ]


def test_overlaps_misalignment_and_missing_tokens_are_reported(tmp_path):
    examples = [
        make_answer((0, 1, "A"), (1, 2, "B")),
        {**ANSWER, "spans": [{"start": 0, "end": 3, "label": "A"}]},
        {**ANSWER, "spans": [{"start": 0, "end": 99, "label": "A"}]},
        {**ANSWER, "spans": [{"start": 0, "end": 4}]},
        {key: value for key, value in ANSWER.items() if key != "tokens"},
        {**ANSWER, "tokens": [{"text": "Uber", "start": 0, "end": 99}]},
        {**ANSWER, "tokens": []},
        {**ANSWER, "relations": [{"head": 0, "child": 4, "label": "IN"}]},
    ]
    _, report = write("conll2003", examples, tmp_path)
    assert report.n_done == 1
    assert report.left_out == {
        "overlap": 1,
        "misaligned": 1,
        "offsets": 1,
        "no-label": 1,
        "no-tokens": 2,
        "bad-tokens": 1,
    }
    assert report.lost == {"lost-relations": 1}


def test_a_repeated_span_is_no_overlap(tmp_path):
    path, report = write("iob", [make_answer((0, 0, "ORG"), (0, 0, "ORG"))], tmp_path)
    [eg] = read_iob(path)
    assert get_spans(eg) == [(0, 4, "ORG")]


def test_spans_with_indices_of_tokens_only(tmp_path):
    eg = {**ANSWER, "spans": [{"token_start": 4, "token_end": 5, "label": "LOCATION"}]}
    path, report = write("iob", [eg], tmp_path)
    [found] = read_iob(path)
    assert get_spans(found) == [(17, 30, "LOCATION")]


def test_a_review_counts_as_the_interface_that_was_reviewed(tmp_path):
    reviewed = {**ANSWER, "_view_id": "review", "view_id": "ner_manual", "versions": []}
    binary = {**reviewed, "view_id": "ner"}
    _, report = write("iob", [reviewed, binary], tmp_path)
    assert (report.n_done, report.left_out) == (1, {"binary": 1})


@pytest.mark.parametrize(
    "text",
    [
        "\nBerlin I-LOC\nis O\n\n\n",  # IOB, two columns
        "-DOCSTART- -X- O O\n\nBerlin NNP I-NP I-LOC\nis VBZ I-VP O\n",
        "-DOCSTART-\tO\n# id 1\nBerlin\tS-LOC\r\nis\tO\r\n \n",
        "# sent_id = 1\nBerlin B-LOC\nis O",
        "\ufeffBerlin U-LOC\nis O\n",
    ],
)
def test_files_of_other_programs(text):
    [eg] = read_conll2003(io.BytesIO(text.encode()))
    assert eg["text"] == "Berlin is"
    assert eg["spans"] == [{"start": 0, "end": 6, "token_start": 0, "token_end": 0, "label": "LOC"}]
    assert [token["ws"] for token in eg["tokens"]] == [True, False]


def test_a_new_document_ends_an_example():
    text = "a O\n-DOCSTART- O\nb O\n"
    assert [eg["text"] for eg in read_iob(io.StringIO(text))] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "title", "hint"),
    [
        ("a O\nb\n", "Line 2 of .* has no token and tag", 'found "b"'),
        ("a X O\n\nb O\n", "Line 3 of .* has 2 columns", "Expected 3, as in most"),
        ("a O\nb B-\n", "Line 2 of .* has no valid tag", 'found "B-" in "b B-"'),
        ("a LOC\n", "Line 1 of .* has no valid tag", 'found "LOC"'),
        ("a\tO\n\tO\n", "Line 2 of .* has no token and tag", "Expected a token"),
        ("a\tForm=\\x\tO\n", "Line 1 of .* has a broken note", "Form="),
        ("a O\nb O\0\n", ".* is no text file", "Line 2"),
    ],
)
@pytest.mark.parametrize("name", NAMES[:3])
def test_broken_files(name, text, title, hint, tmp_path):
    path = tmp_path / "a.conll"
    path.write_text(text, encoding="utf8", newline="")
    with pytest.raises(LoaderError, match=title) as error:
        list(FORMATS[name].read(path))
    assert "a.conll" in error.value.title
    assert hint in error.value.text


def test_spacy_reads_the_columns():
    from spacy.training.converters import conll_ner_to_docs

    buffer = io.StringIO()
    write_conll2003([ANSWER, make_answer()], buffer)
    docs = list(conll_ner_to_docs(buffer.getvalue(), no_print=True))
    assert [[(ent.text, ent.label_) for ent in doc.ents] for doc in docs] == [
        [("Uber", "ORG"), ("San Francisco", "LOCATION")],
        [],
    ]
    assert [token.text for token in docs[0]] == [token["text"] for token in ANSWER["tokens"]]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES[:2])
def test_spacy_converts_the_file(name, tmp_path):
    import spacy
    from spacy.tokens import DocBin

    path, _ = write(name, [ANSWER] * 3, tmp_path)
    command = [sys.executable, "-m", "spacy", "convert", path, tmp_path, "-c", "ner"]
    subprocess.run(command, check=True, capture_output=True)
    vocab = spacy.blank("en").vocab
    docs = list(DocBin().from_disk(path.with_suffix(".spacy")).get_docs(vocab))
    ents = [(ent.text, ent.label_) for doc in docs for ent in doc.ents]
    assert ents == [("Uber", "ORG"), ("San Francisco", "LOCATION")] * 3


def test_seqeval_finds_the_same_spans(tmp_path):
    pytest.importorskip("seqeval", reason="seqeval is not installed")
    from seqeval.metrics import accuracy_score, f1_score
    from seqeval.scheme import BILOU as SEQEVAL_BILOU
    from seqeval.scheme import IOB2 as SEQEVAL_IOB2
    from seqeval.scheme import Entities

    examples = [ANSWER, make_answer((0, 0, "ORG"), (1, 1, "ORG"), (2, 6, "A-B"))]
    expected = [
        [(first["token_start"], first["token_end"] + 1, first["label"]) for first in eg["spans"]]
        for eg in examples
    ]
    for name, scheme in (("iob", SEQEVAL_IOB2), ("bilou", SEQEVAL_BILOU)):
        path, _ = write(name, examples, tmp_path)
        blocks = path.read_text(encoding="utf8").strip().split("\n\n")
        tags = [[line.split("\t")[-1] for line in block.split("\n")] for block in blocks]
        found = Entities(tags, scheme).entities
        assert [[(e.start, e.end, e.tag) for e in row] for row in found] == expected
        assert f1_score(tags, tags, mode="strict", scheme=scheme) == 1.0
        assert accuracy_score(tags, tags) == 1.0


# Running numbers are no tokens


def read(text, name="conll2003", report=None):
    """RETURNS (list): Text of each example, and its spans as texts and labels."""
    source = io.BytesIO(text.encode("utf8"))
    return [
        (eg["text"], [(eg["text"][s["start"] : s["end"]], s["label"]) for s in eg["spans"]])
        for eg in FORMATS[name].read(source, report=report)
    ]


NUMBERED = """\
# newdoc id = 7
# sent_id = 7_1
# text = Mira Holt works in Oslo.
1\tMira\t_\tPROPN\t_\t_\t3\tnsubj\t_\tB-PER
2\tHolt\t_\tPROPN\t_\t_\t1\tflat\t_\tI-PER
3\tworks\t_\tVERB\t_\t_\t0\troot\t_\tO
4\tin\t_\tADP\t_\t_\t5\tcase\t_\tO
5\tOslo\t_\tPROPN\t_\t_\t3\tobl\tSpaceAfter=No\tB-LOC
6\t.\t_\tPUNCT\t_\t_\t3\tpunct\t_\tO

"""
OSLO = ("Mira Holt works in Oslo.", [("Mira Holt", "PER"), ("Oslo", "LOC")])


@pytest.mark.parametrize("name", NAMES)
def test_running_numbers_are_no_tokens(name, capsys):
    assert read(NUMBERED * 2, name) == [OSLO] * 2
    told = "running numbers in its first column" in " ".join(capsys.readouterr().err.split())
    assert told == (name != "conllu")


def test_numbers_before_tokens_separated_by_spaces():
    assert read("1 Oslo B-LOC\n2 grows O\n\n1 Oslo B-LOC\n2 sleeps O\n") == [
        ("Oslo grows", [("Oslo", "LOC")]),
        ("Oslo sleeps", [("Oslo", "LOC")]),
    ]


def test_numbers_without_tokens_are_refused():
    with pytest.raises(LoaderError, match="has running numbers instead of tokens"):
        read("1\tB-LOC\n2\tO\n3\tO\n\n1\tO\n2\tO\n")


def test_conllu_without_entities_is_refused():
    text = NUMBERED.replace("\tB-PER", "\t_").replace("\tI-PER", "\t_").replace("\tB-LOC", "\t_")
    with pytest.raises(LoaderError, match="has no entity tags"):
        read(text.replace("\tO\n", "\t_\n"))


@pytest.mark.parametrize("name", NAMES)
def test_tokens_that_are_numbers_stay_tokens_in_our_files(name, tmp_path):
    tokens = [{"text": str(i + 1), "start": 2 * i, "end": 2 * i + 1, "id": i} for i in range(3)]
    eg = {"text": "1 2 3", "tokens": tokens, "spans": [{"start": 2, "end": 5, "label": "N"}]}
    path, _ = write(name, [eg, eg], tmp_path)
    assert read(path.read_text(encoding="utf8"), name) == [("1 2 3", [("2 3", "N")])] * 2


PARTS = """\
# text = Er wohnt im Haag.
1\tEr\t_\t_\t_\t_\t_\t_\t_\tNER=B-PER
2\twohnt\t_\t_\t_\t_\t_\t_\t_\tNER=O|Gloss=lives
2.1\tjetzt\t_\t_\t_\t_\t_\t_\t_\t_
3-4\tim\t_\t_\t_\t_\t_\t_\t_\t_
3\tin\t_\t_\t_\t_\t_\t_\t_\tNER=O
4\tdem\t_\t_\t_\t_\t_\t_\t_\tNER=B-LOC
5\tHaag\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No|NER=I-LOC
6\t.\t_\t_\t_\t_\t_\t_\t_\tNER=O

"""


def test_tokens_of_several_words_and_words_without_a_form():
    assert read(PARTS, "conllu") == [("Er wohnt im Haag.", [("Er", "PER"), ("im Haag", "LOC")])]


def test_words_of_a_token_with_different_tags_are_counted():
    report = Report()
    text = PARTS.replace("in\t_\t_\t_\t_\t_\t_\t_\tNER=O", "in\t_\t_\t_\t_\t_\t_\t_\tNER=B-X")
    [(_, spans)] = read(text, "conllu", report)
    assert spans == [("Er", "PER"), ("im", "X"), ("Haag", "LOC")]
    assert report.mended == {"merged": 1}


@pytest.mark.parametrize(
    ("old", "new", "title"),
    [
        ("2\twohnt", "3\twohnt", "numbers that don't follow each other"),
        ("4\tdem", "x\tdem", "has no number"),
        ("Er wohnt im", "Er lebt im", "has tokens that don't make up its text"),
        ("Haag.\n1", "Haag. Gut\n1", "has tokens that don't make up its text"),
        ("NER=B-PER", "NER=PER", "has no valid tag"),
        ("NER=B-PER", "NR=B-PER", "has no valid tag"),
        ("5\tHaag\t_", "5\tHaag", "has 9 columns"),
    ],
)
def test_a_broken_sentence_leaves_the_others(old, new, title):
    report = Report()
    text = PARTS + PARTS.replace(old, new) + PARTS
    found = read(text, "conllu", report)
    assert [text for text, _ in found] == ["Er wohnt im Haag."] * 2
    [error] = report.errors
    assert title in error.title
    assert 9 < error.line < 22
    assert str(error.line) in error.title


def test_the_text_in_a_comment_tells_where_spaces_are():
    lines = "# text = Oslo,  nice\n1\tOslo\tB-LOC\n2\t,\tO\n3\tnice\tO\n"
    assert read(lines) == [("Oslo,  nice", [("Oslo", "LOC")])]


def test_an_independent_reader_finds_the_same_in_conllu(tmp_path):
    conllu = pytest.importorskip("conllu")
    path, _ = write("conllu", [ANSWER, make_answer()], tmp_path)
    first, second = conllu.parse(path.read_text(encoding="utf8"))
    assert first.metadata == {"text": TEXT}
    assert [token["form"] for token in first] == [token["text"] for token in ANSWER["tokens"]]
    assert [token["id"] for token in second] == list(range(1, len(first) + 1))
    tags = [token["misc"]["NER"] for token in first]
    assert tags == ["B-ORG", "O", "O", "O", "B-LOCATION", "I-LOCATION", "O", "O"]
    assert first[0]["misc"]["SpaceAfter"] == "No"
    # What it writes, we read.
    assert read(first.serialize(), "conllu") == [
        (TEXT, [("Uber", "ORG"), ("San Francisco", "LOCATION")])
    ]


def test_one_bad_sentence_leaves_the_others():
    report = Report()
    text = "a O\nb B-X\n\nc\n\nd O\ne X\n\nf B-X\n"
    assert [text for text, _ in read(text, report=report)] == ["a b", "f"]
    assert [(error.kind, error.line) for error in report.errors] == [("cells", 4), ("tags", 7)]
    assert report.errors[1].row == "d O\ne X"


def test_the_first_line_may_be_the_bad_one():
    report = Report()
    assert [text for text, _ in read("a\tO\nb\t_\tO\n\nc\t_\tO\n", "iob", report)] == ["c"]
    assert report.errors[0].line == 1


def test_bytes_that_are_no_utf8_spoil_one_sentence():
    report = Report()
    source = io.BytesIO("a O\nä O\n\nb O\n".encode("latin-1"))
    assert [eg["text"] for eg in read_conll2003(source, report=report)] == ["b"]
    assert [(error.kind, error.line) for error in report.errors] == [("encoding", 2)]
