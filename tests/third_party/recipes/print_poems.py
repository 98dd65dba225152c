# A loader of its own: prints one task per line, to be piped into any recipe with "-".
import json
import sys

LINES = ["Über allen Gipfeln", "Ist Ruh,", "In allen Wipfeln", "Spürest du"]


def main(n):
    for i in range(n):
        task = {"text": LINES[i % len(LINES)], "meta": {"line": i + 1}}
        print(json.dumps(task, ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]))
