"""What recipes for texts say about arguments and data that they can't work with.

Each command runs from `main` to the exit code. None may end with a traceback, or start a server
that has nothing to show.
"""

import json

import pytest

from tests.recipes.starting import start
from tests.server import make_env
from tests.util import make_answer, write_jsonl

TEXT = "Mira visited Oslo."
TOKEN = {"text": "Mira", "start": 0, "end": 4, "id": 0}
LONG_TEXT = "Mira visited Oslo. " * 5264  # 100,016 characters

# File and rows, which are JSON or lines as they are.
FILES = {
    "in": [{"text": TEXT}, {"text": "Ada saw Paris."}],
    "empty": [{"text": ""}, {"text": None}],
    "nothing": [],
    "broken": ['{"text": "ok"}', '{"text": nope}'],
    "no_text": [{"text": 5}],
    "strange": [
        {"text": text}
        for text in [
            "a\x00b\x07c \x1b[31m",
            " \n ",
            "\u2028Mira\u00a0\tOslo\r\n",
            "\ud83d",
            "x" * 5000,
        ]
    ],
    "long": [{"text": LONG_TEXT}],
    "misaligned": [{"text": TEXT, "spans": [{"start": 1, "end": 6, "label": "A"}]}],
    "overlapping": [
        {
            "text": TEXT,
            "spans": [
                {"start": 0, "end": 12, "label": "A"},
                {"start": 5, "end": 17, "label": "B"},
            ],
        }
    ],
    "no_tokens": [{"text": TEXT, "tokens": "Mira visited Oslo"}],
    "half_tokens": [{"text": TEXT, "tokens": [TOKEN, {"text": "visited"}]}],
    "other_tokens": [
        {"text": TEXT, "tokens": [TOKEN, {**TOKEN, "id": 1, "text": "Rome", "start": 9}]}
    ],
    "patterns": [{"label": "GPE", "pattern": "Oslo"}],
    "no_match": [{"label": "GPE", "pattern": "Reykjavik"}],
    "no_label": [{"label": "A", "pattern": "x"}, {"pattern": "x"}],
    "no_pattern": [{"label": "A", "pattern": "x"}, {"label": "A"}],
    "bad_attribute": [{"label": "A", "pattern": [{"lower": "x"}, {"lwoer": "x"}]}],
    "bad_regex": [{"label": "A", "pattern": [{"lower": {"REGEX": "("}}]}],
    "bad_type": [{"label": "A", "pattern": 5}],
    "bad_json": [{"label": "A", "pattern": "x"}, "{label}"],
    "tags": [{"label": "A", "pattern": [{"POS": "NOUN"}]}],
}
NO_FIRST = "Error while validating stream: no first example"

