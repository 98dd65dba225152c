"""similar: which texts are like these?"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

from ..components.db import connect
from ..components.neighbours import Hit, Nearest, open_index
from ..components.source import source_is_dataset
from ..components.stream import Stream, open_stream
from ..components.task_checks import check_texts
from ..errors import RecipeError
from ..io.fingerprints import digest_path
from ..io.progress import show_progress
from ..messages import msg
from ..models.encoders import Encoder, load_encoder
from ..registry import Arg, recipe
from ..types import TaskType
from .parts import shared
from .parts.dataset_io import to_lines, write_file
from .parts.dataset_names import check_dataset

__all__ = ["similar"]

BLOCK_SIZE = 512  # texts that are compared at once
# Each text is compared with each example; more of them only find what others have found.
MAX_EXAMPLES = 2000
SHOWN_CHARS = 80
STDIN, STDOUT = "-", "-"
DIGEST_BYTES = 12


@recipe(
    "similar",
    source=Arg(help="Texts to look through: file path, - for stdin, or dataset:NAME"),
    output=Arg(help="JSONL file to write. Standard output if not set, or -"),
    text=Arg("--text", "-t", help="Find what is like this text"),
    to=Arg("--to", "-to", help="Find what is like any text of this file or dataset:NAME"),
    dataset=Arg("--dataset", "-d", help="Find what is like the accepted texts of this dataset"),
    label=Arg("--label", "-l", help="Only those with this label. Needs --dataset"),
    encoder=shared.ENCODER,
    number=Arg("--number", "-n", help="How many texts to find"),
    index=Arg("--index", "-i", help="Folder for the vectors of the source, to use them again"),
    loader=Arg("--loader", "-lo", help="Loader, guessed from the file extension if not set"),
)
def similar(
    source: str,
    output: str | None = None,
    text: str | None = None,
    to: str | None = None,
    dataset: str | None = None,
    label: str | None = None,
    encoder: str | None = None,
    number: int = 20,
    index: str | None = None,
    loader: str | None = None,
) -> list[TaskType]:
    """Find the texts that are most like a text, or like some examples, the nearest first. They are
    tasks, ready to be piped into a recipe.
    """
    if number < 1:
        raise RecipeError(f"Can't find {number} texts", "--number is from 1.")
    examples = _read_examples(source, text, to, dataset, label)
    encode = load_encoder(encoder)
    examples, vectors = _encode_examples(encode, examples)
    # Who gives examples has them already.
    but = () if text is not None else frozenset(examples)
    if index is None:
        hits = _look_through(source, loader, encode, Nearest(vectors, number, but))
    else:
        facts = {
            "encoder": encode.fingerprint,
            "source": f"{_digest_source(source)} {loader or ''}".strip(),
        }
        folder = Path(index).expanduser()
        saved = open_index(folder, facts, lambda: _read(source, loader, dedup=True), encode)
        hits = saved.search(vectors, number, but)
    tasks = [_make_task(hit, None if text is not None else examples) for hit in hits]
    _write(tasks, output)
    if len(tasks) < number:
        msg.warn(f"Found {len(tasks)} texts, fewer than {number}", "There are no others.")
    return tasks


def _read_examples(
    source: str, text: str | None, to: str | None, dataset: str | None, label: str | None
) -> list[str]:
    """RETURNS (list[str]): The texts to compare with, each once."""
    given = {"--text": text, "--to": to, "--dataset": dataset}
    chosen = [name for name, value in given.items() if value is not None]
    if len(chosen) != 1:
        raise RecipeError(
            f"{' and '.join(chosen)} can't be used together" if chosen else "Similar to what?",
            "Give either a text with --text, a file of examples with --to, or a dataset with "
            "--dataset, of which --label selects the answers with a label.",
        )
    if label is not None and dataset is None:
        raise RecipeError("--label needs --dataset", "It selects answers of a dataset.")
    if text is not None:
        if not text.strip():
            raise RecipeError("The text of --text is empty", "Nothing is like no text.")
        return [text]
    if to is not None:
        if to == STDIN and source == STDIN:
            raise RecipeError(
                "Standard input can't be both the source and the examples",
                "Save one of them to a file.",
            )
        return _choose_examples((eg["text"] for eg in _open(to, None)), to)
    db = connect()
    check_dataset(db, str(dataset))
    answers = db.iter_dataset_examples(str(dataset))
    found = (eg["text"] for eg in answers if _is_example(eg, label))
    what = f"the dataset {dataset}" + (f" with the label {label}" if label else "")
    return _choose_examples(found, what)


def _is_example(eg: TaskType, label: str | None) -> bool:
    """Tell whether an accepted answer has a text, and a label: as category, or of a span."""
    text = eg.get("text")
    if eg.get("answer", "accept") != "accept" or not isinstance(text, str) or not text.strip():
        return False
    if label is None:
        return True
    if eg.get("options") is not None:
        return label in (eg.get("accept") or ())
    spans = eg.get("spans") or ()
    return eg.get("label") == label or any(span.get("label") == label for span in spans)


def _choose_examples(texts: Iterable[str], what: str) -> list[str]:
    """Take all examples, or a random sample if there are too many (algorithm R)."""
    rng = random.Random(0)
    chosen: dict[str, None] = {}
    kept: list[str] = []
    n_texts = 0
    for text in texts:
        n_texts += 1
        if len(kept) < MAX_EXAMPLES:
            if text not in chosen:
                chosen[text] = None
                kept.append(text)
        elif (place := rng.randrange(n_texts)) < MAX_EXAMPLES:
            kept[place] = text
    if not kept:
        raise RecipeError(f"There are no examples in {what}", "Nothing accepted has a 'text'.")
    if n_texts > MAX_EXAMPLES and len(kept) == MAX_EXAMPLES:
        msg.info(f"Comparing with {len(kept):,} of the {n_texts:,} examples", "Chosen at random.")
    return list(dict.fromkeys(kept))


def _encode_examples(encode: Encoder, examples: list[str]) -> tuple[list[str], Any]:
    """RETURNS (tuple): The examples of which something is known, and their vectors."""
    vectors = encode(examples)
    is_known = vectors.any(axis=1)
    if not is_known.any():
        raise RecipeError(
            f"The encoder '{encode.name}' knows nothing of {_shorten(examples[0])!r}",
            "Its vector is zero, so nothing is near it. Try other words, or another --encoder.",
        )
    kept = [text for text, known in zip(examples, is_known, strict=True) if known]
    if len(kept) < len(examples):
        n_unknown = len(examples) - len(kept)
        msg.warn(f"{n_unknown} examples are left out", "The encoder knows nothing of their words.")
    return kept, vectors[is_known]


def _look_through(
    source: str, loader: str | None, encode: Encoder, nearest: Nearest
) -> Sequence[Hit]:
    tasks = _read(source, loader)
    while block := list(islice(tasks, BLOCK_SIZE)):
        nearest.add(block, encode([eg["text"] for eg in block]))
    if not nearest.n_seen:
        name = "standard input" if source == STDIN else source
        raise RecipeError(f"There are no texts in {name}", "No task of it has a 'text'.")
    return nearest.hits


def _read(source: str, loader: str | None, dedup: bool = False) -> Iterator[TaskType]:
    return show_progress(_open(source, loader, dedup), "Reading", unit="texts")


def _open(source: str, loader: str | None, dedup: bool = False) -> Stream:
    return open_stream(source, loader, dedup=dedup, input_key="text", check=check_texts)


def _digest_source(source: str) -> str:
    """RETURNS (str): A digest of the content of a source, which may be large."""
    if source_is_dataset(source):
        found = blake2b(digest_size=DIGEST_BYTES)
        for eg in _open(source, None):
            found.update(json.dumps(eg, sort_keys=True).encode("ascii"))
        return f"dataset {found.hexdigest()}"
    path = Path(source).expanduser()
    if source == STDIN or not path.exists():
        name = "Standard input" if source == STDIN else f"The source {source}"
        raise RecipeError(
            f"{name} can't be compared with an index",
            "So nobody could tell whether the index is still up to date. Save the texts to a file, "
            "or leave out --index.",
        )
    return f"file {digest_path(path)}"


def _make_task(hit: Hit, examples: Sequence[str] | None) -> TaskType:
    """RETURNS (dict): A copy of the task that tells how near it is, and to which example."""
    meta = {**(hit.task.get("meta") or {}), "score": round(hit.score, 4)}
    if examples is not None:
        meta["similar_to"] = _shorten(examples[hit.query])
    return {**hit.task, "meta": meta}


def _write(tasks: list[TaskType], output: str | None) -> None:
    if output is None or output == STDOUT:
        for line in to_lines(tasks):
            sys.stdout.write(line)
        return
    count = write_file(Path(output).expanduser(), tasks)
    msg.good(f"Wrote the {count} nearest texts", output)


def _shorten(text: str) -> str:
    return text if len(text) <= SHOWN_CHARS else f"{text[:SHOWN_CHARS]}…"
