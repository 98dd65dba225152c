"""What the data page asks for: pages of stored answers, and changes of them. No HTTP."""

from __future__ import annotations

import re
import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import peewee

from ..components.db.custom import has_tables
from ..components.db.database import Database
from ..components.db.editing import edit_answer, get_revision, list_versions
from ..components.db.names import check_dataset_name
from ..components.db.removing import remove_answers
from ..components.db.rewriting import Rewriter, Rewritten, StoredRow, undo_rewriting
from ..components.db.undo import UndoWriter
from ..components.formats import Report, get_format
from ..components.labels.edits import LabelEdit
from ..components.pages import iter_pages
from ..components.preprocess import restore_media, serve_media
from ..components.search import Filters, Found, Position, SearchIndex, find, iter_matches
from ..components.search.documents import NO_DURATION
from ..components.search.finding import count, get_found
from ..components.search.scanning import can_scan, scan
from ..components.source.datasets import BOOKKEEPING_KEYS
from ..components.validate import Validator
from ..config import ensure_home, get_home
from ..errors import OutageError, ProdigyError, RecipeError
from ..hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR
from ..io.media.folders import get_known_folders
from ..recipes.parts.dataset_formats import get_format_path
from ..recipes.parts.dataset_io import get_file_name, write_file
from ..recipes.parts.label_changes import LabelChange, check_at_work, check_label, make_undo_path
from ..views import MEDIA_KEYS, find_view, get_view_id
from .jobs import Job

SCAN_S = 1.5  # for a page without an index
CATCH_UP_S = 0.15  # for what is new, before a search
MAX_PAGE_BYTES = 8_000_000  # of the answers of one page; there is always one
MAX_INLINE_BYTES = 2_000_000  # of media that stand in the answers of a page, as data
MAX_LISTED = 1000  # values of a filter
MAX_EXPORTS = 10
MAX_AGAIN = 20_000  # tasks that are asked again at once


class ReadOnlyError(ProdigyError):
    """Nothing can be changed in this database."""