# Command, in which words in capitals name files and MODEL the trained pipeline, exit code, and what
# is said. 0: it works in spite of all.
QUICK = [
    # Pipelines
    ("ner.manual d blank:zz IN -l A", 1, "Can't make a blank pipeline for the language 'zz'"),
    ("spans.manual d ./folder IN -l A", 1, "There is no pipeline in"),
    ("rel.manual d no_package IN -l A", 1, "python -m spacy download no_package"),
    ("ner.teach d BROKEN_MODEL IN", 1, "No valid 'lang' setting"),
    ("textcat.teach d blank:zz IN -l A", 1, "language 'zz'"),
    ("ner.eval-ab d blank:en ./folder IN", 1, "There is no pipeline in"),
    ("terms.teach d blank:zz --seeds a", 1, "language 'zz'"),
    ("filter-by-patterns IN - -m blank:zz -pt PATTERNS", 1, "language 'zz'"),
    ("ner.model-annotate d config.cfg IN sm", 1, "config.cfg"),
    # Components
    ("ner.correct d blank:en IN -l A", 1, "Can't find component 'ner' in pipeline."),
    ("ner.teach d blank:en IN -l A", 1, "Can't find component 'ner' in pipeline."),
    ("ner.silver-to-gold silver d blank:en", 1, "Can't find component 'ner' in pipeline."),
    ("ner.model-annotate d blank:en IN sm", 1, "Can't find component 'ner' in pipeline."),
    ("spans.correct d blank:en IN", 1, "Can't find component 'spancat' in pipeline."),
    ("spans.model-annotate d blank:en IN sm", 1, "Can't find component 'spancat' in pipeline."),
    ("textcat.correct d blank:en IN", 1, "'textcat' or 'textcat_multilabel'"),
    ("textcat.model-annotate d blank:en IN sm", 1, "Can't find component 'textcat'"),
    ("pos.correct d blank:en IN", 1, "Can't find component 'tagger' in pipeline."),
    ("pos.teach d blank:en IN", 1, "Can't find component 'tagger' in pipeline."),
    ("sent.correct d blank:en IN", 1, "The pipeline sets no sentence boundaries"),
    ("sent.teach d blank:en IN", 1, "Can't find component 'senter' in pipeline."),
    ("dep.correct d blank:en IN", 1, "Can't find component 'parser' in pipeline."),
    ("dep.teach d blank:en IN", 1, "Can't find component 'parser' in pipeline."),
    ("coref.manual d blank:en IN", 1, "Can't find component 'tagger' in pipeline."),
    ("rel.manual d blank:en IN -l A --add-ents", 1, "Can't add entities"),
    ("rel.manual d blank:en IN -l A --add-nps", 1, "Can't add noun phrases"),
    ("terms.teach d blank:en --seeds a", 1, "The pipeline has no word vectors"),
    # Pipelines that were never trained
    ("ner.correct d UNTRAINED IN -l A -U", 1, "The pipeline is not trained: tagger, parser"),
    ("ner.correct d UNTRAINED IN -l A", 1, "The pipeline is not trained: tagger, parser"),
    ("ner.teach d UNTRAINED IN", 1, "The pipeline is not trained"),
    ("textcat.teach d UNTRAINED IN -l A", 1, "The pipeline is not trained"),
    ("sent.teach d UNTRAINED IN", 1, "The pipeline is not trained"),
    ("dep.teach d UNTRAINED IN", 1, "The pipeline is not trained"),
    ("rel.manual d UNTRAINED IN -l A -AE", 1, "The pipeline is not trained"),
    ("ner.match d UNTRAINED IN -pt TAGS", 1, "The pipeline is not trained"),
    ("spans.model-annotate d UNTRAINED IN sm -l A", 1, "The pipeline is not trained"),
    # Labels
    ("ner.manual d blank:en IN", 1, "No --label argument set and the model has no labels"),
    ("spans.manual d blank:en IN", 1, "No --label argument set and the model has no labels"),
    ("textcat.manual d IN", 1, "textcat.manual needs at least one --label"),
    ("textcat.teach d blank:en IN", 1, "textcat.teach needs at least one --label"),
    ("rel.manual d blank:en IN", 1, "rel.manual needs at least one --label"),
    ("terms.to-patterns silver", 1, "terms.to-patterns needs a --label"),
    ("terms.teach d blank:en", 1, "terms.teach needs some --seeds"),
    # Patterns
    ("ner.match d blank:en IN", 1, "ner.match needs match patterns"),
    ("match d blank:en IN", 1, "match needs match patterns"),
    ("filter-by-patterns IN -", 1, "filter-by-patterns needs match patterns"),
    ("ner.manual d blank:en IN -l A -pt nofile.jsonl", 1, "Can't find file nofile.jsonl"),
    ("ner.manual d blank:en IN -l A -pt NOTHING", 1, "There are no patterns in nothing.jsonl"),
    ("ner.manual d blank:en IN -l A -pt BAD_JSON", 1, "Can't parse line 2 of bad_json.jsonl"),
    ("spans.manual d blank:en IN -l A -pt NO_LABEL", 1,
     'line 2 of no_label.jsonl is wrong\n  The key "label" is missing'),
    ("ner.match d blank:en IN -pt NO_PATTERN", 1,
     'line 2 of no_pattern.jsonl is wrong\n  The key "pattern" is missing'),
    ("textcat.teach d blank:en IN -l A -pt BAD_ATTRIBUTE", 1,
     "line 1 of bad_attribute.jsonl is wrong\n  [token 1 -> LWOER] There is no such attribute"),
    ("match d blank:en IN -pt BAD_REGEX", 1, "line 1 of bad_regex.jsonl is wrong"),
    ("rel.manual d blank:en IN -l A -pt BAD_TYPE", 1, "line 1 of bad_type.jsonl is wrong"),
    ("rel.manual d blank:en IN -l A -dpt BAD_ATTRIBUTE", 1, "line 1 of bad_attribute.jsonl"),
    ("filter-by-patterns IN - -pt NO_LABEL", 1, "line 2 of no_label.jsonl is wrong"),
    ("ner.match d blank:en IN -pt TAGS", 1, "The pipeline can't match these patterns"),
    ("ner.match d blank:en IN -pt PATTERNS -l ORG", 1, "patterns.jsonl has the label ORG"),
    ("match d blank:en IN -pt PATTERNS -l ORG", 1, "patterns.jsonl has the label ORG"),
    ("ner.match d blank:en IN -pt NO_MATCH", 1, "No pattern matches in any text"),
    ("textcat.teach d blank:en IN -l A -pt PATTERNS", 0, "patterns.jsonl has the label A"),
    # Sources and datasets
    ("ner.manual d blank:en nofile.jsonl -l A", 1, "Can't find file nofile.jsonl"),
    ("ner.manual d blank:en EMPTY -l A", 1, NO_FIRST),
    ("textcat.manual d NOTHING -l A", 1, "There is nothing in nothing.jsonl"),
    ("spans.manual d11 blank:en BROKEN -l A", 0, "Line 2 of broken.jsonl: Expected one JSON"),
    ("spans.manual d blank:en BROKEN -l A --strict", 1, "wrong with line 2 of broken.jsonl"),
    ("ner.manual d blank:en IN -l A --loader nope", 1, "Can't find loader 'nope'"),
    ("ner.manual d blank:en dataset:nope -l A", 1, "Can't find 'nope' in database SQLite"),
    ("ner.manual d blank:en dataset:silver:maybe -l A", 1, "Unknown answer 'maybe'"),
    ("ner.silver-to-gold nope d blank:en", 1, "Can't find 'nope' in database SQLite."),
    ("ner.silver-to-gold silver silver blank:en", 1, "Can't save the gold annotations"),
    ("review d nope", 1, "Can't find 'nope' in database SQLite."),
    ("review silver silver", 1, "Can't review 'silver' into itself"),
    ("terms.to-patterns nope -l A", 1, "Can't find 'nope' in database SQLite."),
    ("ner.manual a,b blank:en IN -l A", 1, "Can't use 'a,b' as a dataset"),
    ("ner.manual '' blank:en IN -l A", 1, "The dataset has no name"),
    ("filter-by-patterns IN dataset: -pt PATTERNS", 1, "Can't save the texts in the dataset ''"),
    ("ner.manual d blank:en IN -l A --exclude nope", 0, "Can't find 'nope'"),
    ("compare d IN nofile.jsonl", 1, "has no 'id'"),
    ("mark d IN", 1, "mark needs to know the interface"),
    ("mark d IN -v nope", 1, "There is no interface 'nope'"),
    ("mark d IN -v choice", 1, "doesn't fit the interface 'choice': options: is missing"),
    ("ner.eval-ab d blank:en blank:en IN -U", 1, "find the same entities in all 2 texts"),
    ("ner.eval-ab d blank:en blank:en IN", 1, "find the same entities in all"),
    # Texts, tokens and spans
    ("ner.manual d blank:en NO_TEXT -l A", 1, "Expected a string under the key 'text', found int"),
    ("ner.manual d1 blank:en STRANGE -l A", 0, "Starting the web server"),
    ("textcat.manual d2 STRANGE -l A", 0, "Starting the web server"),
    ("rel.manual d3 blank:en STRANGE -l A", 0, "Starting the web server"),
    ("ner.manual d blank:en MISALIGNED -l A", 1, "doesn't line up with the tokens"),
    ("spans.manual d blank:en MISALIGNED -l A", 1, "starts within the token 'Mira' (0 to 4)"),
    ("ner.manual d7 blank:en MISALIGNED -l A --highlight-chars", 0, "Starting the web server"),
    ("spans.manual d8 blank:en OVERLAPPING -l A", 0, "Starting the web server"),
    ("rel.manual d9 blank:en OVERLAPPING -l A", 0, "Starting the web server"),
    ("ner.manual d10 blank:en OTHER_TOKENS -l A", 0, "The text is split into tokens anew."),
    ("ner.manual d blank:en OTHER_TOKENS -l A --strict", 1, "with line 1 of other_tokens.jsonl"),
    ("ner.manual d blank:en NO_TOKENS -l A", 1, "Can't use the tokens of a task"),
    ("spans.manual d blank:en HALF_TOKENS -l A", 1, "found dict {'text': 'visited'}"),
    ("rel.manual d blank:en NO_TOKENS -l A", 1, "Can't use the tokens of a task"),
    ("ner.match d blank:en HALF_TOKENS -pt PATTERNS", 1, "Can't use the tokens of a task"),
    # Names and arguments of former times
    ("ner.batch-train d", 1, "The recipe 'ner.batch-train' doesn't exist any more\n  Use train"),
    ("pos.gold-to-spacy d", 1, "Use data-to-spacy instead."),
    ("ner.print-best d", 1, "Use print-stream instead."),
    ("textcat.eval d", 1, "Use train with eval: datasets instead."),
    ("terms.train-vectors d", 1, "There is no replacement for it."),
    ("ner.manul d", 1, "Did you mean ner.manual"),
    ("textcat.teach d blank:en IN -l A --long-text", 2, "unrecognized arguments: --long-text"),
    ("textcat.teach d blank:en IN -l A --init-tok2vec x", 2, "unrecognized arguments"),
    ("pos.teach d blank:en IN --tag-map x", 2, "unrecognized arguments: --tag-map"),
    ("textcat.correct d blank:en IN -t high", 2, "invalid value 'high', expected a number"),
    ("ner.manual d blank:en", 2, "the following arguments are required: source"),
]  # fmt: skip

