"""Blind comparisons of prompts and language models."""

from pathlib import Path

from ..components.prompt_templates import PromptTemplate, read_templates
from ..registry import Arg, recipe
from ..types import RecipeSettingsType
from .parts import openai_args
from .parts.competitors import Competitor, check_variables, read_inputs
from .parts.llm_prompting import PipelineResponder, list_configs
from .parts.tournaments import TournamentRun, make_components

NAME = "ab.llm.tournament"


@recipe(
    NAME,
    dataset=Arg(help="Dataset to save the annotations to"),
    inputs_path=Arg(help='JSONL file with "id" and "prompt_args" of each input'),
    prompts_path=Arg(help="Folder with the prompts that compete, .jinja2 files"),
    configs_path=Arg(help="Folder with the spacy-llm configs that compete, .cfg files"),
    display_template=Arg(
        "--display-template", "-dp", help="Template of the text above the responses"
    ),
    resume=openai_args.RESUME_RATINGS,
    no_random=openai_args.NO_RANDOM,
    no_meta=openai_args.NO_META,
)
def ab_llm_tournament(
    dataset: str,
    inputs_path: Path,
    prompts_path: Path,
    configs_path: Path,
    display_template: Path | None = None,
    resume: bool = False,
    no_random: bool = False,
    no_meta: bool = False,
) -> RecipeSettingsType:
    """Find the best combination of a prompt and a language model by blind comparisons of two
    responses at a time. After each answer, the current winner is printed.
    """
    display = PromptTemplate(display_template) if display_template else None
    prompts = read_templates(prompts_path)
    configs = list_configs(configs_path)
    inputs = read_inputs(str(inputs_path))
    check_variables([*prompts, *([display] if display else [])], inputs)
    responders = {path.name: PipelineResponder(NAME, path, "TextPrompter") for path in configs}
    competitors = [
        Competitor(f"{prompt.name} + {name}", prompt, responder)
        for prompt in prompts
        for name, responder in responders.items()
    ]
    run = TournamentRun(
        competitors, inputs, display, no_random=no_random, no_meta=no_meta, seed=dataset
    )
    ledgers = [responder.ledger for responder in responders.values() if responder.ledger]
    return make_components(dataset, run, ledgers, resume=resume)
