"""The endpoints that every task passes, without what FastAPI does around them for any endpoint.

A request that is as it should be is checked by the same models. Everything else goes the usual way,
which says what is wrong with it.
"""

import inspect
import json
import re
from collections import deque
from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Response
from fastapi.params import Header
from pydantic import BaseModel, TypeAdapter

from .parsing import SMALL_BYTES, PatientRoute

# As it is usually written. FastAPI reads the rest.
JSON_TYPE = re.compile(rb"application/json(; *charset=utf-8)?", re.IGNORECASE)


class QuickRoute(PatientRoute):
    """A route of an async endpoint that takes one model and headers, and returns a response."""

    def __init__(self, path: str, endpoint: Any, **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        parameters = inspect.signature(endpoint).parameters.values()
        [(self._body_name, self._model)] = [
            (one.name, one.annotation)
            for one in parameters
            if inspect.isclass(one.annotation) and issubclass(one.annotation, BaseModel)
        ]
        self._headers = [
            _HeaderOfRequest(one.name, one.annotation, one.default)
            for one in parameters
            if isinstance(one.default, Header)
        ]
        assert len(self._headers) + 1 == len(parameters), "others are left to FastAPI"
        self._usual_app, self.app = self.app, self._answer

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        if not self._is_plain(scope):
            await self._usual_app(scope, receive, send)
            return
        messages: deque[Any] = deque()
        n_bytes, has_more = 0, True
        while has_more and n_bytes <= SMALL_BYTES:
            message = await receive()
            messages.append(message)
            n_bytes += len(message.get("body", b""))
            has_more = message.get("more_body", False)
        values = self._read(messages, scope["headers"]) if 0 < n_bytes <= SMALL_BYTES else None
        if values is None:
            await self._usual_app(scope, _Again(messages, receive), send)
            return
        response: Response = await self.endpoint(**values)
        await response(scope, receive, send)

    def _is_plain(self, scope: Any) -> bool:
        """Tell whether nobody has added anything that has to be called before the endpoint."""
        overrides = getattr(scope.get("app"), "dependency_overrides", None)
        is_watched = "fastapi.telemetry" in scope
        return not (self.dependant.dependencies or overrides or is_watched)

    def _read(
        self, messages: Iterable[Any], headers: Iterable[tuple[bytes, bytes]]
    ) -> dict[str, Any] | None:
        """RETURNS (dict | None): Arguments of the endpoint. None: something about it is special."""
        if any(message["type"] != "http.request" for message in messages):
            return None
        kind = next((value for name, value in headers if name == b"content-type"), b"")
        if not JSON_TYPE.fullmatch(kind):
            return None
        body = b"".join(message.get("body", b"") for message in messages)
        try:
            values = {one.name: one.read(headers) for one in self._headers}
            return {self._body_name: self._model.model_validate(json.loads(body)), **values}
        except (ValueError, RecursionError):  # of pydantic and of the parser, too
            return None


class _HeaderOfRequest:
    """A header that an endpoint takes."""

    def __init__(self, name: str, annotation: Any, field: Header) -> None:
        self.name = name
        self._key = str(field.alias).lower().encode("latin-1")
        self._default = field.default
        self._adapter = TypeAdapter(Annotated[annotation, field])

    def read(self, headers: Iterable[tuple[bytes, bytes]]) -> Any:
        """RAISES (ValueError): It isn't as it should be."""
        for key, value in headers:
            if key == self._key:
                return self._adapter.validate_python(value.decode("latin-1"))
        return self._default


class _Again:
    """Gives messages once more that were received already, and then what follows."""

    def __init__(self, messages: deque[Any], receive: Any) -> None:
        self._messages, self._receive = messages, receive

    async def __call__(self) -> Any:
        return self._messages.popleft() if self._messages else await self._receive()
