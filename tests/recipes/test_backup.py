"""Backups of the database: consistent while others write, checked, and put back."""

import re
import sqlite3
import threading

import pytest

from prodigy.cli import main
from prodigy.components.db import connect
from prodigy.components.db.backup import check_copy, copy_database
from prodigy.components.db.connection import find_sqlite_file
from prodigy.errors import DatabaseError
from tests.util import make_answer


def fill(name="set", n=3, start=0):
    db = connect()
    db.add_examples([make_answer(f"text {i}") for i in range(start, start + n)], datasets=[name])
    return db


def get_texts(path, name="set"):
    with sqlite3.connect(path) as db:
        rows = db.execute(
            "SELECT e.content FROM example e JOIN link l ON l.example_id = e.id "
            "JOIN dataset d ON d.id = l.dataset_id WHERE d.name = ? ORDER BY e.id",
            [name],
        ).fetchall()
    db.close()
    return [re.search(r"text \d+", str(row[0]))[0] for row in rows]


def run(*words):
    return main(["backup", *map(str, words)])


def test_a_copy_in_the_home_has_all_and_is_one_file(home, capsys):
    fill()
    assert run() == 0
    [path] = (home / "backups").iterdir()
    assert re.fullmatch(r"prodigy_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\.db", path.name)
    assert get_texts(path) == ["text 0", "text 1", "text 2"]
    err = capsys.readouterr().err
    assert "3 examples, 1 datasets and sessions" in err and str(path) in err
    assert run("--check", path) == 0


def test_what_others_write_meanwhile_is_all_there_or_not_at_all(home, tmp_path):
    db, is_over = fill(n=200), threading.Event()

    def write():
        number = 1000
        while not is_over.is_set():
            # Two rows of one transaction: the copy has both or none.
            db.add_examples([make_answer(f"text {number + i}") for i in (0, 1)], datasets=["set"])
            number += 2
        db.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            contents = copy_database(home / "prodigy.db", tmp_path / f"copy{number}.db")
            assert contents.n_examples >= 200 and contents.n_examples % 2 == 0
            assert contents.n_examples == contents.n_links
    finally:
        is_over.set()
        writer.join()
    assert not list(tmp_path.glob("*.part*"))


def test_nothing_is_overwritten_and_old_ones_are_deleted_only_when_asked(home, tmp_path, capsys):
    fill()
    target = tmp_path / "copy.db"
    assert (run(target), run(target)) == (0, 1)
    assert "exists already" in capsys.readouterr().err
    folder = tmp_path / "kept"
    folder.mkdir()
    foreign = [folder / "prodigy_mine.db", folder / "other_2020-01-01_00-00-00.db"]
    old = [folder / f"prodigy_2020-01-0{day}_00-00-00.db" for day in (1, 2, 3)]
    for path in [*foreign, *old]:
        path.write_text("x")
    assert run(folder, "--keep", 2) == 0
    names = sorted(path.name for path in folder.iterdir())
    assert names[:3] == [foreign[1].name, old[2].name, names[2]] and names[3:] == [
        "prodigy_mine.db"
    ]
    assert run(folder, "--keep", 0) == 1
    assert run(target, "--keep", 1) == 1


def test_a_backup_comes_back_and_the_old_database_is_kept(home, tmp_path, capsys):
    db = fill()
    copy = tmp_path / "copy.db"
    assert run(copy) == 0
    fill(start=3)
    capsys.readouterr()
    # This process has the database open, as a server that waits for annotators has.
    assert run("--restore", copy) == 1
    assert "Somebody is using the database" in capsys.readouterr().err
    assert len(get_texts(home / "prodigy.db")) == 6
    db.close()
    assert run("--restore", copy) == 0
    assert get_texts(home / "prodigy.db") == ["text 0", "text 1", "text 2"]
    [kept] = home.glob("prodigy_before-restore_*.db")
    assert len(get_texts(kept)) == 6
    assert str(kept) in capsys.readouterr().err
    assert not list(home.glob("*.restoring*"))
    fill(start=9, n=1)
    assert len(get_texts(home / "prodigy.db")) == 4


@pytest.mark.parametrize("damage", ["zeros", "garbage", "missing"])
def test_a_damaged_or_missing_database_is_replaced(home, tmp_path, damage):
    fill(n=400).close()
    path, copy = home / "prodigy.db", tmp_path / "copy.db"
    assert run(copy) == 0
    data = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(data[:5000] + b"\0" * 4096 + data[9096:] if damage == "zeros" else b"no")
        (home / "prodigy.db-wal").write_bytes(b"belongs to the old file")
    assert run("--restore", copy) == 0
    assert len(get_texts(path)) == 400
    assert check_copy(path).n_examples == 400
    kept = list(home.glob("prodigy_before-restore_*.db"))
    assert len(kept) == (damage != "missing")


def test_a_damaged_backup_changes_nothing(home, tmp_path, capsys):
    fill(n=400).close()
    copy = tmp_path / "copy.db"
    assert run(copy) == 0
    data = copy.read_bytes()
    for bad in (data[: len(data) // 2], data[:20000] + b"x" * 4096 + data[24096:], b"no", b""):
        copy.write_bytes(bad)
        assert run("--restore", copy) == 1
        assert run("--check", copy) == 1
        assert len(get_texts(home / "prodigy.db")) == 400
    assert run("--restore", tmp_path / "nothing.db") == 1
    assert "Traceback" not in capsys.readouterr().err
    assert not list(home.glob("*before*")) and not list(home.glob("*.restoring*"))


def test_a_damaged_database_is_not_copied(home, tmp_path):
    fill(n=400).close()
    path = home / "prodigy.db"
    data = path.read_bytes()
    path.write_bytes(data[:20000] + b"x" * 4096 + data[24096:])
    with pytest.raises(DatabaseError):
        copy_database(path, tmp_path / "copy.db")
    assert list(tmp_path.glob("copy*")) == []


@pytest.mark.parametrize(
    ("db", "words"),
    [
        ("postgresql", "pg_dump --host=db.example --username=me --format=custom"),
        ("mysql", "mysqldump --host=db.example --user=me --password --single-transaction"),
    ],
)
def test_other_databases_are_told_the_command(db, words, capsys):
    settings = {"host": "db.example", "user": "me", "password": "s3cret", "dbname": "a b"}
    assert main(["backup"], {"db": db, "db_settings": {db: settings}}) == 1
    err = capsys.readouterr().err
    assert words in err and "'a b'" in err and "s3cret" not in err


def test_databases_without_a_file(capsys):
    memory = {"db_settings": {"sqlite": {"name": ":memory:"}}}
    assert main(["backup"], memory) == 1
    assert main(["backup"], {"db": "own"}) == 1
    assert find_sqlite_file({"name": "a.db", "path": "/x"}).as_posix() == "/x/a.db"
