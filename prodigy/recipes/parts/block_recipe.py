"""A recipe that runs over one block of tasks after the other, in any process.

What a recipe does to its source is known by the stream that it returns: what reads and checks the
source happens in one process, in order; what is applied to it - sentences, suggestions, tokens -
anywhere, block by block. So the suggestions are those of the recipe itself.
"""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...arguments.declared import Argument
from ...arguments.parser import RecipeParser
from ...components.preprocess.suggestions import large_batches
from ...components.problems import Problems
from ...components.source import make_source
from ...components.stream import Stream
from ...config import running
from ...errors import ProdigyError, RecipeError
from ...io.jsonable import dump_json
from ...io.places import Misfit, Place, PlacedTask, get_place
from ...messages import msg
from ...pipelines import load_spacy_model
from ...registered import Recipe
from ...registry import find_recipe, load_recipe_files
from ...shapes import TaskType
from .suggested import Mark, mark_tasks

DATASET, SOURCE, LOADER, MODEL, LABEL = "dataset", "source", "loader", "spacy_model", "label"
PREFER = "prefer"
# What a recipe gets as its dataset. Nothing is stored there.
NO_DATASET = "preannotate"
# If so many texts fail one after the other, it is not because of them.
MIN_FAILED = 20


@dataclass(frozen=True)
class Job:
    """What a process has to know to make suggestions. It can be pickled.

    recipe (str): Name of the recipe.
    words (tuple[str]): Its arguments on the command line, without dataset and source.
    files (tuple[str]): Python files with recipes, by their absolute paths.
    settings (dict): Settings that win over files and recipe.
    loader (str | None): ID of the loader of the source.
    """

    recipe: str
    words: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict, hash=False)
    loader: str | None = None


@dataclass
class Block:
    """What became of a block of tasks.

    lines (bytes): The tasks with suggestions as JSONL.
    n_rows (int): How many there are.
    misfits (list[Misfit]): What was left out or mended.
    """

    lines: bytes
    n_rows: int
    misfits: list[Misfit]


