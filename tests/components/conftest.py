"""Fixtures for tests of components."""

from collections.abc import Iterator

import pytest

from tests.web import FakeWeb


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWeb]:
    """A web server on this machine that answers as the test wants it to."""
    # A proxy of whoever runs the tests must not get in between.
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = FakeWeb()
    yield server
    server.close()
