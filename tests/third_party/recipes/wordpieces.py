# Tokens of a subword tokenizer, which the model needs back with its own ids.
import re

import prodigy
from prodigy.components.stream import get_stream


class WordPieces:
    def encode(self, text):
        pieces = []
        for match in re.finditer(r"\w+|[^\w\s]", text):
            for start in range(match.start(), match.end(), 4):
                end = min(start + 4, match.end())
                prefix = "##" if start > match.start() else ""
                pieces.append((prefix + text[start:end].lower(), start, end))
        return pieces


def add_wordpieces(stream, tokenizer, hide_special=True):
    for eg in stream:
        tokens = []
        for i, (piece, start, end) in enumerate(tokenizer.encode(eg["text"])):
            tokens.append(
                {
                    "text": piece.replace("##", "") if hide_special else piece,
                    "id": i,
                    "start": start,
                    "end": end,
                    "tokenizer_id": 1000 + sum(map(ord, piece)),
                    "ws": eg["text"][end : end + 1] == " ",
                    "disabled": not piece.strip("#").isalnum(),
                }
            )
        eg["tokens"] = tokens
        yield eg


@prodigy.recipe(
    "wordpieces.manual",
    dataset=("Dataset", "positional", None, str),
    source=("Source", "positional", None, str),
    loader=prodigy.recipe_args["loader"],
    label=prodigy.recipe_args["label_set"],
)
def wordpieces_manual(dataset, source, loader=None, label=None):
    stream = get_stream(source, loader=loader, input_key="text")
    stream.apply(add_wordpieces, tokenizer=WordPieces())
    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "ner_manual",
        "config": {"labels": label, "honor_token_whitespace": True},
    }
