"""The questions of an annotation project, which stay apart when they are imported.

Two of them may have options, or labels of spans, with the same name: "Yes" to one question is not
"Yes" to another. Such names begin with the name of their question.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...io.lines import LineReader


@dataclass(frozen=True)
class Questions:
    """The questions of a file.

    spans (dict[str, list[str]]): Name of a question to the labels of its spans.
    choices (dict[str, list[str]]): Name of a question to its options.
    has_pages (bool): The texts are pages with markup, and spans are those of their text.
    texts (tuple[str, ...]): Questions with answers in free text, which are not imported.
    """

    spans: dict[str, list[str]]
    choices: dict[str, list[str]]
    has_pages: bool = False
    texts: tuple[str, ...] = ()

    @property
    def options(self) -> list[str]:
        """The options of all questions, as they are named."""
        return [
            self.name_option(key, name) for key, names in self.choices.items() for name in names
        ]

    def name_option(self, question: str, name: str) -> str:
        """RETURNS (str): The option, after its question if there are several."""
        return f"{question}: {name}" if len(self.choices) > 1 else name

    def name_label(self, question: str, name: str) -> str:
        """RETURNS (str): The label, after its question if others have a label of this name."""
        is_shared = sum(name in names for names in self.spans.values()) > 1
        return f"{question}: {name}" if is_shared else name

    def tell(self, lines: LineReader) -> None:
        """Tell what was decided about the questions of a file.

        lines (LineReader): The file.
        """
        if len(self.choices) > 1:
            names = ", ".join(self.choices)
            lines.tell(f"has several questions ({names}): their options are named after them")
        if self.has_pages:
            lines.tell("has pages: their texts are without the markup")
        if self.texts:
            lines.tell(f"has questions for free text ({', '.join(self.texts)}): not imported")
