"""Requests made up from our own OpenAPI schema, and some that break it: no endpoint fails."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode, openapi

from prodigy.app import app

pytestmark = pytest.mark.slow
N_EXAMPLES = 15
GOOD, BAD = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
OPERATIONS = [found.ok() for found in openapi.from_dict(app.openapi()).get_all_operations()]


def can_be_wrong(parameter):
    # Any text in a path is one: what there is of that name is another question.
    is_text = parameter.definition.get("schema", {}).get("type") == "string"
    return parameter.location.value != "path" or not is_text


# Where nothing can be said, nothing can be wrong.
CASES = [
    (operation, mode)
    for operation in OPERATIONS
    for mode in (GOOD, BAD)
    if mode is GOOD or operation.body or any(map(can_be_wrong, operation.iter_parameters()))
]


@pytest.fixture
def client(serve):
    hooks = {"go": lambda ctrl, **payload: payload}
    tasks = [{"text": f"text {i}"} for i in range(3)]
    components = {"dataset": "data", "view_id": "text", "stream": tasks, "event_hooks": hooks}
    return serve({**components, "validate_answer": lambda eg: None}, drafts=True)


def send(client, case):
    headers = {name: value.encode("utf8") for name, value in dict(case.headers or {}).items()}
    headers["Content-Type"] = b"application/json"
    is_json = isinstance(case.body, (dict, list, str, int, float, type(None)))
    query = {name: value for name, value in dict(case.query or {}).items() if value is not None}
    path = case.formatted_path
    content = json.dumps(case.body) if is_json else b""
    return client.http.request(case.method, path, params=query, headers=headers, content=content)


@pytest.mark.parametrize(("operation", "mode"), CASES, ids=lambda item: getattr(item, "label", ""))
def test_no_request_makes_the_server_fail(operation, mode, client):
    statuses = set()

    @settings(max_examples=N_EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def check(case):
        response = send(client, case)
        assert response.status_code < 500, response.text[:300]
        assert response.status_code < 400 or response.json()["detail"]
        statuses.add(response.status_code)

    check()
    assert statuses
