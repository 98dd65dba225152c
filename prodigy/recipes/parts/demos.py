"""What `prodigy demo` shows: one row for each interface.

A row is the command that somebody would type, so that the demo teaches it. Interfaces that no
recipe of ours serves come with their settings and are shown as they are.
"""

from __future__ import annotations

import math
import struct
import wave
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...io.unfinished import open_part

DATA = Path(__file__).parent.parent.parent / "demo_data"
# Stands for the data in a command.
SOURCE = "SOURCE"
PLACES = "PERSON,ORG,PLACE"


@dataclass(frozen=True)
class Demo:
    """How an interface is tried.

    data (str): File or folder in `prodigy/demo_data`, or "recordings".
    does (str): What the annotator is asked to do.
    command (str): The recipe and its arguments after the dataset, with SOURCE for the data.
        Defaults to showing the tasks as they are.
    config (dict): Settings, where no command can have them.
    """

    data: str
    does: str
    command: str = ""
    config: dict[str, Any] = field(default_factory=dict)


# By view id.
DEMOS: dict[str, Demo] = {
    "ner_manual": Demo(
        "headlines.jsonl",
        "Highlight people, organisations and places: choose a label, drag over the words.",
        f"ner.manual blank:en SOURCE --label {PLACES}",
    ),
    "spans_manual": Demo(
        "reviews.jsonl",
        "Highlight what is praised and what is criticised. Spans may overlap.",
        "spans.manual blank:en SOURCE --label TOPIC,PRAISE,CRITICISM",
    ),
    "choice": Demo(
        "headlines.jsonl",
        "Choose what a headline is about.",
        "textcat.manual SOURCE --label Economy,Culture,Science,Sports,Law",
    ),
    "classification": Demo("classification.jsonl", "Is the label right? Accept or reject."),
    "relations": Demo(
        "headlines.jsonl",
        "Connect words: who does what, where.",
        f"rel.manual blank:en SOURCE --label WHO,WHERE --span-label {PLACES}",
    ),
    "pos_manual": Demo(
        "pos_manual.jsonl",
        "Give each word its part of speech.",
        "mark SOURCE --view-id pos_manual --label NOUN,VERB,ADJ,ADV,PRON,DET,ADP,PUNCT",
    ),
    "image_manual": Demo(
        "pictures",
        "Draw boxes (r), polygons (p) and freehand shapes (f).",
        "image.manual SOURCE --label BOAT,CAR,HOUSE,TREE",
    ),
    "image": Demo(
        "pictures", "Look at a picture: is it sharp enough?", "mark SOURCE --loader images -v image"
    ),
    "audio_manual": Demo(
        "recordings",
        "Mark where you hear a tone: drag over the waveform.",
        "audio.manual SOURCE --label LOW,HIGH",
    ),
    "audio": Demo("recordings", "Listen: is there a tone?", "mark SOURCE --loader audio -v audio"),
    "page_spans": Demo(
        "page_spans.jsonl",
        "Highlight words on the picture of a page.",
        "mark SOURCE --view-id page_spans --label PARTY,DATE,AMOUNT",
    ),
    "conversation": Demo(
        "conversation.jsonl",
        "Mark what is wrong in the answers of an assistant, and judge whole messages.",
        "conversation.manual SOURCE --label WRONG,UNSUPPORTED --message-label GOOD,BAD",
    ),
    "preference": Demo(
        "preference.jsonl",
        "Choose the better response, without knowing which model wrote it.",
        "preference.manual SOURCE",
    ),
    "review": Demo(
        "review.jsonl", "Annotators disagree: decide.", config={"labels": PLACES.split(",")}
    ),
    "text_input": Demo(
        "text_input.jsonl",
        "Write a shorter headline.",
        config={
            "blocks": [
                {"view_id": "text"},
                {"view_id": "text_input", "field_id": "short", "field_label": "Shorter headline"},
            ]
        },
    ),
    "blocks": Demo(
        "blocks.jsonl",
        "Two questions on one card: choose, and say why.",
        config={
            "choice_style": "single",
            "blocks": [
                {"view_id": "choice"},
                {
                    "view_id": "text_input",
                    "field_id": "why",
                    "field_label": "Why?",
                    "field_rows": 2,
                },
            ],
        },
    ),
    "ner": Demo("ner.jsonl", "Are all highlights right?"),
    "spans": Demo("spans.jsonl", "Are all highlights right? They may overlap."),
    "pos": Demo("pos.jsonl", "Are all tags right?"),
    "dep": Demo("dep.jsonl", "Is the arc right?"),
    "text": Demo("text.jsonl", "Answer the question: accept for yes, reject for no."),
    "html": Demo("html.jsonl", "Would you put this card into a shop window?"),
    "diff": Demo("diff.jsonl", "Is the change an improvement?"),
    "compare": Demo("compare.jsonl", "Choose the better translation."),
    "pages": Demo("pages.jsonl", "Read a letter page by page."),
    "context": Demo(
        "context.jsonl",
        "Decide with what stands beside it.",
        config={"layout": "split", "blocks": [{"view_id": "text"}, {"view_id": "context"}]},
    ),
    "llm_io": Demo(
        "llm_io.jsonl",
        "Is the answer of the language model right?",
        config={"blocks": [{"view_id": "classification"}, {"view_id": "llm_io"}]},
    ),
}


def make_recordings(folder: Path) -> Path:
    """Write two short recordings with tones and silence, if they are not there yet.

    folder (Path): Where they go. It is made if it doesn't exist.
    RETURNS (Path): The folder.
    """
    rate = 8000
    folder.mkdir(parents=True, exist_ok=True)
    # Frequency (Hz), 0 for silence, and length (s), one after the other.
    tunes = {"harbour_bell.wav": [(0, 1), (440, 2), (0, 1.5), (880, 1.5), (0, 1)]}
    tunes["two_horns.wav"] = [(0, 0.5), (220, 1.5), (0, 1), (220, 1.5), (0, 0.5), (660, 1), (0, 1)]
    for name, parts in tunes.items():
        path = folder / name
        if path.exists():
            continue
        samples = [
            int(9000 * math.sin(2 * math.pi * frequency * i / rate) * min(1, i / 400))
            for frequency, seconds in parts
            for i in range(int(seconds * rate))
        ]
        with open_part(path) as unfinished, wave.open(str(unfinished), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(rate)
            sound.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return folder
