"""Rows of datasets, and what the readers make of them."""

from tests.util import make_answer


def add(db, name, rows):
    """Store answers in a dataset."""
    db.add_examples(rows, [name])


def ner(text, *spans, answer="accept", view="ner_manual", **keys):
    """An answer about entities: ner("Ada saw Oslo", ("Ada", "PERSON"))."""
    return span_answer(text, *spans, answer=answer, view=view, **keys)


def span_answer(text, *spans, answer="accept", view="spans_manual", **keys):
    """An answer about spans, which are given by their words or offsets and their label."""
    found = []
    for what, label in spans:
        start, end = (
            (text.index(what), text.index(what) + len(what)) if isinstance(what, str) else what
        )
        found.append({"start": start, "end": end, "label": label})
    return make_answer(text, answer, spans=found, _view_id=view, **keys)


def choice(text, *accept, options=("A", "B", "C"), answer="accept", **keys):
    """An answer that selects some of several options."""
    options = [{"id": option, "text": option} for option in options]
    return make_answer(
        text, answer, options=options, accept=list(accept), _view_id="choice", **keys
    )


def label(text, name, answer="accept", **keys):
    """A yes or no to one label."""
    return make_answer(text, answer, label=name, _view_id="classification", **keys)


def merge(db, nlp, pipes, settings=None, **keys):
    """Make all documents. RETURNS: the merged rows, documents for training and for evaluation."""
    from prodigy.training.account import EVALUATION, TRAINING
    from prodigy.training.merging import MergedRows

    pipes = {
        name: ([n for n in sets.split(",") if not n.startswith("eval:")],
               [n[5:] for n in sets.split(",") if n.startswith("eval:")])
        for name, sets in pipes.items()
    }  # fmt: skip
    rows = MergedRows(db, pipes, settings, **{"eval_split": 0.0, **keys})
    train, dev = (list(rows.iter_docs(nlp, side)) for side in (TRAINING, EVALUATION))
    rows.close_account()
    return rows, train, dev


def outcomes(rows):
    """RETURNS: outcome and reason of every stored row, in order."""
    return [f"{row.verdict.outcome} {row.verdict.reason}".strip() for row in rows.store.rows]


def ents(doc):
    """RETURNS: text and label of every entity."""
    return [(ent.text, ent.label_) for ent in doc.ents]