SLOW = [
    ("ner.manual d4 blank:en LONG -l A", 0, "Starting the web server"),
    ("spans.manual d5 blank:en LONG -l A -C", 0, "Starting the web server"),
    ("match d6 blank:en LONG -pt PATTERNS --label-task --combine-matches", 0, "Starting the web"),
    ("ner.correct d MODEL IN -c nope", 1, "Can't find component 'nope' in pipeline."),
    ("ner.correct d MODEL IN -c tagger", 1, "The component 'tagger' is not of the kind 'ner'"),
    ("spans.correct d MODEL IN -c ner", 1, "The component 'ner' is not of the kind 'spancat'"),
    ("textcat.correct d MODEL IN -c ner", 1, "The component 'ner' is not of the kind 'textcat'"),
    ("ner.model-annotate d MODEL IN sm -c spancat", 1, "is not of the kind 'ner'"),
    ("ner.teach d MODEL IN -l ORG", 1, "doesn't know ORG\n  It can only suggest labels that it"),
    ("ner.teach d MODEL IN -l ORG -pt PATTERNS", 1, "Nothing suggests ORG"),
    ("textcat.teach d MODEL IN -l SPORT", 1, "can't learn the new label 'SPORT'"),
    ("pos.teach d MODEL IN -l NOPE", 1, "The component 'morphologizer' doesn't know NOPE"),
    ("dep.teach d MODEL IN -l NOPE", 1, "The component 'parser' doesn't know NOPE"),
    ("ner.correct l1 MODEL IN -l ORG -U", 0, "Starting the web server"),
    ("dep.correct l2 MODEL IN -l NOPE", 0, "Starting the web server"),
    ("textcat.correct d MODEL IN -t 7", 1, "The threshold 7 is not between 0 and 1"),
    ("textcat.model-annotate d MODEL IN sm -t -1", 1, "The threshold -1 is not between 0 and 1"),
    ("terms.teach d MODEL --seeds unheard", 1, "There is no word vector for any of the seeds"),
    ("ner.model-annotate d MODEL IN ''", 1, "Can't save the annotations of ''"),
    ("ner.model-annotate d MODEL BROKEN sm", 0, "Line 2 of broken.jsonl: Expected one JSON"),
    ("ner.model-annotate d MODEL BROKEN sm2 --strict", 1, "wrong with line 2 of broken.jsonl"),
    ("ner.correct d MODEL NO_TOKENS -U", 1, "Can't use the tokens of a task"),
    ("textcat.correct d MODEL HALF_TOKENS", 1, "Can't use the tokens of a task"),
    ("ner.correct s1 MODEL STRANGE", 0, "Starting the web server"),
    ("spans.correct s2 MODEL STRANGE", 0, "Starting the web server"),
    ("textcat.correct s3 MODEL STRANGE", 0, "Starting the web server"),
    ("pos.correct s4 MODEL STRANGE", 0, "Starting the web server"),
    ("sent.correct s5 MODEL STRANGE", 0, "Starting the web server"),
    ("dep.correct s6 MODEL STRANGE", 0, "Starting the web server"),
    ("coref.manual s7 MODEL STRANGE", 0, "Starting the web server"),
    ("ner.teach s8 MODEL STRANGE", 0, "Starting the web server"),
    ("textcat.teach s9 MODEL STRANGE -l FOOD", 0, "Starting the web server"),
    ("pos.teach s10 MODEL STRANGE", 0, "Starting the web server"),
    ("sent.teach s11 MODEL STRANGE", 0, "Starting the web server"),
    ("dep.teach s12 MODEL STRANGE", 0, "Starting the web server"),
    ("ner.correct o1 MODEL OVERLAPPING -U", 0, "Starting the web server"),
    ("ner.correct o2 MODEL MISALIGNED -U", 0, "Starting the web server"),
    ("ner.correct o3 MODEL OTHER_TOKENS -U", 0, "Starting the web server"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with all files, pipelines that can't be used, and a dataset of binary answers."""
    import spacy

    path = tmp_path_factory.mktemp("bad")
    for name, rows in FILES.items():
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        (path / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines))
    (path / "broken_model").mkdir()
    (path / "broken_model" / "meta.json").write_text("{}")
    nlp = spacy.blank("en")
    nlp.tokenizer.rules = {}  # which take long to load
    for name in ("tagger", "parser", "senter", "ner", "textcat", "spancat"):
        nlp.add_pipe(name)
    nlp.to_disk(path / "untrained")
    silver = [make_answer(TEXT, spans=[{"start": 0, "end": 4, "label": "A"}], _view_id="ner")]
    write_jsonl(path / "silver.jsonl", silver)
    return path


@pytest.fixture(scope="module")
def run(folder):
    """A function that runs a command. All of them have the same database."""
    home = folder / "home"
    home.mkdir()
    env = make_env({"PRODIGY_HOME": str(home), "PRODIGY_HOST": "127.0.0.1"})

    def find(word, pipeline):
        if word == "MODEL":
            return str(pipeline)
        name = word.lower()
        if word.isupper() and (folder / f"{name}.jsonl").exists():
            return f"{name}.jsonl"
        return name if word.isupper() and (folder / name).exists() else word.replace("''", "")

    def run(command, pipeline=None):
        return start([find(word, pipeline) for word in command.split()], folder, env)

    assert run("db-in silver SILVER")[0] == 0
    return run


def check(result, code, message):
    found, printed, errors = result
    assert found == code, errors
    assert message in printed + errors
    assert "Traceback" not in errors
    if code == 1:
        assert "✘ " in errors
        assert printed == "" or "Starting" not in printed


@pytest.mark.parametrize(("command", "code", "message"), QUICK, ids=lambda value: str(value)[:60])
def test_mistakes_are_explained(run, command, code, message):
    check(run(command), code, message)


@pytest.mark.slow
@pytest.mark.parametrize(("command", "code", "message"), SLOW, ids=lambda value: str(value)[:60])
def test_mistakes_with_a_model_are_explained(run, pipeline_path, command, code, message):
    check(run(command, pipeline_path), code, message)
