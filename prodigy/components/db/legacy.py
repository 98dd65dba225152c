"""Older methods of the storage that scripts still call, in terms of the newer ones, see `db`."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ...config import get_home
from ...io.files import write_jsonl
from ...io.unfinished import open_part
from .identities import DatabaseIdentities


class DatabaseExports(DatabaseIdentities):
    """Exporting and deleting sessions and groups of datasets."""

    def export_session(self, session_id: str) -> list[dict[str, Any]]:
        """RETURNS (List[dict]): The examples of one session."""
        return self.get_dataset_examples(session_id, default=[])

    def export_sessions(self, session_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        """RETURNS (Dict[str, List[dict]]): Session to its examples."""
        return {name: self.export_session(name) for name in session_ids}

    def export_collection(self, names: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        """RETURNS (Dict[str, List[dict]]): Dataset to its examples."""
        return {name: self.get_dataset_examples(name, default=[]) for name in names}

    def trash_session(self, session_id: str) -> bool:
        """Delete a session. Its examples stay in the datasets that have them.

        RETURNS (bool): Whether the session existed.
        """
        return self.drop_dataset(session_id)

    def trash_sessions(self, session_ids: Sequence[str]) -> None:
        """Delete sessions. Their examples stay in the datasets that have them."""
        for session_id in session_ids:
            self.trash_session(session_id)

    def trash_collection(self, names: Sequence[str]) -> None:
        """Delete datasets, and the examples that are in no other one."""
        for name in names:
            self.drop_dataset(name)

    def add_to_exports(self, examples: Iterable[dict[str, Any]], base_path: str | Path) -> Path:
        """Write examples to the folder `exports`, after those that were written before.

        examples (Iterable[dict]): The examples. A generator is consumed.
        base_path (Union[str, Path]): Name of the file, without its extension. A relative one is in
            the folder `exports` of the Prodigy home.
        RETURNS (Path): The file.
        """
        return self._append(examples, get_home() / "exports" / base_path)

    def add_to_trash(self, examples: Iterable[dict[str, Any]], base_path: str | Path) -> Path:
        """Write examples to the folder `trash`, see `add_to_exports`. Nothing is deleted."""
        return self._append(examples, get_home() / "trash" / base_path)

    def _append(self, examples: Iterable[dict[str, Any]], path: Path) -> Path:
        path = path.with_name(f"{path.name}.jsonl") if path.suffix != ".jsonl" else path
        path.parent.mkdir(parents=True, exist_ok=True)
        write_jsonl(path, examples, append=path.exists(), append_new_line=False)
        return path

    def write_examples(self, path: str | Path, examples: Iterable[dict[str, Any]]) -> None:
        """Write examples to a JSONL file."""
        with open_part(path) as unfinished:
            write_jsonl(unfinished, examples)