class BlockRecipe:
    """The recipe, with its pipeline loaded.

    job (Job): What to run.
    source (Any): The source to read. Defaults to None: only blocks are run.

    tasks (Stream): What is read, checked as the recipe does.
    values (dict): The arguments of the recipe, but for those that say what is read.
    mark (Mark): What the tasks say about how they were made.
    RAISES (RecipeError): There is no such recipe, or it can't be used in this way.
    RAISES (SystemExit): The arguments of the recipe are wrong.
    """

    def __init__(self, job: Job, source: Any = None) -> None:
        self._job = job
        if source is None:  # Otherwise, the command line has done that.
            load_recipe_files(job.files)
        self._recipe = _find(job.recipe)
        self._parser, self._values = _read_words(self._recipe, job.words)
        if self._values.get(PREFER) is not None:
            raise RecipeError(
                f"{job.recipe} makes suggestions for all texts here, in the order of the source",
                "Give --prefer to the recipe that shows them.",
            )
        self.values = {key: value for key, value in self._values.items() if key != LOADER}
        self._nlp: Any = None
        if isinstance(self._values.get(MODEL), (str, Path)):
            # Loaded once, whatever the recipe is called for.
            self._nlp = self._values[MODEL] = load_spacy_model(self._values[MODEL])
        with running(job.settings):
            if source is None:
                components = self._call_with_tasks(())
            else:
                components = self._call(source, loader=job.loader)
            self.tasks, self._apply = self._take_apart(components["stream"], source)
        self.mark = self._make_mark(components)

    def suggest(self, tasks: Sequence[TaskType]) -> Block:
        """Run the recipe over a block.

        tasks (Sequence[dict]): The tasks, as they were read. They may be changed.
        RETURNS (Block): The tasks as the recipe would show them.
        RAISES (ProdigyError): The recipe can't work like this at all.
        """
        misfits: list[Misfit] = []
        # What was learned about single words is forgotten at the end of the block.
        zone: AbstractContextManager[Any] = nullcontext()
        if hasattr(self._nlp, "memory_zone"):
            zone = self._nlp.memory_zone()
        with (
            running(self._job.settings),
            self.tasks.problems.collected_in(misfits),
            zone,
            large_batches(),
        ):
            try:
                lines = self._run(tasks)
            except ProdigyError:
                raise
            except Exception as err:
                lines = self._run_singly(tasks, err, misfits)
        return Block("".join(lines).encode(), len(lines), misfits)

    def _run(self, tasks: Sequence[TaskType]) -> list[str]:
        return [
            f"{dump_json(eg, is_exact=True)}\n" for eg in mark_tasks(self._apply(tasks), self.mark)
        ]

    def _run_singly(
        self, tasks: Sequence[TaskType], error: Exception, misfits: list[Misfit]
    ) -> list[str]:
        """Find the tasks with which a recipe fails, and leave only these out."""
        lines, n_failed = [], 0
        misfits.clear()
        for eg in tasks:
            try:
                lines += self._run([eg])
            except ProdigyError:
                raise
            except Exception as err:
                n_failed += 1
                what = f"{type(err).__name__}: {' '.join(str(err).split())}"[:300]
                self.tasks.problems.skip(eg, f"{self._job.recipe} fails with it: {what}")
        if n_failed == len(tasks) >= MIN_FAILED:
            raise RecipeError(
                f"{self._job.recipe} fails with every task", f"{type(error).__name__}: {error}"
            ) from error
        return lines

    def _call(self, source: Any, *, loader: str | None = None) -> dict[str, Any]:
        values = {**self._values, SOURCE: source}
        names = {argument.name for argument in self._recipe.arguments}
        if DATASET in names:
            values[DATASET] = NO_DATASET
        if loader is not None:
            if LOADER not in names:
                raise RecipeError(f"{self._job.recipe} takes no --loader", "Leave it out.")
            values[LOADER] = loader
        result = self._parser.call(self._recipe.func, values)
        components = result if isinstance(result, dict) else vars(result) if result else {}
        if components.get("stream") is None:
            raise RecipeError(
                f"{self._job.recipe} returns no stream of tasks",
                "Suggestions can be made ahead by recipes that show them, e.g. ner.correct.",
            )
        return components

    def _call_with_tasks(self, tasks: Iterable[TaskType]) -> dict[str, Any]:
        """Call the recipe with a file, which every recipe takes. It is gone afterwards."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "block.jsonl"
            path.write_text("".join(f"{json.dumps(eg)}\n" for eg in tasks), encoding="utf8")
            components = self._call(str(path))
            if not isinstance(components["stream"], Stream):
                components = {**components, "stream": list(components["stream"])}
            return components

    def _take_apart(
        self, stream: Any, source: Any
    ) -> tuple[Stream, Callable[[Iterable[TaskType]], Iterator[TaskType]]]:
        if isinstance(stream, Stream):
            return stream.take_apart()
        # Nobody knows what is inside of it, so the recipe is called anew for each block.
        problems = Problems()
        given = [] if source is None else source
        tasks = Stream(make_source(given, self._job.loader, problems.add))
        tasks.problems = problems
        return tasks, lambda block: iter(self._call_with_tasks(block)["stream"])

    def _make_mark(self, components: dict[str, Any]) -> Mark:
        given = {
            argument.name: self._values[argument.name]
            for argument in self._recipe.arguments
            if argument.name in self._values
            and self._values[argument.name] != argument.default
            and argument.name not in (LABEL, LOADER, MODEL)
            and isinstance(self._values[argument.name], (str, int, float, bool, list))
        }
        mark: Mark = {"recipe": self._recipe.name}
        if self._nlp is not None:
            meta = self._nlp.meta
            mark["pipeline"] = f"{meta.get('lang')}_{meta.get('name')} {meta.get('version')}"
        config = components.get("config") or {}
        mark["view_id"] = components.get("view_id")
        if isinstance(config.get("labels"), (list, tuple)):
            mark["labels"] = list(config["labels"])
        if given:
            mark["options"] = given
        return mark


def _find(name: str) -> Recipe:
    found = find_recipe(name)
    if found is None:
        raise RecipeError(
            f"Can't find the recipe '{name}'",
            "See prodigy --help for all recipes. The Python file of your own is passed with -F.",
        )
    if not any(argument.name == SOURCE for argument in found.arguments):
        raise RecipeError(
            f"{name} has no argument 'source'",
            "Suggestions can be made ahead by recipes that read texts, e.g. ner.correct.",
        )
    return found


def _read_words(found: Recipe, words: Sequence[str]) -> tuple[RecipeParser, dict[str, Any]]:
    arguments: list[Argument] = [
        argument for argument in found.arguments if argument.name not in (DATASET, SOURCE)
    ]
    parser = RecipeParser(
        f"prodigy preannotate SOURCE OUTPUT --from-recipe {found.name}", arguments, found.doc
    )
    return parser, parser.read(words)


_opened: dict[str, BlockRecipe] = {}
_lock = threading.Lock()


def suggest_block(job: Job, data: Sequence[tuple[TaskType, Place | None]]) -> Block:
    """Run a recipe over a block, in a process that works for others.

    job (Job): The recipe. It is kept, with its pipeline, for the next block.
    data (Sequence[tuple[dict, Place | None]]): The tasks, see `pack`.
    RETURNS (Block): What became of them.
    RAISES (ProdigyError): The recipe can't work like this.
    """
    with _lock:  # One recipe thread, as everywhere.
        key = repr(job)
        if key not in _opened:
            msg.no_print = True  # The process that reads the source says everything.
            _opened.clear()
            _opened[key] = BlockRecipe(job)
        return _opened[key].suggest([PlacedTask(eg, place) for eg, place in data])


def pack(tasks: Iterable[TaskType]) -> list[tuple[TaskType, Place | None]]:
    """RETURNS (list[tuple[dict, Place | None]]): Tasks as they can be sent to another process."""
    return [(dict(eg), get_place(eg)) for eg in tasks]
