"""Fixtures of the tests of the web server."""

from typing import Any

import pytest

from prodigy.app import app, set_controller
from prodigy.core import Controller
from prodigy.io.media import folders
from tests.server import AppClient


@pytest.fixture
def media_client(home: Any, monkeypatch: pytest.MonkeyPatch) -> AppClient:
    """A client of the app, which serves no folder yet."""
    monkeypatch.setattr(folders, "_folders", {})
    # The application asks the controller for the setting "cors".
    components = {"dataset": "data", "view_id": "text", "stream": [{"text": "one"}]}
    ctrl = Controller.from_components("test", components)
    set_controller(ctrl, ctrl.config)
    return AppClient(app)
