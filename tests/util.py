"""Small builders and checks that many tests share. Nothing here starts a process or a server."""

import asyncio
import json
import socket
from collections.abc import Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

# Keys that differ from run to run: who answered and when, never what was answered.
BOOKKEEPING_KEYS = ("_timestamp", "_annotator_id", "_session_id")


def make_task(text: str = "Hello world", **keys: Any) -> dict[str, Any]:
    """Make a task with both hashes, as a stream would deliver it.

    text (str): The task's text.
    **keys: More task keys. Pass text=None to make a task without a text.
    RETURNS (dict[str, Any]): A new task with `_input_hash` and `_task_hash`.
    """
    from prodigy.hashing import set_hashes

    task = {"text": text, **keys}
    if task["text"] is None:
        del task["text"]
    return set_hashes(task)


def make_answer(text: str = "Hello world", answer: str = "accept", **keys: Any) -> dict[str, Any]:
    """Make a task that has been answered, as the web app would send it.

    text (str): The task's text.
    answer (str): accept, reject or ignore.
    **keys: More task keys.
    RETURNS (dict[str, Any]): A new task with hashes and an answer.
    """
    task = make_task(text, **keys)
    task["answer"] = answer
    return task


def make_doc(
    nlp: Any,
    words: Sequence[str],
    *,
    spaces: Sequence[bool] | None = None,
    ents: Iterable[tuple[int, int, str]] = (),
) -> Any:
    """Make a spaCy Doc by hand, so that no trained pipeline is needed.

    nlp (Language): The pipeline whose vocabulary is used.
    words (Sequence[str]): Token texts.
    spaces (Optional[Sequence[bool]]): Does a space follow? Defaults to a space after every token.
    ents (Iterable[tuple[int, int, str]]): First token, last token (exclusive) and label.
    RETURNS (Doc): The document.
    """
    from spacy.tokens import Doc, Span

    doc = Doc(nlp.vocab, words=list(words), spaces=None if spaces is None else list(spaces))
    doc.ents = [Span(doc, start, end, label=label) for start, end, label in ents]
    return doc


def write_jsonl(path: str | Path, rows: Iterable[dict[str, Any]]) -> Path:
    """Write one JSON object per line (UTF-8, non-ASCII characters kept as they are).

    path (Union[str, Path]): The file to write; missing folders are made.
    rows (Iterable[dict[str, Any]]): The objects.
    RETURNS (Path): The path that was written.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def read_jsonl(source: str | Path) -> list[dict[str, Any]]:
    """Read one JSON object per line, from a file or from text such as the output of db-out.

    source (Union[str, Path]): A Path is opened, a string is parsed.
    RETURNS (list[dict[str, Any]]): The objects in the order of the lines; blank lines are skipped.
    """
    text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
    # Not splitlines(): it also breaks at U+2028 and others, which may stand inside a JSON string.
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def without_keys(value: Any, *keys: str) -> Any:
    """Copy JSON data without some keys, at every level.

    value (Any): JSON data.
    *keys (str): Names of the keys to leave out.
    RETURNS (Any): A new value; the input is unchanged.
    """
    if isinstance(value, dict):
        return {k: without_keys(v, *keys) for k, v in value.items() if k not in keys}
    if isinstance(value, list):
        return [without_keys(item, *keys) for item in value]
    return value


def assert_task_equal(
    task: dict[str, Any], expected: dict[str, Any], *, ignore: Sequence[str] = BOOKKEEPING_KEYS
) -> None:
    """Check that two tasks are the same, apart from who answered and when.

    task (dict[str, Any]): The task found.
    expected (dict[str, Any]): The task that should be there.
    ignore (Sequence[str]): Keys that may differ or be missing, at every level.
    """
    found, wanted = without_keys(task, *ignore), without_keys(expected, *ignore)
    assert sorted(found) == sorted(wanted)
    assert found == wanted


def run_async(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Like asyncio.run, on a thread of its own.

    As long as a browser is open, Playwright has a loop in the main thread, where then no other one
    can run: a test must not depend on which tests share its process.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def free_port() -> int:
    """Find a TCP port of this machine that nobody listens on.

    RETURNS (int): The port. Another process may still take it before it is used.
    """
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]
