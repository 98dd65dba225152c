"""What the tasks of an interface must look like, by its id."""

from __future__ import annotations

from typing import Any

from .task_models import VIEW_IDS, BaseTask
from .views import VIEWS, get_view

__all__ = ["MODELS", "VIEW_IDS", "get_model", "get_schema"]

MODELS: dict[str, type[BaseTask]] = {view_id: view.model for view_id, view in VIEWS.items()}


def get_model(view_id: str) -> type[BaseTask]:
    """Get the model of the tasks of an interface.

    view_id (str): ID of the interface.
    RETURNS (type[BaseModel]): The pydantic model.
    RAISES (StreamError): There is no such interface. It is a ValueError.
    """
    return get_view(view_id).model


def get_schema(view_id: str, json: bool = True) -> dict[str, Any] | type[BaseTask]:
    """Get the schema that the tasks of an interface must fit.

    view_id (str): ID of the interface, e.g. "ner".
    json (bool): Return a JSON schema. Defaults to True. If False, the pydantic model.
    RETURNS (dict | type[BaseModel]): The schema.
    RAISES (StreamError): There is no such interface. It is a ValueError.
    """
    model = get_model(view_id)
    return _tidy(model.model_json_schema(by_alias=True)) if json else model


def _tidy(schema: Any) -> Any:
    """Leave out what only says that more is allowed, and put the title first."""
    if isinstance(schema, list):
        return [_tidy(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {
        key: schema[key] for key in ("title", "type", "properties", "required") if key in schema
    }
    tidy.update(schema)
    if tidy.get("additionalProperties") is True:
        del tidy["additionalProperties"]
    if "default" in tidy and tidy["default"] is None:
        del tidy["default"]
    return {key: _tidy(value) for key, value in tidy.items()}
