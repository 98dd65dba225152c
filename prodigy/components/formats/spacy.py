"""Documents of spaCy in one file (DocBin), as `spacy train` reads them.

Entities go to `doc.ents`; spans of the interfaces for overlapping spans, and others that overlap,
to `doc.spans["sc"]`; categories to `doc.cats`; part-of-speech tags to `token.tag_`, and starts of
sentences (the label S) to `token.is_sent_start`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import LoaderError
from ...io.docbin import DocBinWriter, check_unpacked
from ...io.lines import check_file
from ...io.loaders.base import takes
from ...io.unfinished import open_part
from ...shapes import TaskType
from ...views import GROUPS, TAGS, find_views_about, get_view_id
from ..preprocess.tokens import make_doc
from .gold import Gold, Needs, get_gold, make_choice
from .report import Report
from .tokens import Entity, Tokenized, has_overlap, make_task, tokenize

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

NEEDS = Needs(spans=True, categories=True, negative=True, partial=True)
# The name by which the span categorizer finds its spans.
SPANS_KEY = "sc"
OVERLAPPING_VIEWS = find_views_about(GROUPS)
TOKEN_VIEWS = find_views_about(TAGS)
SENTENCE_LABEL = "S"
THRESHOLD = 0.5
MISSING, OUTSIDE = 0, 2  # of Token.ent_iob


def write_spacy(
    examples: Iterable[TaskType], path: str | Path, *, report: Report | None = None
) -> int:
    """Write spans and categories as spaCy documents.

    White space that is no token becomes one, so that offsets in characters stay the same. If only
    one span was accepted, the rest of the entities is missing, which spaCy understands. A rejected
    label is a category with the value 0.

    examples (Iterable[dict]): The answers. A generator is consumed. Those about categories need no
        tokens: spaCy's tokenizer for no particular language makes some.
    path (str | Path): The file.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written.
    """
    import spacy

    report = report or Report()
    n_before = report.n_done
    nlp = spacy.blank("xx")
    with open_part(path) as unfinished, DocBinWriter(unfinished) as writer:
        for eg in examples:
            gold = get_gold(eg, NEEDS, report)
            doc = _make_doc(gold, nlp, report) if gold else None
            if doc is not None:
                writer.add(doc)
                report.n_done += 1
    return report.n_done - n_before


@takes("file")
def read_spacy(path: str | Path, *, report: Report | None = None) -> Iterator[TaskType]:
    """Read spaCy documents. The file is loaded as a whole.

    path (str | Path): The file, as written by `DocBin.to_disk` or `spacy convert`.
    report (Report | None): Takes note of documents without annotations, and of other groups of
        spans than "sc". Defaults to None.
    YIELDS (dict): An answer per document. If it has both entities and spans in `doc.spans["sc"]`,
        there are two.
    RAISES (LoaderError): It is no such file.
    """
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    report = report or Report()
    path = check_file(path)
    try:
        check_unpacked(path)
        docs = DocBin().from_disk(path)
    except LoaderError:
        raise
    except Exception as err:  # Anything: it is decompressed and unpacked without checks.
        raise LoaderError(
            f"Can't read {path} as a file of spaCy documents",
            f"{type(err).__name__}: {str(err)[:100]}\nExpected a .spacy file, as DocBin.to_disk() "
            "or `python -m spacy convert` writes it. Is it complete?",
        ) from None
    for doc in docs.get_docs(Vocab()):
        tasks = list(_make_tasks(doc))
        if not tasks:
            report.leave_out({"text": doc.text}, "not-annotated")
        elif set(doc.spans) - {SPANS_KEY}:
            report.lose(tasks[0], "lost-groups")
        for task in tasks:
            report.n_done += 1
            yield task


def _make_doc(gold: Gold, nlp: Language, report: Report) -> Doc | None:
    from spacy.tokens import Doc

    if gold.spans is None and not gold.eg.get("tokens"):
        doc = make_doc(nlp, gold.text)
        entities: list[Entity] = []
    else:
        tokenized = tokenize(gold, report, overlap=True)
        if tokenized is None:
            return None
        words, spaces, entities = _with_gaps(tokenized)
        doc = Doc(nlp.vocab, words=words, spaces=spaces)
    view_id = get_view_id(gold.eg)
    is_group = view_id in OVERLAPPING_VIEWS or has_overlap(entities)
    if gold.spans is not None and is_group and gold.is_partial:
        report.leave_out(gold.eg, "binary", gold.spans)
        return None
    if gold.spans is not None and view_id in TOKEN_VIEWS:
        _set_tags(doc, entities, gold.is_partial)
    elif gold.spans is not None:
        spans = [_make_span(doc, entity) for entity in entities]
        if is_group:
            doc.spans[SPANS_KEY] = spans
        else:
            doc.set_ents(spans, default="missing" if gold.is_partial else "outside")
    doc.cats = {name: float(applies) for name, applies in (gold.categories or {}).items()}
    return doc


def _with_gaps(tokenized: Tokenized) -> tuple[list[str], list[bool], list[Entity]]:
    """Make tokens of all gaps but single spaces: a Doc has nothing else between its tokens."""
    first_gap, *gaps = tokenized.gaps
    words, spaces = ([first_gap], [False]) if first_gap else ([], [])
    places = []
    for word, gap in zip(tokenized.words, gaps):
        places.append(len(words))
        words.append(word)
        spaces.append(gap.startswith(" "))
        if rest := gap.removeprefix(" "):
            words.append(rest)
            spaces.append(False)
    return words, spaces, [(places[a], places[b], label) for a, b, label in tokenized.entities]


def _make_span(doc: Doc, entity: Entity) -> Any:
    from spacy.tokens import Span

    first, last, label = entity
    return Span(doc, first, last + 1, label=label)  # spaCy's end is exclusive


def _set_tags(doc: Doc, entities: list[Entity], is_partial: bool) -> None:
    labels = {i: label for first, last, label in entities for i in range(first, last + 1)}
    if set(labels.values()) == {SENTENCE_LABEL}:
        for token in doc:
            token.is_sent_start = True if token.i in labels else None if is_partial else False
    else:
        for i, label in labels.items():
            doc[i].tag_ = label


def _make_tasks(doc: Doc) -> Iterator[TaskType]:
    words = [token.text for token in doc]
    gaps = ["", *(token.whitespace_ for token in doc)]
    tasks = []
    states = {token.ent_iob for token in doc}
    if states - {MISSING}:
        entities = [(ent.start, ent.end - 1, ent.label_) for ent in doc.ents]
        task = make_task(words, gaps, entities)
        # What is not covered by the entities is unknown.
        is_partial = MISSING in states and OUTSIDE not in states
        tasks.append({**task, "_view_id": "ner"} if is_partial else task)
    if SPANS_KEY in doc.spans:
        group = [(span.start, span.end - 1, span.label_) for span in doc.spans[SPANS_KEY]]
        tasks.append({**make_task(words, gaps, group), "_view_id": "spans_manual"})
    if doc.cats:
        names = list(doc.cats)
        accepted = [name for name in names if doc.cats[name] >= THRESHOLD]
        if not tasks:
            yield make_choice(doc.text, names, accepted)
            return
        choice = make_choice(doc.text, names, accepted, always_options=True)
        tasks[0] = {**choice, **tasks[0], "_view_id": "blocks"}
    yield from tasks or _make_tag_tasks(doc, words, gaps)


def _make_tag_tasks(doc: Doc, words: list[str], gaps: list[str]) -> Iterator[TaskType]:
    """Tags and sentences only count if there is nothing else: corpora have them beside entities."""
    entities = [(token.i, token.i, token.tag_) for token in doc if token.tag_]
    # The first token always starts a sentence, whether anybody looked for sentences or not.
    if not entities and any(token.is_sent_start is not None for token in doc[1:]):
        starts = [token.i for token in doc if token.is_sent_start]
        entities = [(i, i, SENTENCE_LABEL) for i in starts]
    if entities:
        yield {**make_task(words, gaps, entities), "_view_id": "pos_manual"}
