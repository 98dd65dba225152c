# Options without default are None if they are not given. The progress function has three counts
# from long ago, and one argument of its own.
import prodigy


class Linker:
    def __init__(self):
        self.pairs = []


@prodigy.recipe(
    "link.records",
    dataset=("Dataset", "positional", None, str),
    left_file=("First file", "option", "left", str),
    right_file=("Second file", "option", "right", str),
)
def link_records(dataset, left_file, right_file):
    linker = Linker()

    def stream():
        for i in range(4):
            names = [str(left_file), str(right_file)]
            yield {
                "fields": [{"name": "id", "a": i, "b": None}],
                "text": " ".join([*names, str(i)]),
            }

    def update(examples, linker=linker):
        linker.pairs.extend(examples)

    def get_progress(session=0, total=0, loss=0, linker=linker):
        return min(1, len(linker.pairs) / 8)

    def on_exit(controller, linker=linker):
        print("pairs", len(linker.pairs))

    return {
        "dataset": dataset,
        "view_id": "html",
        "stream": stream(),
        "update": update,
        "progress": get_progress,
        "on_exit": on_exit,
        "config": {"html_template": "{{#fields}}{{a}}{{/fields}}", "batch_size": 2},
    }
