# No command line at all: a script that puts the parts together and serves them.
import sys

from prodigy.app import server
from prodigy.core import Controller


def make(dataset):
    return {
        "dataset": dataset,
        "view_id": "text",
        "stream": ({"text": f"From a script {i}"} for i in range(4)),
    }


if __name__ == "__main__":
    controller = Controller.from_components("script", make(sys.argv[1]), {"theme": "dark"})
    server(controller, controller.config)
