"""What takes part in blind comparisons of prompts: templates, who answers them, and inputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from ...components.prompt_templates import PromptTemplate
from ...components.source import make_source
from ...errors import RecipeError
from ...io.places import get_place
from ...llm import PROBLEMS, ChatClient
from ...messages import msg
from ...types import SourceType, TaskType

ResponderT = TypeVar("ResponderT", bound="Responder", covariant=True)

# Responses are often long: they are read, not seen at a glance.
STYLE = """
.prodigy-options > .prodigy-option { align-items: flex-start; }
.prodigy-options .prodigy-option-text { white-space: pre-wrap; text-align: left; }
"""

EXAMPLE = '{"id": 1, "prompt_args": {"topic": "..."}}'


class Responder(Protocol):
    """Somebody who answers prompts, e.g. a language model."""

    def respond(self, prompts: Sequence[str]) -> list[str]:
        """RETURNS (list[str]): What is answered to each prompt, in a form to be shown."""
        ...


class ModelResponder:
    """A language model that answers over the chat protocol.

    client (ChatClient): Asks it.
    verbose (bool): Print prompts and responses. Defaults to False.
    """

    def __init__(self, client: ChatClient, verbose: bool = False) -> None:
        self.client, self.verbose = client, verbose

    def respond(self, prompts: Sequence[str]) -> list[str]:
        """RETURNS (list[str]): What the model answers to each prompt, or why it doesn't."""
        asked = ((prompt, 0, prompt) for prompt in prompts)
        return [text for _, text in self.respond_each(asked)]

    def respond_each(
        self, items: Iterable[tuple[Any, int, str]]
    ) -> Iterator[tuple[tuple[Any, int, str], str]]:
        """Answer prompts as they come.

        items (Iterable[tuple[Any, int, str]]): Anything, the number of the response (each is a
            new one), and the prompt.
        YIELDS (tuple[tuple, str]): The items in their order, and the responses.
        """
        replies = self.client.ask_each(
            items, lambda item: item[2], get_variant=lambda item: item[1]
        )
        for item, reply in replies:
            text = reply.text.strip() or f"({PROBLEMS.get(reply.problem or 'empty')})"
            if self.verbose:
                print_exchange(item[2], text)
            yield item, text


def print_exchange(prompt: str, response: str) -> None:
    """Print what a model was asked, and what it said."""
    for title, text in (("Prompt to the model", prompt), ("Response of the model", response)):
        msg.divider(title)
        for line in text.splitlines():
            msg.text(line)


@dataclass(frozen=True)
class Competitor(Generic[ResponderT]):
    """A prompt and who answers it.

    name (str): Its name.
    template (PromptTemplate): Makes the prompt.
    responder (Responder): Answers it.
    """

    name: str
    template: PromptTemplate
    responder: ResponderT


@dataclass(frozen=True)
class PromptInput:
    """What prompts are filled in with.

    id (Any): Its id, or its number in the file, from 1.
    args (dict): The variables of the prompts.
    meta (dict): What is shown about it.
    place (str): Where it comes from, for messages.
    """

    id: Any
    args: dict[str, Any]
    meta: dict[str, Any] = field(default_factory=dict)
    place: str = ""

    @property
    def shape(self) -> frozenset[str]:
        """Names of the variables."""
        return frozenset(self.args)


def read_inputs(source: SourceType) -> list[PromptInput]:
    """Read what prompts are filled in with.

    source (SourceType): A file of objects with "prompt_args", and maybe an "id" and "meta".
    RETURNS (list[PromptInput]): The inputs, each once.
    RAISES (RecipeError): There is none, or one has no "prompt_args".
    """
    inputs: dict[str, PromptInput] = {}
    n_repeated = 0
    for number, eg in enumerate(make_source(source), 1):
        place = str(get_place(eg) or f"input {number}")
        args, meta = eg.get("prompt_args"), eg.get("meta") or {}
        if not isinstance(args, dict):
            found = "nothing" if args is None else f"{args!r:.60}"
            raise RecipeError(
                f'No "prompt_args" on {place}',
                f"Expected an object with the variables of the prompts, found {found}. "
                f"Each line looks like this: {EXAMPLE}",
            )
        if not isinstance(meta, dict):
            raise RecipeError(f'"meta" is no object on {place}', f"Found {meta!r:.60}")
        one = PromptInput(number if eg.get("id") is None else eg["id"], args, meta, place)
        n_repeated += inputs.setdefault(repr((one.id, args)), one) is not one
    if not inputs:
        raise RecipeError(f"There are no inputs in {source}", f"Expected lines such as {EXAMPLE}")
    if n_repeated:
        msg.warn(f"{n_repeated} inputs come more than once: each is used once")
    return list(inputs.values())


