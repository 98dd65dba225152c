# A stream of paths, of which the first wrapper makes tasks. The argument is declared as str for
# plac, but the function wants a Path.
from pathlib import Path
from typing import Iterable

from prodigy import ControllerComponentsDict, recipe, set_hashes
from prodigy.components.stream import Stream
from prodigy.util import msg


def make_pages(paths: Iterable[Path]):
    for path in paths:
        for number in (1, 2):
            options = [{"id": score, "text": score} for score in (0, 1, 2.5)]
            task = {"text": f"{path.stem} {number}", "pdf": path.parts[-1], "options": options}
            yield set_hashes(task)


@recipe(
    "papers.rate",
    dataset=("Dataset", "positional", None, str),
    folder=("Folder with papers", "positional", None, str),
    labels=("Labels", "option", "l", str),
)
def papers_rate(dataset: str, folder: Path, labels: str) -> ControllerComponentsDict:
    if not folder.exists():
        msg.fail(f"There is no folder {folder}", exits=True)
    stream = Stream.from_iterable(sorted(folder.glob("*.gif"))).apply(make_pages)
    return {
        "dataset": dataset,
        "view_id": "choice",
        "stream": stream,
        "config": {"labels": labels.split(","), "port": "8080"},
    }
