"""Suggestions for any number of texts at once, before anybody annotates them."""

import shlex
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

from ..about import __version__
from ..components.source import source_is_dataset
from ..config import get_config
from ..errors import RecipeError
from ..io.fingerprints import describe_value, digest_path
from ..io.progress import open_bar
from ..messages import msg
from ..partial import conclude
from ..pipelines import load_spacy_model
from ..registry import Arg, get_loaded_files, recipe
from ..shapes import TaskType
from .parts.block_engines import ENGINES
from .parts.block_journal import Journal, digest_tasks
from .parts.block_recipe import MODEL, BlockRecipe, Job
from .parts.preannotate_output import Output, get_output
from .parts.preannotate_pipeline import choose_recipe

__all__ = ["preannotate"]

BLOCK_SIZE = 2_000
# Blocks of long texts have fewer of them, so that memory doesn't depend on how long they are.
BLOCK_CHARS = 4_000_000
# What concerns this machine only, or nobody but the server.
LOCAL_SETTINGS = ("db", "db_settings", "host", "port")


@recipe(
    "preannotate",
    source=Arg(help="Texts: file path, - for stdin, or dataset:NAME"),
    output=Arg(help="File to write that ends in .jsonl or .parquet, or dataset:NAME"),
    pipeline=Arg(help="Loadable spaCy pipeline"),
    from_recipe=Arg(
        "--from-recipe", "-fr", help="Recipe with its arguments, without dataset and source"
    ),
    loader=Arg("--loader", "-lo", help="Loader, guessed from the file extension if not set"),
    label=Arg("--label", "-l", help="Labels separated by commas, or file with one per line"),
    component=Arg("--component", "-c", help="Name of the component in the pipeline"),
    engine=Arg("--engine", "-en", help="Where to work: this machine, or a cluster of Dask"),
    workers=Arg("--workers", "-w", help="Number of processes. All processors if not set"),
    address=Arg("--address", "-a", help="Scheduler of Dask. One is started here if not set"),
    block_size=Arg("--block-size", "-bs", help="Texts that are worked on, and stored, at once"),
    overwrite=Arg("--overwrite", "-o", help="Replace the output if it exists"),
)
def preannotate(
    source: str,
    output: str,
    pipeline: str | None = None,
    from_recipe: str | None = None,
    loader: str | None = None,
    label: str | None = None,
    component: str | None = None,
    engine: Literal["local", "dask"] = "local",
    workers: int | None = None,
    address: str | None = None,
    block_size: int = BLOCK_SIZE,
    overwrite: bool = False,
) -> None:
    """Make suggestions for any number of texts, which ner.correct and others then show without
    running a pipeline. May be stopped at any moment: the same command goes on.
    """
    _check_numbers(workers, block_size, address, engine)
    target = get_output(output)
    target.check()
    words = _get_words(pipeline, from_recipe, label, component)
    settings = {key: value for key, value in get_config().items() if key not in LOCAL_SETTINGS}
    job = Job(words[0], tuple(words[1:]), tuple(get_loaded_files()), settings, loader)
    journal = Journal(target.base)
    _check_target(target, journal, source, overwrite)
    block_recipe = BlockRecipe(job, source)
    with closing(journal):
        facts = _describe(job, block_recipe, source, block_size)
        journal.open(facts, start_anew=overwrite)
        if journal.done and not journal.is_complete:
            msg.info(f"Going on: {journal.n_tasks:,} texts are done already")
        if not journal.is_complete:
            try:
                _make(job, block_recipe, journal, engine, workers or 0, address or "", block_size)
            except KeyboardInterrupt:
                msg.warn(
                    f"Stopped. {journal.n_tasks:,} texts are done",
                    "The same command goes on with the others.",
                )
                raise
        target.finish(journal)
        journal.remove()
    msg.good(f"Made {journal.n_rows:,} tasks with suggestions for {job.recipe}", output)
    if journal.n_left_out:
        conclude(f"{journal.n_left_out:,} texts with something wrong were left out")


