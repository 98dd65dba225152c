"""prodigy sessions: links for annotators."""

import json
import re

import pytest


def run(run_cli, *args, **kwargs):
    result = run_cli("sessions", *args, **kwargs)
    return result.returncode, result.stdout, " ".join(result.stderr.split())


def test_links_are_made_listed_revoked_and_released(run_cli, home):
    code, link, told = run(run_cli, "add", "alex", "--url", "https://label.example/team/")
    assert code == 0
    assert re.fullmatch(r"https://label\.example/team/\?session=alex#link=[\w-]{43}\n", link)
    assert "can't be shown again" in told
    secret = link.strip().rpartition("=")[2]
    assert secret.encode() not in (home / "prodigy.db").read_bytes()
    code, again, told = run(run_cli, "add", "alex")
    assert again.startswith("http://localhost:8080/?session=alex#link=")
    assert again != link
    assert "doesn't work any more" in told
    assert "alex" in run(run_cli, "list")[1]
    assert run(run_cli, "revoke", "alex")[0] == 0
    code, _, err = run(run_cli, "revoke", "alex")
    assert code == 1
    assert "no link" in err
    assert run(run_cli, "release", "alex")[0] == 0
    assert run(run_cli, "release", "alex")[0] == 1


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        pytest.param("postgresql", "postgres_settings", marks=pytest.mark.postgres),
        pytest.param("mysql", "mysql_settings", marks=pytest.mark.mysql),
    ],
)
def test_links_are_kept_on_database_servers(kind, settings, run_cli, request, home):
    overrides = {"db": kind, "db_settings": {kind: request.getfixturevalue(settings)}}
    env = {"PRODIGY_CONFIG_OVERRIDES": json.dumps(overrides)}
    code, _, told = run(run_cli, "list", env=env)
    assert code == 0
    assert "Nobody has a personal link" in told
    code, first, _ = run(run_cli, "add", "alex", env=env)
    assert code == 0
    code, second, told = run(run_cli, "add", "alex", env=env)
    assert (code, first != second) == (0, True)
    assert "doesn't work any more" in told
    assert run(run_cli, "add", "Alex", env=env)[:2] == (1, "")
    assert run(run_cli, "add", "zoë", env=env)[0] == 0
    [_, *rows] = run(run_cli, "list", env=env)[1].strip().splitlines()
    assert [row.split()[0] for row in rows] == ["alex", "zoë"]
    assert run(run_cli, "revoke", "alex", env=env)[0] == 0
    assert run(run_cli, "revoke", "alex", env=env)[0] == 1
    listed = run(run_cli, "list", env=env)[1]
    assert len(re.findall(r"alex +\S+ \S+ +\d{4}-\d\d-\d\d \d\d:\d\d", listed)) == 1
    assert run(run_cli, "release", "alex", env=env)[0] == 0
    assert run(run_cli, "release", "alex", env=env)[0] == 1
    assert "alex" not in run(run_cli, "list", env=env)[1]
    assert not (home / "prodigy.db").exists()


def test_names_that_cannot_be_used_are_refused(run_cli):
    for name in ("a b", "a,b", "x" * 300, "a\nb", ""):
        code, out, err = run(run_cli, "add", name)
        assert (code, out) == (1, "")
        assert "Can't" in err
    assert run(run_cli, "add", "alex")[0] == 0
    code, out, err = run(run_cli, "add", "Alex")
    assert (code, out) == (1, "")
    assert "'alex'" in err


def test_wrong_usage_is_said(run_cli):
    code, _, err = run(run_cli, "add")
    assert code == 1
    assert "prodigy sessions add NAME" in err
    assert run(run_cli, "steal", "alex")[0] in (1, 2)
    assert run(run_cli, "list")[0] == 0
