"""Tasks for configurations of spacy-llm: a prompt as it is, and lists of terms.

    [components.llm.task]
    @llm_tasks = "prodigy.TextPrompter.v1"

spacy-llm reads the hints of the methods at run time, so this module imports spaCy. Import it where
it is needed only.
"""

from pathlib import Path
from typing import Any, Iterable, Optional  # noqa: UP035 (spacy-llm compares them)

from spacy.tokens import Doc

from .prompt_templates import PromptTemplate, get_template

PROMPTER, TERMS = "prodigy.TextPrompter.v1", "prodigy.Terms.v1"
RESPONSE = "prodigy_response"
KNOWN_TERMS = "prodigy_known_terms"


class TextPrompter:
    """Sends the text of a document as the prompt, and keeps the response with the document."""

    def generate_prompts(self, docs: Iterable[Doc]) -> Iterable[Any]:
        """YIELDS (str): The prompt for each document: its text."""
        for doc in docs:
            yield self.make_prompt(doc)

    def make_prompt(self, doc: Doc) -> str:
        """RETURNS (str): The prompt for a document."""
        return doc.text

    def parse_responses(self, docs: Iterable[Doc], responses: Iterable[Any]) -> Iterable[Doc]:
        """YIELDS (Doc): The documents. See `get_response`."""
        for doc, parts in zip(docs, responses):
            doc.user_data[RESPONSE] = "\n\n".join(map(str, parts))
            yield doc


class TermsTask(TextPrompter):
    """Asks for terms about a topic.

    template (PromptTemplate): Makes the prompt of "query", "n" and "examples", the known terms.
    topic (str): The topic of documents without a text.
    n (int): How many terms a prompt asks for.
    """

    def __init__(self, template: PromptTemplate, topic: str, n: int) -> None:
        self.template, self.topic, self.n = template, topic, n

    def make_prompt(self, doc: Doc) -> str:
        """RETURNS (str): The prompt. The document brings the known terms in its user data."""
        known = doc.user_data.get(KNOWN_TERMS, [])
        return self.template.render(
            {"query": doc.text or self.topic, "n": self.n, "examples": known}
        )


def get_response(doc: Doc) -> str:
    """RETURNS (str): What the model said to the prompt of a document."""
    return doc.user_data.get(RESPONSE, "")


def make_text_prompter() -> TextPrompter:
    """Make the task "prodigy.TextPrompter.v1"."""
    return TextPrompter()


def make_terms_task(
    topic: str = "",
    n: int = 50,
    batch_size: Optional[int] = None,  # noqa: UP045 (read by confection at run time)
    template_path: Optional[Path] = None,  # noqa: UP045
) -> TermsTask:
    """Make the task "prodigy.Terms.v1".

    topic (str): What the terms are about, unless the text of the document says it, as with
        terms.llm.fetch. Defaults to "".
    n (int): How many terms a request asks for. Defaults to 50.
    batch_size (int | None): The same, under its other name; it wins. Defaults to None.
    template_path (Path | None): A .jinja2 file. Defaults to None (a prompt of Prodigy's).
    """
    return TermsTask(get_template(template_path, "terms"), topic, batch_size or n)


def register() -> None:
    """Make the tasks known to spacy-llm, also where our entry points are not installed."""
    from spacy_llm.registry import registry

    registry.llm_tasks.register(PROMPTER, func=make_text_prompter)
    registry.llm_tasks.register(TERMS, func=make_terms_task)
