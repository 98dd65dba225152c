# The old get_stream with all of its keywords, and built-in recipes as modules of parts.
from typing import Iterable, List, Optional, Union

import prodigy
from prodigy.components.loaders import Audio, get_stream
from prodigy.components.preprocess import fetch_media as fetch
from prodigy.recipes.audio import manual as audio_manual
from prodigy.types import RecipeSettingsType
from prodigy.util import get_labels, split_string


@prodigy.recipe(
    "notes.audio",
    dataset=("Dataset", "positional", None, str),
    source=("Source", "positional", None, str),
    loader=("Loader", "option", "lo", str),
    label=("Labels", "option", "l", get_labels),
    fetch_media=("Fetch", "flag", "FM", bool),
    exclude=("Exclude", "option", "e", split_string),
)
def notes_audio(
    dataset: str,
    source: Union[str, Iterable[dict]],
    loader: Optional[str] = "audio",
    label: Optional[List[str]] = None,
    fetch_media: bool = False,
    exclude: Optional[List[str]] = None,
) -> RecipeSettingsType:
    stream = get_stream(source, loader=loader, dedup=True, rehash=True, is_binary=False)
    if fetch_media:
        stream = fetch(stream, ["audio", "video"])
    blocks = [{"view_id": "audio_manual"}, {"view_id": "text_input", "field_id": "note"}]
    return {
        "view_id": "blocks",
        "dataset": dataset,
        "stream": stream,
        "before_db": lambda examples: [{**eg, "audio": eg["path"]} for eg in examples],
        "exclude": exclude,
        "config": {"blocks": blocks, "labels": label, "auto_count_stream": True},
    }


@prodigy.recipe("notes.other-format")
def notes_other_format(dataset, source):
    return audio_manual(dataset=dataset, source=Audio(source, file_ext=(".wav")), label=["X"])