class Browser:
    """The stored answers of one database.

    db (Any): The database.
    """

    def __init__(self, db: Any) -> None:
        if not has_tables(db):
            raise RecipeError(
                "The data page can't be used with this database",
                "It works on the tables of SQLite, PostgreSQL and MySQL, not on storage of your "
                "own.",
            )
        self.db: Database = db
        self.index = SearchIndex(db)
        self._keeper: threading.Thread | None = None
        self._is_read_only: bool | None = None
        self._exports: OrderedDict[str, Path] = OrderedDict()
        self._folder: TemporaryDirectory[str] | None = None

    # The index --------------------------------------------------------------------------------

    def keep_index(self) -> None:
        """Let a thread make the index, and compare it once with what is stored."""
        if self._keeper is None:
            self._keeper = threading.Thread(target=self._keep, name="prodigy-index", daemon=True)
            self._keeper.start()

    def _keep(self) -> None:
        try:
            self.index.work()
            if self.index.problem is None:
                self.index.check()
                self.index.work()
        finally:
            self.db.close()

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be written: by the pragma, the rights of the file, or the server."""
        if self._is_read_only is None:
            self._is_read_only = not _can_write(self.db)
        return self._is_read_only

    def get_state(self) -> dict[str, Any]:
        """RETURNS (dict): How far the index is, see `data_models.State`."""
        state = self.index.get_state()
        return {
            "stage": state.stage,
            "n_done": state.n_done,
            "n_total": state.n_total,
            "problem": state.problem,
            "is_read_only": self.is_read_only,
        }

    # Reading ----------------------------------------------------------------------------------

    def list_datasets(self) -> list[dict[str, Any]]:
        """RETURNS (list[dict]): Datasets with the number of their answers, newest first."""
        t = self.db.tables
        with self.db._connected("list datasets"):
            query = t.dataset.select(t.dataset.id, t.dataset.name, t.dataset.created)
            query = query.where(t.dataset.session == False)  # noqa: E712
            rows = list(query.order_by(t.dataset.created.desc(), t.dataset.id.desc()).tuples())
            n_links = peewee.fn.COUNT(t.link.id)
            counts = t.link.select(t.link.dataset_id, n_links).group_by(t.link.dataset_id)
            by_id = dict(counts.where(t.link.dataset_id.in_([row[0] for row in rows])).tuples())
        return [
            {"name": name, "created": created, "n_answers": by_id.get(row_id, 0)}
            for row_id, name, created in rows
        ]

    def list_values(self, datasets: Sequence[str]) -> dict[str, list[str]]:
        """RETURNS (dict): See `SearchIndex.list_values`."""
        return self.index.list_values(datasets, MAX_LISTED)

    def search(
        self, filters: Filters, order: str, after: Sequence[int | str] | None, limit: int
    ) -> dict[str, Any]:
        """Get one page, see `data_models.SearchResponse`.

        RAISES (RecipeError): This can only be found with the index, which is not ready.
        """
        self.keep_index()
        position = None if after is None else Position(after[0], int(after[1]))
        state = self.index.get_state()
        if state.is_ready and after is None and state.problem is None:
            self.index.catch_up(CATCH_UP_S)
        is_partial = False
        if state.is_ready or state.stage == "ready":
            found = find(self.index, filters, order, position, limit)
            last = list(found[-1].get_position(order)) if len(found) == limit else None
        elif can_scan(filters, order):
            after_id = None if position is None else position.id
            scanned = scan(self.db, filters, order, after_id, limit, SCAN_S)
            found, is_partial = (
                scanned.found,
                scanned.last is not None and (len(scanned.found) < limit),
            )
            last = None if scanned.last is None else [scanned.last, scanned.last]
        else:
            raise NotReady(
                "The search index is not ready, which this filter or order needs",
                state.problem or "Try again when it is, or sort by time.",
            )
        items = self._make_items(found)
        if len(items) < len(found):
            last = list(found[len(items) - 1].get_position(order))
        return {"items": items, "next": last, "is_partial": is_partial, "state": self.get_state()}

    def count(self, filters: Filters) -> int | None:
        """RETURNS (int | None): How many answers match, if that can be told soon."""
        if not self.index.get_state().is_ready:
            return None
        return count(self.index, filters, 4.0)

    def get_item(self, item_id: int) -> dict[str, Any] | None:
        """RETURNS (dict | None): An answer and its versions, see `data_models.ItemResponse`."""
        found = self._find_links([item_id])
        items = self._make_items(found)
        if not items:
            return None
        versions = [
            {
                "id": one.id,
                "created": one.created,
                "editor": one.editor,
                "task": self._serve([one.eg])[0],
            }
            for one in list_versions(self.db, found[0].example_id)
        ]
        return {"item": items[0], "versions": versions}

    def _find_links(self, ids: Sequence[int]) -> list[Found]:
        """Get answers by the ids of their links, whether the index has them or not."""
        known = {}
        if self.index.get_state().stage == "ready":
            known = {one.id: one for one in get_found(self.index, ids)}
        t = self.db.tables
        with self.db._connected("read answers"):
            query = t.link.select(t.link.id, t.link.example_id, t.link.dataset_id).join(t.dataset)
            rows = []
            for start in range(0, len(ids), 500):
                is_meant = t.link.id.in_(list(ids[start : start + 500]))
                own = query.where(is_meant & (t.dataset.session == False))  # noqa: E712
                rows += list(own.tuples())
        unknown = ("", None, NO_DURATION, 0)
        return [known.get(a) or Found(a, b, c, *unknown) for a, b, c in rows]

    def _make_items(self, found: Sequence[Found]) -> list[dict[str, Any]]:
        """Read answers, as many as a page may hold."""
        names = self._get_names()
        rows = self._read_rows([one.example_id for one in found])
        counts = self._count_versions([one.example_id for one in found])
        items: list[dict[str, Any]] = []
        n_bytes = 0
        tasks: list[Any] = []
        for one in found:
            task_hash, content, is_text = rows.get(one.example_id, (0, b"", True))
            n_bytes += len(content)
            if items and n_bytes > MAX_PAGE_BYTES:
                break
            eg = self.db._load(content, one.example_id, "the data page") if content else None
            tasks.append(eg)
            items.append(
                {
                    "id": one.id,
                    "dataset": names.get(one.dataset_id, ""),
                    "session": one.session,
                    "created": one.created,
                    "duration": None if one.duration == NO_DURATION else one.duration,
                    "differs": one.differs,
                    "revision": get_revision(task_hash, content, is_text),
                    "view_id": get_view_id(eg) if eg else None,
                    "task": None,
                    "n_versions": counts.get(one.example_id, 0),
                }
            )
        for item, task in zip(items, self._serve(tasks)):
            item["task"] = task
        return items

    def _get_names(self) -> dict[int, str]:
        ds = self.db.tables.dataset
        with self.db._connected("list datasets"):
            return dict(ds.select(ds.id, ds.name).where(ds.session == False).tuples())  # noqa: E712

    def _read_rows(self, ids: Sequence[int]) -> dict[int, tuple[int, bytes, bool]]:
        """RETURNS (dict): Id of an example to its task hash, content, and whether that is text."""
        example = self.db.tables.example
        is_sqlite = isinstance(self.db.db, peewee.SqliteDatabase)
        kind = peewee.fn.typeof(example.content) if is_sqlite else peewee.Value("text")
        with self.db._connected("read answers"):
            query = example.select(example.id, example.task_hash, self.db._content, kind)
            rows = list(query.where(example.id.in_(list(ids))).tuples())
        return {
            row_id: (task_hash, _as_bytes(content), stored == "text" or isinstance(content, str))
            for row_id, task_hash, content, stored in rows
        }

    def _count_versions(self, ids: Sequence[int]) -> dict[int, int]:
        version = self.db.tables.version
        with self.db._connected("read versions"):
            if not version.table_exists():
                return {}
            query = version.select(version.example_id, peewee.fn.COUNT(version.id))
            query = query.where(version.example_id.in_(list(ids)))
            return dict(query.group_by(version.example_id).tuples())

    def _serve(self, tasks: Sequence[Any]) -> list[Any]:
        """Let browsers find pictures and recordings: those of served folders at their address,
        small ones of others within the answer. What else there is keeps its path."""
        left = MAX_INLINE_BYTES
        folders = [Path().resolve(), *get_known_folders()]
        served = []
        for task in tasks:
            size = _measure_media(task, folders) if isinstance(task, dict) else None
            if size is not None and size <= left:
                left -= size
                task = next(iter(serve_media([task], keep_missing=True)))
            served.append(task)
        return served

    # Changing ---------------------------------------------------------------------------------

    def _require_writing(self) -> None:
        if self.is_read_only:
            raise ReadOnlyError(
                "The database can't be written",
                "Nothing was changed. Check the rights of its file.",
            )

    def edit(
        self,
        item_id: int,
        change: tuple[dict[str, Any], Sequence[str]],
        revision: str,
        owner: str,
    ) -> bool:
        """Change one answer.

        item_id (int): Its id.
        change (tuple[dict, Sequence[str]]): What is to be different, and the keys that go. All
            other keys stay as they are stored: media with their paths, numbers with all digits.
        revision (str): That of the answer that was read.
        owner (str): Who changes it.
        RETURNS (bool): Whether it is there.
        RAISES (ChangedMeanwhile): It isn't what was read any more.
        RAISES (BadAnswer): It doesn't fit its interface.
        """
        self._require_writing()
        found = self._find_links([item_id])
        if not found:
            return False
        stored = self.db.load_examples([found[0].example_id], "the data page")
        task = stored.get(found[0].example_id)
        if task is None:
            raise BadAnswer("The row of this answer is damaged", "See prodigy doctor.")
        task = {key: value for key, value in task.items() if key not in change[1]}
        task = restore_media([{**task, **change[0]}])[0]
        view_id = task.get("_view_id")
        if find_view(view_id) is not None:
            problems = Validator(str(view_id)).check(task)
            if problems:
                raise BadAnswer("This answer doesn't fit its interface", "; ".join(problems))
        name = self._get_names()[found[0].dataset_id]
        return edit_answer(self.db, name, item_id, task, revision, owner)

    def change(
        self, selection: Selected, change: Any, title: str, job: Job, *, dry: bool, force: bool
    ) -> dict[str, Any]:
        """Change many answers, all of them or none, of all datasets.

        selection (Selected): The answers.
        change (callable): See `rewriting.Change`.
        title (str): What it is, for the undo file.
        job (Job): Where it is said how far it is.
        dry (bool): Only count.
        force (bool): Although somebody is annotating.
        RETURNS (dict): {"n_selected", "n_changed", "undo"}.
        """
        if not dry:
            self._require_writing()
            check_at_work(self.db, list(selection.by_dataset), force)
            return self._change_datasets(
                selection,
                title,
                lambda name, ids, undo: (
                    Rewriter(self.db, [name], _reported(ids, job)).run(change, undo).n_changed
                ),
            )
        n_changed = 0
        for name, ids in selection.by_dataset.items():
            n_changed += Rewriter(self.db, [name], _reported(ids, job)).count(change).n_changed
        return {"n_selected": selection.n, "n_changed": n_changed, "undo": []}

    def _change_datasets(
        self, selection: Selected, title: str, func: Callable[[str, Sequence[int], UndoWriter], int]
    ) -> dict[str, Any]:
        """Change answers of several datasets in one transaction, with an undo file for each.

        selection (Selected): The answers.
        title (str): What it is, for the undo files.
        func (callable): Changes the answers of one dataset. Gets its name, ids, and where the old
            rows go, and returns how many it has changed.
        RETURNS (dict): {"n_selected", "n_changed", "undo"}.
        """
        n_changed, undo = 0, []
        writers: list[UndoWriter] = []
        try:
            with self.db._connected("change answers"), self.db._atomic():
                # One after the other: what datasets share changes only where it is selected.
                for name, ids in selection.by_dataset.items():
                    path = make_undo_path(title, None)
                    writers.append(UndoWriter(path, {"command": title, "datasets": [name]}))
                    done = func(name, ids, writers[-1])
                    n_changed += done
                    undo += [path.name] if done else []
        except BaseException:
            for writer in writers:
                writer.discard()
            raise
        return {"n_selected": selection.n, "n_changed": n_changed, "undo": undo}

    def delete(self, selection: Selected, job: Job) -> dict[str, Any]:
        """Delete answers. RETURNS (dict): As `change`."""
        self._require_writing()
        return self._change_datasets(
            selection,
            "delete answers",
            lambda name, ids, undo: remove_answers(self.db, _reported(ids, job), undo),
        )

    def undo(self, names: Iterable[str]) -> dict[str, Any]:
        """Take changes back, the last one first, all or none. RETURNS (dict): {"n_changed"}."""
        self._require_writing()
        folder = get_home() / "undo"
        n_changed = 0
        backwards = list(names)[::-1]
        for name in backwards:
            if not re.fullmatch(r"[\w.-]+\.jsonl(\.gz)?", name):
                raise BadAnswer(
                    "This is no undo file", "See the folder 'undo' of the Prodigy home."
                )
        with self.db._connected("restore examples"), self.db._atomic():
            for name in backwards:
                n_changed += undo_rewriting(self.db, folder / name)[1]
        return {"n_changed": n_changed}

    def select(
        self, ids: Sequence[int], filters: Filters | None, without: Iterable[int]
    ) -> Selected:
        """Find what is selected.

        ids (Sequence[int]): Ids of answers.
        filters (Filters | None): All that match, instead of these.
        without (Iterable[int]): Ids that are left out.
        RAISES (NotReady): All that match can't be told yet.
        """
        names = self._get_names()
        left_out = frozenset(without)
        if filters is None:
            found: Iterable[Found] = self._find_links(list(dict.fromkeys(ids)))
        else:
            self.index.catch_up(5.0)
            state = self.index.get_state()
            if not state.is_ready:
                raise NotReady(
                    "The search index is not ready, so nobody knows yet what matches",
                    state.problem or "Wait until it is, or select answers one by one.",
                )
            found = iter_matches(self.index, filters, left_out)
        selected = Selected()
        for one in found:
            if one.id not in left_out and one.dataset_id in names:
                selected.add(names[one.dataset_id], one)
        return selected

    def iter_selected(
        self, selection: Selected, job: Job | None = None
    ) -> Iterator[dict[str, Any]]:
        """Stream the selected answers as they are stored, by dataset in order of insertion."""
        n_done = 0
        for name, ids in selection.by_dataset.items():
            rows = sorted(ids)
            for start in range(0, len(rows), 500):
                found = self._find_links(rows[start : start + 500])
                loaded = self.db.load_examples([one.example_id for one in found], name)
                for one in sorted(found):
                    if one.example_id in loaded:
                        yield loaded[one.example_id]
                n_done += len(found)
                if job is not None:
                    job.report(n_done)

    def export(self, selection: Selected, fmt_name: str | None, job: Job) -> dict[str, Any]:
        """Write answers to a file that can be fetched. RETURNS (dict): {"name", "n_done", ...}."""
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="prodigy-export-")
        datasets = list(selection.by_dataset)
        title = datasets[0] if len(datasets) == 1 else "answers"
        folder = Path(self._folder.name) / job.id
        folder.mkdir()
        if fmt_name is None:
            path = folder / f"{get_file_name(title)}.jsonl"
            write_file(path, self.iter_selected(selection, job))
            result: dict[str, Any] = {"n_done": selection.n, "n_left_out": 0, "notes": []}
        else:
            fmt = get_format(fmt_name)
            with Report(None) as report:
                path = get_format_path(folder, title, fmt)
                if fmt.kind == "folder":
                    path = folder / get_file_name(title)
                fmt.write(iter_pages(self.iter_selected(selection, job)), path, report=report)
            result = {
                "n_done": report.n_done,
                "n_left_out": report.n_left_out,
                "notes": report.describe(),
            }
        if path.is_dir():
            path = _pack(path)
        self._exports[job.id] = path
        while len(self._exports) > MAX_EXPORTS:
            self._exports.popitem(last=False)[1].unlink(missing_ok=True)
        return {"url": f"data/export/{job.id}", "name": path.name, **result}

    def get_export(self, token: str) -> Path | None:
        """RETURNS (Path | None): A file that was written by `export`."""
        path = self._exports.get(token)
        return path if path is not None and path.exists() else None

    def make_tasks(self, selection: Selected) -> list[dict[str, Any]]:
        """RETURNS (list[dict]): The selected answers as tasks: without what was decided about them,
        each question once. In manual interfaces, what was marked stays as it is."""
        found: dict[Any, dict[str, Any]] = {}
        for eg in self.iter_selected(selection):
            key = eg.get(TASK_HASH_ATTR), eg.get(INPUT_HASH_ATTR), eg.get("_task_digest")
            dropped = (*BOOKKEEPING_KEYS, "flagged", "note", "_duration_ms")
            task = {k: v for k, v in eg.items() if k not in dropped}
            found.setdefault(key, task)
        return list(found.values())

    def write_queue(self, selection: Selected) -> dict[str, Any]:
        """Write the selected answers as tasks into a file.

        RETURNS (dict): {"n_done", "command", "n_other_views"}.
        """
        views = [eg.get("_view_id") for eg in self.iter_selected(selection)]
        tasks = self.make_tasks(selection)
        name = next(iter(selection.by_dataset), "answers")
        folder, number = ensure_home() / "again", 1
        folder.mkdir(parents=True, exist_ok=True)
        while (path := folder / f"{get_file_name(name)}_{number}.jsonl").exists():
            number += 1
        write_file(path, tasks)
        view = next((str(view) for view in views if view), "text")
        new_name = f"{name}_again"
        check_dataset_name(new_name)
        shown = f'"{path}"' if " " in str(path) else path
        command = f"prodigy mark {new_name} {shown} --view-id {view}"
        n_others = sum(1 for one in views if one and one != view)
        return {"n_done": len(tasks), "command": command, "n_other_views": n_others}


class Selected:
    """Ids of answers by the names of their datasets."""

    def __init__(self) -> None:
        self.by_dataset: dict[str, array[int]] = {}
        self.n = 0

    def add(self, dataset: str, found: Found) -> None:
        """Add an answer."""
        self.by_dataset.setdefault(dataset, array("q")).append(found.id)
        self.n += 1


class NotReady(ProdigyError):
    """The index is needed, and not there yet."""


class BadAnswer(ProdigyError):
    """What was sent can't be stored or done."""


