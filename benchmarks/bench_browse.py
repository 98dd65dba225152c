"""Browsing many stored answers: building the index, searching, filtering, sorting, the first page.

Searches are asked over HTTP of a real server, as the page does; what counts is the slowest of
twenty (the 95th percentile), against the 200 ms that a search may take.
"""

import json
import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import Row
from benchmarks.server import serve

SEARCH_S = 0.2  # what a search may take, at the 95th percentile
PAGE_S = 1.0  # what everything that the page asks for at its start may take
LABELS = ("PERSON", "ORG", "PLACE", "DATE", "PRODUCT")
SESSIONS = tuple(f"data-{name}" for name in ("alice", "bob", "cat", "dora"))
VIEWS = ("ner_manual", "textcat", "choice")
N_WORDS = 20_000


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield rows for the index, for searches of all kinds, and for the first page."""
    n = 20_000 if quick else 1_000_000
    home = folder / "home-browse"
    fill(home, n)
    yield from measure_server(home, n)


def measure_server(home: Path, n: int) -> Iterator[Row]:
    """Measure a server on a database with `n` answers."""
    with serve(home, ["browse", "data"]) as server:
        start = time.perf_counter()
        server.client.http.timeout = 120.0
        while server.client.get("/data/status")["stage"] != "ready":
            time.sleep(0.2)
        took = time.perf_counter() - start
        # Reading the JSON of an answer and writing its words takes about this long.
        yield Row(f"browse, index of {n:,} answers", "0.3 ms for each", took, n * 0.0003 + 1, 1)
        kinds = make_searches()
        times: list[float] = []
        for name, bodies in kinds.items():
            own = [_time(server.client, "/data/search", body) for body in bodies]
            times += own
            print(f"    {name:<40} median {1000 * statistics.median(own):6.1f} ms, "
                  f"slowest {1000 * max(own):6.1f} ms")  # fmt: skip
        slowest = statistics.quantiles(times, n=20)[-1]
        yield Row(f"browse, {len(times)} searches, 95th percentile", "200 ms", slowest, SEARCH_S, 1)
        first = min(_time_page(server.client) for _ in range(3))
        yield Row("browse, all that the page needs", "1 s", first, PAGE_S, 1)


def make_searches() -> dict[str, list[dict[str, Any]]]:
    """RETURNS (dict): Kind of search to requests, the same in every run."""
    rng = random.Random(2)
    rare = [{"text": make_word(rng.randrange(5000, N_WORDS))} for _ in range(20)]
    common = [{"text": make_word(i)} for i in range(20)]
    several = [
        {"text": f"{make_word(rng.randrange(50))} {make_word(rng.randrange(2000))}"}
        for _ in range(20)
    ]
    phrases = [{"text": f'"{make_word(i)} {make_word(i + 1)}"'} for i in range(20)]
    prefixes = [{"text": f"{make_word(rng.randrange(500))[:3]}*"} for _ in range(20)]
    filters: list[dict[str, Any]] = [
        {"labels": [LABELS[i % 5]], "answers": ["reject"], "sessions": [SESSIONS[i % 4]]}
        for i in range(20)
    ]
    odd = [{"flagged": True}, {"noted": True}, {"differs": True}, {"since": 1, "until": 2}]
    orders = ["newest", "oldest", "session", "disagreement", "duration"]
    return {
        "rare words": rare,
        "common words": common,
        "two words": several,
        "phrases": phrases,
        "beginnings of words": prefixes,
        "label, answer and session": filters,
        "flag, note, disagreement, nothing": [*odd, *odd],
        "in other orders": [
            {"text": text, "order": order}
            for order in orders
            for text in ("", make_word(0), make_word(30), make_word(3000))
        ],
    }


def _time(client: Any, path: str, body: dict[str, Any]) -> float:
    start = time.perf_counter()
    client.post(path, {"datasets": ["data"], **body})
    return time.perf_counter() - start


def _time_page(client: Any) -> float:
    start = time.perf_counter()
    for path in ("/data", "/data/project", "/data/status", "/data/values"):
        client.http.get(path).raise_for_status()
    client.post("/data/search", {"datasets": ["data"]})
    client.post("/data/count", {"datasets": ["data"]})
    return time.perf_counter() - start


def make_word(i: int) -> str:
    """RETURNS (str): Word number i of the vocabulary: letters only, each number another one."""
    syllables = ("ba", "ko", "mi", "ta", "ru", "le", "sho", "ne", "di", "va")
    return "".join(syllables[int(digit)] for digit in str(i + 100))


def make_answer(i: int, rng: random.Random) -> dict[str, Any]:
    """RETURNS (dict): Answer number i, without hashes. One in ten is on the input before."""
    number = i - 1 if i % 10 == 9 else i
    own = random.Random(number)
    # As in natural language: few words are frequent, most are rare.
    words = [make_word(min(int(own.paretovariate(0.6)) - 1, N_WORDS - 1)) for _ in range(25)]
    eg: dict[str, Any] = {
        "text": f"{' '.join(words)} {number}",
        "meta": {"source": "made up", "number": number},
        "spans": [{"start": 0, "end": len(words[0]), "label": LABELS[int(rng.random() ** 3 * 5)]}],
        "answer": "accept" if rng.random() < 0.8 else "reject",
        "_view_id": VIEWS[int(rng.random() ** 4 * 3)],
        "_session_id": SESSIONS[i % 4],
        "_timestamp": 1_700_000_000 + i * 7,
        "_duration_ms": int(rng.lognormvariate(8, 1)),
    }
    if rng.random() < 0.002:
        eg["flagged"] = True
    if rng.random() < 0.001:
        eg["note"] = "not sure about this one"
    return eg


def fill(home: Path, n: int) -> None:
    """Write a database with one dataset, past everything that makes saving slow."""
    from prodigy.components.db import connect
    from prodigy.hashing import set_hashes

    home.mkdir(parents=True, exist_ok=True)
    db = connect("sqlite", {"path": str(home)})
    for name in ("data", *SESSIONS):
        db.add_dataset(name, session=name != "data")
    connection = db.db.connection()
    connection.execute("PRAGMA synchronous = off")
    connection.execute("BEGIN")
    rng = random.Random(1)
    for i in range(n):
        eg = set_hashes(make_answer(i, rng))
        row = (i + 1, eg["_input_hash"], eg["_task_hash"], json.dumps(eg))
        connection.execute("INSERT INTO example VALUES (?, ?, ?, ?)", row)
        sql = "INSERT INTO link (example_id, dataset_id) VALUES (?, 1), (?, ?)"
        connection.execute(sql, (i + 1, i + 1, 2 + i % 4))
    connection.execute("COMMIT")
    db.close()
