"""Examples in prompts: those of a file, and those that annotators flag."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any

from ...errors import LoaderError, RecipeError
from ...hashing import TASK_DIGEST_ATTR, TASK_HASH_ATTR
from ...io.files import read_json, read_jsonl
from ...io.lines import check_file
from ...shapes import TaskType

Example = dict[str, Any]
SUFFIXES = (".yml", ".yaml", ".json", ".jsonl")


class FewShots:
    """The examples of a prompt: the newest few.

    fixed (Sequence[dict]): Examples of a file, which are the oldest.
    max_examples (int): How many a prompt has at most.
    make_example (callable): Makes an example of an answered task, or None if it is none.
    RAISES (RecipeError): The number is negative.
    """

    def __init__(
        self,
        fixed: Sequence[Example],
        max_examples: int,
        make_example: Callable[[TaskType], Example | None],
    ) -> None:
        if max_examples < 0:
            raise RecipeError(f"--max-examples must be 0 or more, not {max_examples}")
        self._fixed, self._max = list(fixed), max_examples
        self._make_example = make_example
        self._flagged: dict[Hashable, Example] = {}

    def take_answers(self, answers: Iterable[TaskType]) -> float:
        """Take flagged answers as examples. One that is no longer flagged is none any more.

        answers (Iterable[dict]): Answered tasks.
        RETURNS (float): 0.0, since it is not known how much that helps.
        """
        for eg in answers:
            key = (eg.get("_session_id"), eg.get(TASK_HASH_ATTR), eg.get(TASK_DIGEST_ATTR))
            example = self._make_example(eg) if eg.get("flagged") else None
            self._flagged.pop(key, None)
            if example is not None:
                self._flagged[key] = example
        return 0.0

    @property
    def newest(self) -> list[Example]:
        """The examples for the next prompt, oldest first."""
        examples = [*self._fixed, *self._flagged.values()]
        return examples[-self._max :] if self._max else []


def read_examples(path: str | Path | None, check: Callable[[Example], str | None]) -> list[Example]:
    """Read the examples of a file.

    path (str | Path | None): A YAML, JSON or JSONL file with a list of objects. None: no examples.
    check (callable): Says what is wrong with an example, or None. It may complete it.
    RETURNS (list[dict]): The examples.
    RAISES (RecipeError): The file can't be read, or an example doesn't fit.
    """
    if path is None:
        return []
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise RecipeError(
            f"Can't read examples from {path.name!r}", f"Expected {', '.join(SUFFIXES)}: {path}"
        )
    data = _read(check_file(path))
    if not isinstance(data, list):
        raise RecipeError(f"Expected a list of examples in {path}", f"Found {type(data).__name__}")
    for number, example in enumerate(data, 1):
        problem = check(example) if isinstance(example, dict) else "it is no object"
        if problem:
            raise RecipeError(f"Example {number} in {path} can't be used: {problem}")
    return data


def check_ner_example(example: Example) -> str | None:
    """RETURNS (str | None): What is wrong with {"text": ..., "entities": {label: [phrase, ...]}}.
    Labels become lower case."""
    entities = example.get("entities")
    if not isinstance(example.get("text"), str):
        return 'it has no "text"'
    if not isinstance(entities, dict):
        return 'it has no "entities", an object such as {"person": ["Ann", "Bob"]}'
    for label, phrases in entities.items():
        if not isinstance(phrases, list) or not all(isinstance(one, str) for one in phrases):
            return f"the entities of {label!r} are no list of texts"
    example["entities"] = {str(label).lower(): phrases for label, phrases in entities.items()}
    return None


def check_textcat_example(example: Example) -> str | None:
    """RETURNS (str | None): What is wrong with {"text": ..., "answer": ..., "reason": ...}. The
    reason may be missing."""
    if not isinstance(example.get("text"), str):
        return 'it has no "text"'
    if not isinstance(example.get("answer"), str):
        return 'it has no "answer", a text with labels, or with accept or reject'
    if not isinstance(example.setdefault("reason", ""), str):
        return "its reason is no text"
    return None


def _read(path: Path) -> Any:
    try:
        if path.suffix.lower() == ".jsonl":
            return list(read_jsonl(path))
        if path.suffix.lower() == ".json":
            return read_json(path)
        import srsly

        return srsly.read_yaml(path)
    except LoaderError:
        raise
    # What the parser of YAML raises has no class in common.
    except Exception as err:
        raise RecipeError(f"Can't read the examples in {path}", str(err)) from err
