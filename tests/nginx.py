"""A real nginx on a free port, with the configuration that docs/deployment.md recommends."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests.util import free_port

START_TIMEOUT_S = 20.0
CONFIG = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port}{ssl};
        {location}
    }}
}}
"""
# As in docs/deployment.md, which a test compares.
LOCATION = """
location /label/ {{
    proxy_pass {target};
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_request_buffering off;
    proxy_read_timeout 75s;
    client_max_body_size 256m;
}}
"""


@contextmanager
def run_nginx(
    folder: Path, server_url: str, *, strips: bool, certificate: tuple[Path, Path] | None = None
) -> Iterator[str]:
    """Run nginx before a server, and show it below /label/.

    folder (Path): An empty folder for its files.
    server_url (str): Where the server is.
    strips (bool): Take the path off the requests.
    certificate (Optional[tuple[Path, Path]]): Files for HTTPS.
    YIELDS (str): The address, without a slash at its end.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("no nginx: it is not installed")
    port = free_port()
    location = LOCATION.format(target=server_url + ("/" if strips else ""))
    if certificate:
        location += f"ssl_certificate {certificate[0]};\nssl_certificate_key {certificate[1]};\n"
    ssl = " ssl" if certificate else ""
    text = CONFIG.format(folder=folder, port=port, ssl=ssl, location=location)
    path = folder / "nginx.conf"
    path.write_text(text, "utf8")
    process = subprocess.Popen(
        [program, "-p", str(folder), "-c", str(path), "-e", str(folder / "error.log")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http{ssl.strip() and 's'}://127.0.0.1:{port}/label"
    try:
        _wait(process, url, folder)
        yield url
    finally:
        process.terminate()
        process.wait(START_TIMEOUT_S)


def _wait(process: "subprocess.Popen[bytes]", url: str, folder: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(httpx.TransportError):
            httpx.get(f"{url}/health", verify=False)
            return
        time.sleep(0.02)
    log = folder / "error.log"
    raise AssertionError(log.read_text("utf8") if log.exists() else "nginx did not start")


def make_certificate(folder: Path, name: str = "server") -> tuple[Path, Path]:
    """Make a certificate that signs itself, and its key. Skips the test without OpenSSL."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("no openssl: it is not installed")
    cert, key = folder / f"{name}.pem", folder / f"{name}.key"
    command = [program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", str(key)]
    subprocess.run([*command, "-out", str(cert)], check=True, capture_output=True)
    return cert, key
