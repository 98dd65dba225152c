# Pages of documents as pictures: one task per page, or one with all pages.
import prodigy
from prodigy.util import bytes_to_b64, set_hashes, split_string

PIXEL = b"GIF89a\x01\x00\x01\x00\x00\xff\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00;"


def render(name, n_pages):
    for i in range(n_pages):
        yield {
            "image": bytes_to_b64(PIXEL, "image/gif"),
            "width": 600,
            "height": 800,
            "meta": {"title": name, "page": i},
            "path": f"{name}.pdf",
        }


def remove_base64(examples):
    for eg in examples:
        for part in [eg, *eg.get("pages", [])]:
            if part.get("image", "").startswith("data:"):
                part["image"] = part["path"]
    return examples


@prodigy.recipe(
    "pages.boxes",
    dataset=("Dataset", "positional", None, str),
    names=("Names of documents", "positional", None, split_string),
    label=("Labels", "option", "l", split_string),
    together=("All pages of a document in one task", "flag", "T", bool),
)
def pages_boxes(dataset, names, label, together=False):
    def get_stream():
        for name in names:
            if together:
                pages = [{**page, "view_id": "image_manual"} for page in render(name, 3)]
                yield set_hashes({"pages": pages, "meta": {"title": name}}, input_keys=("pages",))
            else:
                for page in render(name, 3):
                    yield set_hashes(page, input_keys=("meta", "path"))

    blocks = [{"view_id": "image_manual"}, {"view_id": "text_input", "field_id": "notes"}]
    return {
        "dataset": dataset,
        "stream": get_stream(),
        "view_id": "pages" if together else "blocks",
        "before_db": remove_base64,
        "config": {
            "labels": label,
            "blocks": blocks,
            "image_manual_stroke_width": 2,
            "global_css": ".prodigy-container { max-width: 900px; }",
        },
    }
