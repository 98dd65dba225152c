"""Arguments that the recipes `*.openai.*` have in common."""

from __future__ import annotations

from typing import Any

from ...errors import RecipeError
from ...registry import Arg
from ...util import get_labels

SOURCE = Arg(help="Texts to annotate: file path, - for stdin, or dataset:NAME")
OUTPUT = Arg(help="JSONL file to write to, or dataset:NAME")
MODEL = Arg("--model", "-m", help="Name of the model")
VERBOSE = Arg("--verbose", "-v", help="Print prompts and responses")
PROMPT = Arg("--prompt-path", "-p", help="Template of the prompt, a .jinja2 file")
RESUME_FILE = Arg("--resume", "-r", help="Leave out what is in the output already")
RESUME_RATINGS = Arg("--resume", "-r", help="Let the answers that the dataset has count")
NO_RANDOM = Arg("--no-random", "-NR", help="Don't shuffle the order of the responses")
NO_META = Arg("--no-meta", "-nm", help="Hide the meta information of inputs")
BATCH_SIZE = Arg("--batch-size", "-b", help="Number of prompts that are made at once")

# What suggesting has in common, whether somebody corrects it or not.
SUGGEST: dict[str, Any] = {
    "labels": Arg(
        "--label",
        "-L",
        help="Labels separated by commas, or file with one per line",
        converter=get_labels,
    ),
    "lang": Arg("--lang", "-l", help="Language of the tokenizer"),
    "model": MODEL,
    "batch_size": BATCH_SIZE,
    "segment": Arg("--segment", "-S", help="Split texts into sentences"),
    "prompt_path": PROMPT,
    "examples_path": Arg(
        "--examples-path", "-e", help="Examples for the prompt: a .yml, .yaml, .json or .jsonl file"
    ),
    "max_examples": Arg("--max-examples", "-n", help="Most examples in a prompt"),
    "verbose": VERBOSE,
    "loader": Arg("--loader", "-lo", help="Loader, guessed from the file extension if not set"),
}


def check_positive(option: str, value: int) -> None:
    """RAISES (RecipeError): The value of an option is below 1."""
    if value < 1:
        raise RecipeError(f"{option} must be 1 or more, not {value}")
