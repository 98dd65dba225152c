# Listen, mark speakers, write down what is said.
import prodigy
from prodigy.components.preprocess import fetch_media
from prodigy.components.stream import get_stream


def remove_base64(examples):
    for eg in examples:
        if "audio" in eg and eg["audio"].startswith("data:") and "path" in eg:
            eg["audio"] = eg["path"]
    return examples


@prodigy.recipe(
    "audio.speakers",
    dataset=("Dataset", "positional", None, str),
    source=("Folder with recordings", "positional", None, str),
    rows=("Lines of the text field", "option", "R", int),
)
def audio_speakers(dataset, source, rows=4):
    stream = get_stream(source, loader="audio", dedup=True, rehash=True, is_binary=False)
    stream.apply(fetch_media, stream, ["audio"], skip=True)

    def drop_text(stream):
        for eg in stream:
            del eg["text"]
            eg["meta"]["folder"] = eg["meta"]["path"].rpartition("/")[0]
            yield eg

    stream.apply(drop_text)
    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "blocks",
        "before_db": remove_base64,
        "config": {
            "blocks": [
                {"view_id": "audio_manual", "labels": ["SPEAKER 1", "SPEAKER 2"]},
                {
                    "view_id": "text_input",
                    "field_rows": rows,
                    "field_label": "Transcript",
                    "field_id": "transcript",
                    "field_autofocus": True,
                },
            ],
            "audio_autoplay": True,
            "keymap": {"playpause": ["alt+enter"]},
        },
    }
