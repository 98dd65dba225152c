"""Session names that a proxy gives in a header."""

import pytest

TASKS = [{"text": f"text {i}"} for i in range(6)]
HEADER = "X-Remote-User"


@pytest.fixture
def start(serve, db):
    def start(**settings):
        components = {"dataset": "data", "view_id": "text", "stream": TASKS, "db": db}
        return serve(components, session_header=HEADER, **settings).http

    return start


def ask(http, user, session_id=None):
    body = {"session_id": session_id, "excludes": []}
    return http.post("/get_session_questions", json=body, headers=as_user(user))


def as_user(name):
    return {HEADER: name.encode("utf8")} if name else {}


def assert_refused(response, text):
    assert response.status_code == 401
    assert text in response.json()["detail"]


def test_the_header_names_the_session_of_every_request(start, db):
    http = start()
    project = http.get("/project", headers=as_user("alex")).json()
    assert (project["session"], project["session_id"]) == ("alex", "data-alex")
    tasks = ask(http, "alex").json()["tasks"]
    assert ask(http, "alex", "alex").json()["session_id"] == "data-alex"
    answers = [{**tasks[0], "answer": "accept"}]
    body = {"answers": answers, "session_id": "data-alex"}
    assert http.post("/give_answers", json=body, headers=as_user("alex")).status_code == 200
    assert [eg["_session_id"] for eg in db.get_dataset_examples("data")] == ["data-alex"]
    assert http.get("/get_questions", headers=as_user("jo")).json()["session_id"] == "data-jo"


def test_the_page_gets_the_name_into_its_address(start):
    http = start()

    def open_page(path, user="ann é"):
        return http.get(path, headers=as_user(user), follow_redirects=False)

    response = open_page("/?view=1&session=jo", "ann+é")
    assert response.status_code == 302
    assert response.headers["location"] == "?view=1&session=ann%2B%C3%A9"
    assert open_page("/?session=jo", "jo").status_code == 200
    assert open_page("/", None).status_code == 200  # the page says that nobody is signed in


@pytest.mark.parametrize("session_id", ["jo", "data-jo"])
def test_others_names_are_refused_and_nothing_is_stored_under_them(start, db, session_id):
    http = start(drafts=True)
    assert_refused(ask(http, "alex", session_id), "signed in as 'alex'")
    body = {"answers": [{**TASKS[0], "answer": "accept"}], "session_id": session_id}
    assert_refused(http.post("/give_answers", json=body, headers=as_user("alex")), "signed in")
    for path in (f"/project?session={session_id}", f"/session_status?session_id={session_id}"):
        assert_refused(http.get(path, headers=as_user("alex")), "signed in")
    assert_refused(http.get(f"/drafts?session_id={session_id}", headers=as_user("alex")), "Reload")
    assert not db.get_dataset_examples("data")


def test_without_the_header_nobody_comes_in(start):
    http = start()
    for user in (None, " "):
        assert_refused(ask(http, user, "alex"), "Nobody is signed in")
        assert_refused(http.get("/get_questions", headers=as_user(user)), "Nobody is signed in")
        assert_refused(http.get("/project?session=alex", headers=as_user(user)), "Nobody")
    assert http.get("/health").status_code == 200


def test_a_header_that_comes_twice_is_not_believed(start):
    twice = [(HEADER, "alex"), (HEADER, "jo")]
    assert_refused(start().get("/project", headers=twice), "Nobody is signed in")


def test_a_name_like_a_full_id_is_not_taken_for_somebody_else(start):
    assert ask(start(), "data-jo").json()["session_id"] == "data-data-jo"


def test_names_of_the_header_have_to_be_on_the_list_too(start, monkeypatch):
    monkeypatch.setenv("PRODIGY_ALLOWED_SESSIONS", "alex")
    http = start()
    assert ask(http, "alex").status_code == 200
    assert_refused(ask(http, "zoe"), "'zoe'")


def test_without_the_setting_the_header_means_nothing(serve, db):
    components = {"dataset": "data", "view_id": "text", "stream": TASKS, "db": db}
    http = serve(components).http
    assert ask(http, "alex", "jo").json()["session_id"] == "data-jo"
