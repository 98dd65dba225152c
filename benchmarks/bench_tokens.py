"""Adding tokens to tasks, compared with spaCy's tokenizer alone."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.data import make_rows
from benchmarks.measure import Row, consume, measure

TITLE = "Tokens alone"
ORDER, IS_QUICK = 28, False


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield one row."""
    import spacy

    from prodigy.components.preprocess import add_tokens

    rows = list(make_rows(2_000 if quick else 20_000))
    nlp = spacy.blank("en")
    bare = measure(lambda: consume(nlp.tokenizer(row["text"]) for row in rows))
    ours = measure(lambda: consume(add_tokens(nlp, iter(rows))))
    yield Row(f"add_tokens, {len(rows):,} texts", "spaCy's tokenizer", ours, bare, 3)