def _make(
    job: Job,
    block_recipe: BlockRecipe,
    journal: Journal,
    engine: str,
    n_workers: int,
    address: str,
    block_size: int,
) -> None:
    """Work on all blocks that are not done."""
    stream = block_recipe.tasks
    n_known = len(journal.done)
    pending: list[tuple[int, str]] = []  # number of tasks and digest, of what is under way
    n_blocks = n_told = 0

    def draw() -> Iterator[list[TaskType]]:
        nonlocal n_blocks
        for tasks in _cut(stream, block_size):
            number, digest = n_blocks, digest_tasks(tasks)
            n_blocks += 1
            if number < n_known:
                journal.check(number, tasks, digest)
                bar.update(len(tasks), stream.progress)
                continue
            pending.append((len(tasks), digest))
            yield tasks

    with (
        open_bar("Suggesting", unit="texts") as bar,
        ENGINES[engine](block_recipe, job, n_workers, address) as run,
    ):
        for block in run(draw()):
            n_tasks, digest = pending.pop(0)
            for misfit in block.misfits:
                stream.problems.add(misfit)
                n_told += misfit.is_skipped
            journal.add(n_tasks, digest, block)
            bar.update(n_tasks, stream.progress)
    journal.check_number(n_blocks)
    stream.problems.sum_up()
    # What is wrong with lines of the source is found anew whenever it is read.
    journal.complete(stream.problems.n_skipped - n_told)


def _cut(stream: Iterator[TaskType], size: int) -> Iterator[list[TaskType]]:
    """Cut a stream into blocks, the same in every run."""
    tasks: list[TaskType] = []
    n_chars = 0
    for eg in stream:
        tasks.append(eg)
        text = eg.get("text")
        n_chars += len(text) if isinstance(text, str) else 0
        if len(tasks) >= size or n_chars >= BLOCK_CHARS:
            yield tasks
            tasks, n_chars = [], 0
    if tasks:
        yield tasks


def _get_words(
    pipeline: str | None, from_recipe: str | None, label: str | None, component: str | None
) -> list[str]:
    """RETURNS (list[str]): The recipe and its arguments, without dataset and source."""
    if from_recipe is not None:
        if pipeline is not None or label is not None or component is not None:
            raise RecipeError(
                "With --from-recipe, everything about the suggestions is in its quotes",
                '--from-recipe "ner.correct en_core_web_sm --label PERSON"',
            )
        try:
            words = shlex.split(from_recipe)
        except ValueError as err:
            raise RecipeError(f"Can't read --from-recipe {from_recipe}", f"{err}.") from None
        if not words:
            raise RecipeError("--from-recipe names no recipe", "For example: ner.correct")
        return words
    if pipeline is None:
        raise RecipeError(
            "What makes the suggestions?",
            "Name a pipeline, prodigy preannotate SOURCE OUTPUT en_core_web_sm, or a recipe: "
            '--from-recipe "ner.correct en_core_web_sm"',
        )
    words = choose_recipe(load_spacy_model(pipeline), pipeline, component)
    return words if label is None else [*words, "--label", label]


def _check_numbers(workers: int | None, block_size: int, address: str | None, engine: str) -> None:
    for name, value in (("--workers", workers), ("--block-size", block_size)):
        if value is not None and value < 1:
            raise RecipeError(f"{name} is at least 1, found {value}")
    if address and engine != "dask":
        raise RecipeError("--address is for --engine dask", "Leave it out, or name the engine.")


def _check_target(target: Output, journal: Journal, source: str, overwrite: bool) -> None:
    if source_is_dataset(source):
        is_source = source == target.name
    else:
        is_source = source != "-" and _is_same_file(target.base, source)
    if is_source:
        raise RecipeError("The source can't be the output", f"Both are {source}.")
    if not target.exists() or journal.is_finishing():
        return
    if not target.may_replace:
        raise RecipeError(
            f"{target.name} exists already",
            "Choose another name, or remove it first: prodigy drop NAME",
        )
    if not overwrite:
        raise RecipeError(
            f"{target.name} exists already", "Choose another name, or replace it: --overwrite"
        )


def _is_same_file(path: Path, source: str) -> bool:
    try:
        return path.samefile(Path(source).expanduser())
    except OSError:  # One of them doesn't exist.
        return False


def _describe(job: Job, block_recipe: BlockRecipe, source: str, size: int) -> dict[str, str]:
    """Describe everything that the result depends on, under names for messages."""
    import spacy

    facts = {
        "the source": source if source_is_dataset(source) else describe_value(source),
        "--loader": str(job.loader),
        "--block-size": str(size),
        "the recipe": job.recipe,
        "the version of Prodigy": __version__,
        "the version of spaCy": spacy.__version__,
    }
    for name, value in block_recipe.values.items():
        title = "the pipeline" if name == MODEL else f"--{name.replace('_', '-')}"
        facts[title] = describe_value(value)
    for file in job.files:
        facts[f"the file {file}"] = digest_path(Path(file))
    return facts
