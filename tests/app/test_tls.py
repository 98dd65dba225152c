"""HTTPS, and what is wrong with a certificate."""

import json
import subprocess

import pytest

from prodigy.app.serving import make_url, warn_of_strangers
from prodigy.app.tls import read_tls
from prodigy.errors import ConfigError
from tests.nginx import make_certificate

TASKS = [{"text": "One"}, {"text": "Two"}]


def test_the_server_speaks_https_and_says_so(live_server, jsonl, run_cli, tmp_path):
    cert, key = make_certificate(tmp_path)
    settings = {"ssl_certfile": str(cert), "ssl_keyfile": str(key), "session_links": "auto"}
    env = {"PRODIGY_CONFIG_OVERRIDES": json.dumps(settings)}
    link = run_cli("sessions", "add", "alex", env=env).stdout.strip()
    assert link.startswith("https://localhost:8080/")
    with live_server(["mark", "data", jsonl(TASKS), "--view-id", "text"], env) as server:
        assert f"Starting the web server at https://127.0.0.1:{server.port} ..." in server.output
        assert [eg["text"] for eg in server.client.get_tasks()] == ["One", "Two"]
        body = {"session_id": "alex", "link": link.rpartition("=")[2]}
        cookie = server.client.http.post("/enter", json=body).headers["set-cookie"]
        assert "Secure" in cookie
        project = server.client.project()
        assert not [name for name in project if name.startswith("ssl_")]


@pytest.fixture
def files(tmp_path):
    cert, key = make_certificate(tmp_path)
    other = make_certificate(tmp_path, "other")[1]
    both = tmp_path / "both.pem"
    both.write_bytes(cert.read_bytes() + key.read_bytes())
    text = tmp_path / "text.pem"
    text.write_text("no certificate", "utf8")
    locked = tmp_path / "locked.key"
    command = ["openssl", "ec", "-in", key, "-aes256", "-passout", "pass:geheim", "-out", locked]
    subprocess.run(command, check=True, capture_output=True)
    names = {"cert": cert, "key": key, "other": other, "both": both, "text": text}
    return {**{name: str(path) for name, path in names.items()}, "locked": str(locked), None: None}


@pytest.mark.parametrize(
    ("certfile", "keyfile", "words"),
    [
        (None, "key", "ssl_certfile"),
        ("cert", "other", "doesn't belong to"),
        ("text", "key", "PEM"),
        ("cert", "text", "PEM"),
        ("cert", None, "PEM"),
        ("cert", "locked", "PRODIGY_SSL_KEYFILE_PASSWORD"),
    ],
)
def test_what_is_wrong_with_the_files_is_said(files, certfile, keyfile, words):
    settings = {"ssl_certfile": files[certfile], "ssl_keyfile": files[keyfile]}
    with pytest.raises(ConfigError) as caught:
        read_tls(settings)
    assert words in f"{caught.value.title} {caught.value.text}"


def test_files_that_can_be_used(files, monkeypatch, tmp_path):
    assert read_tls({}) is None
    assert read_tls({"ssl_certfile": files["both"]}) == (files["both"], files["both"], None)
    monkeypatch.setenv("PRODIGY_SSL_KEYFILE_PASSWORD", "geheim")
    assert read_tls({"ssl_certfile": files["cert"], "ssl_keyfile": files["locked"]})
    with pytest.raises(ConfigError, match="missing.pem"):
        read_tls({"ssl_certfile": str(tmp_path / "missing.pem")})


def test_a_file_that_is_missing_stops_the_start(run_cli, jsonl):
    command = ["mark", "data", jsonl(TASKS), "--view-id", "text"]
    result = run_cli(*command, env={"PRODIGY_CONFIG_OVERRIDES": '{"ssl_certfile": "nothing.pem"}'})
    assert result.returncode == 1
    assert "nothing.pem" in result.stderr
    assert "Traceback" not in result.stderr
    overrides = '{"content_security_policy": {"scripts": ["x"]}}'
    result = run_cli(*command, env={"PRODIGY_CONFIG_OVERRIDES": overrides})
    assert result.returncode == 1
    assert '"scripts"' in result.stderr


def test_the_address_that_is_printed():
    settings = {"host": "localhost", "port": 8080}
    assert make_url(settings) == "http://localhost:8080"
    settings |= {"ssl_certfile": "x", "root_path": "label/"}
    assert make_url(settings) == "https://localhost:8080/label"
    assert make_url({"host": "::1", "port": 1}) == "http://[::1]:1"


@pytest.mark.parametrize(
    ("host", "settings", "is_encrypted", "words"),
    [
        ("localhost", {}, False, ""),
        ("127.0.0.1", {}, False, ""),
        ("0.0.0.0", {}, True, "no login"),
        ("0.0.0.0", {"session_header": "X-User"}, True, "no login"),
        ("0.0.0.0", {"session_links": "auto"}, True, "no login"),
        ("0.0.0.0", {"session_links": True}, True, ""),
        ("0.0.0.0", {"session_links": True}, False, "without HTTPS"),
        ("::", {"basic_auth_user": "me", "basic_auth_pass": "x"}, False, "without HTTPS"),
    ],
)
def test_warnings_when_others_can_reach_the_server(capsys, host, settings, is_encrypted, words):
    warn_of_strangers({"host": host, **settings}, is_encrypted=is_encrypted)
    told = " ".join(capsys.readouterr().err.split())
    assert words in told
    assert bool(told) == bool(words)