class Decide:
    """Changes the decision of answers, see `rewriting.Change`.

    answer (str): accept, reject or ignore.
    """

    def __init__(self, answer: str) -> None:
        self.answer = answer

    def may_change(self, content: str) -> bool:
        return True

    def __call__(self, row: StoredRow, eg: dict[str, Any], datasets: list[str]) -> Rewritten | None:
        if eg.get("answer") == self.answer:
            return None
        return Rewritten({**eg, "answer": self.answer}, row.task_hash)


def make_label_change(old: str, new: str | None) -> LabelChange:
    """RETURNS (LabelChange): Renames a label, or deletes it. RAISES (BadAnswer): It can't be."""
    if new is not None:
        try:
            check_label(new)
        except RecipeError as err:
            raise BadAnswer(err.title, err.text) from err
    return LabelChange(LabelEdit({old: new}))


def _reported(ids: Sequence[int], job: Job) -> Iterator[int]:
    for number, one in enumerate(ids, 1):
        yield one
        if number % 500 == 0:
            job.report(job.n_done + 500)


def _as_bytes(content: Any) -> bytes:
    return content.encode("utf8") if isinstance(content, str) else bytes(content or b"")


def _can_write(db: Database) -> bool:
    """Whether a transaction that writes can begin. Nothing is written."""
    try:
        with db._connected("look at the database"):
            if isinstance(db.db, peewee.SqliteDatabase):
                if db.db.execute_sql("PRAGMA query_only").fetchone()[0]:
                    return False
                with db.db.atomic("IMMEDIATE"):
                    return True
            if isinstance(db.db, peewee.PostgresqlDatabase):
                row = db.db.execute_sql("SHOW transaction_read_only").fetchone()
                return bool(row[0] == "off")
            return not int(db.db.execute_sql("SELECT @@read_only").fetchone()[0])
    except (ProdigyError, peewee.DatabaseError) as err:
        # Somebody else may just be writing for long, which is no reason to write never.
        return isinstance(err, OutageError) and "readonly" not in str(err)


def _measure_media(task: dict[str, Any], folders: Sequence[Path], depth: int = 0) -> int | None:
    """RETURNS (int | None): Bytes of the files that a task shows, without those in served folders.
    None: it shows no files."""
    total: int | None = None
    for key in MEDIA_KEYS:
        value = task.get(key)
        if isinstance(value, str) and value and not re.match(r"(data|https?|blob):", value):
            total = (total or 0) + _measure_file(value, folders)
    for value in task.values() if depth < 3 else ():
        for item in value if isinstance(value, list) else (value,):
            size = _measure_media(item, folders, depth + 1) if isinstance(item, dict) else None
            if size is not None:
                total = (total or 0) + size
    return total


def _measure_file(value: str, folders: Sequence[Path]) -> int:
    try:
        path = Path(value).expanduser().resolve()
        is_served = any(path.is_relative_to(folder) for folder in folders)
        return 0 if is_served else path.stat().st_size
    except (OSError, ValueError, RuntimeError):  # not there, or no path
        return 0


def _pack(folder: Path) -> Path:
    import shutil

    return Path(shutil.make_archive(str(folder), "zip", folder))