def check_variables(templates: Iterable[PromptTemplate], inputs: Iterable[PromptInput]) -> None:
    """Check that templates can be filled in, before anything is asked or paid.

    templates (Iterable[PromptTemplate]): All templates.
    inputs (Iterable[PromptInput]): All inputs. Of those with variables of the same names, the
        first one is tried.
    RAISES (RecipeError): A variable is missing, or a template fails for another reason.
    """
    kinds: dict[frozenset[str], PromptInput] = {}
    for one in inputs:
        kinds.setdefault(one.shape, one)
    for template in templates:
        for one in kinds.values():
            template.render(one.args, one.place)


def show_input(one: PromptInput, template: PromptTemplate | None) -> str:
    """Make the text above the responses.

    one (PromptInput): The input.
    template (PromptTemplate | None): The display template. None: the variables and their values.
    RETURNS (str): The text.
    """
    if template is not None:
        return template.render(one.args, one.place)
    return "\n".join(f"{name}: {value}" for name, value in one.args.items())


class Responses:
    """What competitors answer to inputs, asked for when it is needed, and once.

    competitors (Mapping[str, Competitor]): The competitors by name.
    inputs (Sequence[PromptInput]): The inputs.
    """

    def __init__(
        self, competitors: Mapping[str, Competitor], inputs: Sequence[PromptInput]
    ) -> None:
        self._competitors = competitors
        self._inputs = inputs
        self._known: dict[tuple[str, int], str] = {}

    def get(self, names: Sequence[str], index: int) -> list[str]:
        """Get what some competitors answer to an input; different responders are asked at the
        same time.

        names (Sequence[str]): The names of competitors.
        index (int): Index of the input.
        RETURNS (list[str]): Their answers, in the order of the names.
        RAISES (ProdigyError): A prompt can't be made, or a responder can't be asked.
        """
        missing = [name for name in names if (name, index) not in self._known]
        groups: dict[int, list[str]] = {}
        for name in missing:
            groups.setdefault(id(self._competitors[name].responder), []).append(name)
        prompts = {name: self._make_prompt(name, index) for name in missing}
        with ThreadPoolExecutor(max(1, len(groups)), thread_name_prefix="respond") as pool:
            asked = [
                (group, pool.submit(self._competitors[group[0]].responder.respond,
                                    [prompts[name] for name in group]))
                for group in groups.values()
            ]  # fmt: skip
            for group, future in asked:
                for name, text in zip(group, future.result(), strict=True):
                    self._known[name, index] = text
        return [self._known[name, index] for name in names]

    def _make_prompt(self, name: str, index: int) -> str:
        one = self._inputs[index]
        return self._competitors[name].template.render(one.args, one.place)


def make_choice(
    one: PromptInput, text: str, responses: Mapping[str, str], *, meta: bool = True
) -> TaskType:
    """Ask which of some responses is the best.

    one (PromptInput): What was asked about.
    text (str): What is shown above the responses.
    responses (Mapping[str, str]): Each response by the name of whose it is. Names are ids of
        options, which annotators don't see.
    meta (bool): Show the input's id and meta. Defaults to True.
    RETURNS (dict): The task, without hashes.
    """
    task: TaskType = {
        "id": one.id,
        "text": text,
        "options": [{"id": name, "text": response} for name, response in responses.items()],
    }
    if meta:
        task["meta"] = {"id": one.id, **one.meta}
    return task
