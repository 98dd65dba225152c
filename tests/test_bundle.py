"""The web app in prodigy/static is built from the sources in frontend/, and complete.

Needs no Node: frontend/scripts/sources.mjs describes how the sources are hashed.
"""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FRONTEND = ROOT / "frontend"
STATIC = ROOT / "prodigy" / "static"
FILES = ["index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"]
FOLDERS = ["public", "scripts", "src"]
TEXT_FILES = [*STATIC.rglob("*.js"), *STATIC.rglob("*.css"), STATIC / "index.html"]


@pytest.fixture(scope="module")
def manifest():
    return json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))


def hash_sources():
    names = list(FILES)
    for folder in FOLDERS:
        paths = (path.relative_to(FRONTEND).as_posix() for path in (FRONTEND / folder).rglob("*"))
        names += [
            name
            for name in paths
            if (FRONTEND / name).is_file()
            and not name.startswith("src/testing/")
            and ".test." not in name.rsplit("/", 1)[1]
        ]
    total = hashlib.sha256()
    for name in sorted(names):
        content = (FRONTEND / name).read_bytes().replace(b"\r\n", b"\n")
        digest = hashlib.sha256(content).hexdigest()
        total.update(f"{name}\0{digest}\n".encode())
    return total.hexdigest()


def test_bundle_is_built_from_the_current_sources(manifest):
    assert manifest["sources"] == hash_sources(), "run `make build`"


def test_bundle_has_exactly_the_files_of_its_manifest(manifest):
    files = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file()}
    packed = {name for name in files if name.endswith(".br")}
    assert files - packed - {"manifest.json"} == set(manifest["files"])


def test_scripts_and_styles_are_there_in_compressed_form(manifest):
    # That they hold the same is checked with Node, by scripts/check_bundle.sh.
    packed = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.br")}
    texts = [name for name in manifest["files"] if name.startswith("assets/")]
    assert packed == {f"{name}.br" for name in texts if name.endswith((".js", ".css"))}
    app = STATIC / "assets" / "app.js"
    assert (STATIC / "assets" / "app.js.br").stat().st_size < app.stat().st_size / 3


def test_bundle_files_have_the_size_in_the_manifest(manifest):
    sizes = {name: (STATIC / name).stat().st_size for name in manifest["files"]}
    assert sizes == manifest["files"]


def test_bundle_names_carry_no_content_hash(manifest):
    # Stable names: a rebuild changes files instead of adding and deleting them.
    assert [name for name in manifest["files"] if re.search(r"-[0-9A-Za-z_-]{8}\.\w+$", name)] == []


def test_bundle_ships_the_licences_of_what_is_in_it():
    package = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    text = (STATIC / "THIRD_PARTY_LICENSES.txt").read_text(encoding="utf-8")
    # marked is named here when something uses it; the others are on every page.
    assert [name for name in package["dependencies"] if name not in text] == []


@pytest.mark.parametrize("path", TEXT_FILES, ids=lambda path: path.name)
def test_bundle_loads_nothing_from_other_hosts(path):
    text = path.read_text(encoding="utf-8")
    loads = r"(?:src=|href=|url\(|@import |import\(|fetch\()\s*[\"'`]?(?:https?:)?//[\w.-]+"
    assert re.findall(loads, text) == []
