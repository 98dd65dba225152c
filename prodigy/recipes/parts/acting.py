"""Models that act as annotators: what they say is stored as the answers of a session."""

from __future__ import annotations

import time
from typing import Any

from ...components.db.names import check_dataset_name
from ...errors import RecipeError
from ...hashing import set_hashes
from ...shapes import TaskType


def get_acting_session(db: Any, dataset: str, alias: str) -> str:
    """Get the session of a model.

    db (Any): The database.
    dataset (str): The dataset.
    alias (str): Name of the model as an annotator.
    RETURNS (str): ID of the session.
    RAISES (RecipeError): A dataset or an annotator can't have this name.
    """
    session_id = f"{dataset}-{alias}"
    try:
        check_dataset_name(dataset)
        check_dataset_name(alias)
        if dataset in db.sessions or session_id in db.datasets:
            raise ValueError("A dataset and a session would have the same name.")
    except ValueError as err:
        raise RecipeError(
            f"Can't save the annotations of '{alias}' in '{dataset}'", str(err)
        ) from err
    return session_id


def make_acting_answer(eg: TaskType, view_id: str, session_id: str) -> TaskType:
    """Make an answer of a model.

    eg (dict): The task with what the model says. It is changed in place: missing hashes are added.
    view_id (str): ID of the interface in which a person would answer.
    session_id (str): The session of the model.
    RETURNS (dict): The answer, accepted.
    """
    return {
        **set_hashes(eg),
        "answer": "accept",
        "_view_id": view_id,
        "_session_id": session_id,
        "_annotator_id": session_id,
        "_timestamp": int(time.time()),
    }
