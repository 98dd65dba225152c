"""Terms about a topic that a language model knows, for word lists and patterns."""

import math
from collections.abc import Iterator
from pathlib import Path

from ..components.prompt_templates import PromptTemplate, get_template
from ..llm import ChatClient
from ..messages import msg
from ..registry import Arg, recipe
from ..util import split_string
from .parts import openai_args
from .parts.competitors import print_exchange
from .parts.llm_writing import open_output
from .parts.openai_args import check_positive
from .parts.openai_client import (
    DEFAULT_MODEL,
    completes_texts,
    make_client,
    warn_deprecated,
)
from .parts.term_lists import TermList, parse_terms

# Rounds without a new term, after which the model has said what it knows.
MAX_VAIN_ROUNDS = 3
BEST_OF = 10
# Requests at the same time.
MAX_AT_ONCE = 16


@recipe(
    "terms.openai.fetch",
    query=Arg(help="What the terms are about"),
    output_path=openai_args.OUTPUT,
    seeds=Arg("--seeds", "-s", help="Terms to begin with, separated by commas",
              converter=split_string),
    n=Arg("--n", "-n", help="Least number of terms"),
    model=openai_args.MODEL,
    prompt_path=openai_args.PROMPT,
    verbose=openai_args.VERBOSE,
    resume=Arg("--resume", "-r", help="Add to the terms that are in the output already"),
    progress=Arg("--progress", "-pb", help="Show a progress bar"),
    temperature=Arg("--temperature", "-t", help="0 for likely terms, higher for unusual ones"),
    top_p=Arg("--top-p", "-tp", help="Share of the likeliest words to choose from, 0 to 1"),
    best_of=Arg("--best-of", "-bo", help="Responses to choose the best ones of each request from"),
    n_batch=Arg("--n-batch", "-nb", help="Responses that are asked for at once"),
    max_tokens=Arg("--max-tokens", "-mt", help="Length of a response in tokens"),
)  # fmt: skip
def openai_fetch_terms(
    query: str,
    output_path: str,
    seeds: list[str] | None = None,
    n: int = 100,
    model: str = DEFAULT_MODEL,
    prompt_path: Path | None = None,
    verbose: bool = False,
    resume: bool = False,
    progress: bool = False,
    temperature: float = 1.0,
    top_p: float = 1.0,
    best_of: int = BEST_OF,
    n_batch: int = 10,
    max_tokens: int = 100,
) -> None:
    """Write terms about a topic that a model of OpenAI knows to a file."""
    warn_deprecated("terms.openai.fetch", "terms.llm.fetch")
    for option, value in (("--n", n), ("--n-batch", n_batch), ("--max-tokens", max_tokens)):
        check_positive(option, value)
    # Each response is a request of its own, since not all servers send several.
    best_of_each = math.ceil(max(best_of, n_batch) / n_batch)
    if not completes_texts(model):
        best_of_each = 1
        if best_of != BEST_OF:
            msg.warn("--best-of is ignored: models for chats send one response only")
    client = make_client(
        model,
        temperature=temperature,
        max_tokens=max_tokens,
        concurrency=min(n_batch, MAX_AT_ONCE),
        params={
            **({} if top_p == 1.0 else {"top_p": top_p}),
            **({} if best_of_each == 1 else {"best_of": best_of_each}),
        },
    )
    template = get_template(prompt_path, "terms")
    # Before anything is paid, or written.
    _make_prompt(template, query, TermList(), n)
    output = open_output(output_path, "text", resume)
    terms = TermList(output.read() if resume else ())
    if resume:
        msg.info(f"Going on after {len(terms)} terms")
    new = terms.add(term for term in split_string(seeds) if term)
    fetched = fetch_terms(client, template, query, terms, n, n_batch, verbose)
    n_written = 0
    try:
        for term in _show(new, fetched, progress, n):
            output.write({"text": term, "meta": {"openai_query": query}})
            n_written += 1
    finally:
        output.close()
        msg.good(f"Wrote {n_written} terms to {output.name}")
        client.ledger.show()


def fetch_terms(
    client: ChatClient,
    template: PromptTemplate,
    query: str,
    terms: TermList,
    n: int,
    n_batch: int,
    verbose: bool = False,
) -> Iterator[str]:
    """Ask for terms until there are enough, or nothing new comes.

    client (ChatClient): Asks the model.
    template (PromptTemplate): Makes the prompt of "query", "n" and "examples", the latest terms.
    query (str): What the terms are about.
    terms (TermList): The terms that are there. New ones are added.
    n (int): How many there shall be in the end, at least.
    n_batch (int): Responses in a round. All of them see the same terms in their prompt.
    verbose (bool): Print prompts and responses. Defaults to False.
    YIELDS (str): New terms.
    """
    n_vain, n_asked = 0, 0
    while len(terms) < n:
        prompt = _make_prompt(template, query, terms, n)
        numbers = range(n_asked, n_asked + n_batch)
        n_asked += n_batch
        n_before = len(terms)
        for _, reply in client.ask_each(numbers, lambda _: prompt, get_variant=int):  # noqa: B023
            if verbose:
                print_exchange(prompt, reply.text)
            yield from terms.add(parse_terms(reply.text, is_cut=reply.problem == "cut"))
        n_vain = 0 if len(terms) > n_before else n_vain + 1
        if n_vain == MAX_VAIN_ROUNDS:
            msg.warn(
                f"The model knows no more than {len(terms)} terms",
                f"{n_vain * n_batch} responses had nothing new. A higher --temperature, or another "
                "topic, may give more.",
            )
            return


def _make_prompt(template: PromptTemplate, query: str, terms: TermList, n: int) -> str:
    missing = max(1, n - len(terms))
    return template.render({"query": query, "n": missing, "examples": terms.latest})


def _show(new: list[str], fetched: Iterator[str], progress: bool, n: int) -> Iterator[str]:
    from tqdm import tqdm

    yield from new
    yield from tqdm(fetched, "Fetching", n, unit=" terms") if progress else fetched
