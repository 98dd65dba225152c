"""Terms about a topic that a language model knows, by a configuration of spacy-llm."""

from pathlib import Path
from typing import Any

from ..io.progress import show_progress
from ..llm import PROBLEMS
from ..messages import msg
from ..registry import Arg, recipe
from ..training.overrides import parse_overrides
from .parts import llm_setup, openai_args
from .parts.llm_prompting import PipelineResponder
from .parts.llm_suggesting import OVERRIDE
from .parts.llm_writing import open_output
from .parts.openai_args import check_positive
from .parts.term_lists import TermList, parse_terms

NAME = "terms.llm.fetch"


@recipe(
    NAME,
    config_path=Arg(help="Path of a spacy-llm config with the task prodigy.Terms.v1"),
    topic=Arg(help="What the terms are about"),
    output=openai_args.OUTPUT,
    n_requests=Arg("--n-requests", "-n", help="How often the model is asked"),
    auto_accept=Arg("--auto-accept", "-A", help="Accept all terms, for terms.to-patterns"),
    resume=Arg("--resume", "-r", help="Add to the terms that are in the output already"),
    component=Arg("--component", "-c", help="Name of the component with the language model"),
    **llm_setup.EXTRA,
)
def llm_fetch_terms(
    config_path: Path,
    topic: str,
    output: str,
    n_requests: int = 5,
    auto_accept: bool = False,
    resume: bool = False,
    component: str = "llm",
    _extra: list[str] = [],  # noqa: B006
) -> None:
    """Write terms about a topic that a language model knows to a file or a dataset. What is known
    stands in the next request, so that other terms come.
    """
    from ..components.llm_tasks import KNOWN_TERMS

    check_positive("--n-requests", n_requests)
    overrides = parse_overrides(_extra, OVERRIDE)
    responder = PipelineResponder(NAME, config_path, "TermsTask", component, overrides)
    place = open_output(output, "text", resume)
    terms = TermList(place.read() if resume else ())
    if resume:
        msg.info(f"Going on after {len(terms)} terms")
    answer: dict[str, Any] = {"answer": "accept"} if auto_accept else {}
    n_written = 0

    def name_known(doc: Any) -> None:
        doc.user_data[KNOWN_TERMS] = terms.latest

    try:
        for _ in show_progress(range(n_requests), "Asking", total=n_requests, unit="requests"):
            ((response, problem),) = responder.ask([topic], name_known)
            if not response.strip():
                msg.warn(f"A request brought nothing: {PROBLEMS[problem or 'empty']}")
            for term in terms.add(parse_terms(response, is_cut=problem == "cut")):
                place.write({"text": term, "meta": {"topic": topic}, **answer})
                n_written += 1
    finally:
        place.close()
        msg.good(f"Wrote {n_written} terms to {place.name}")
        if responder.ledger is not None:
            responder.ledger.show()
