"""HTTPS: certificate and key of the settings, checked before anything is served."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..config import get_variable
from ..errors import ConfigError

PASSWORD = "PRODIGY_SSL_KEYFILE_PASSWORD"


class Tls(NamedTuple):
    """Files of the certificate and its key, which may be the same, and the password of the key."""

    certfile: str
    keyfile: str
    password: str | None


def read_tls(config: Mapping[str, Any]) -> Tls | None:
    """Read and try the settings for HTTPS.

    config (Mapping): All settings.
    RETURNS (Tls | None): None for HTTP.
    RAISES (ConfigError): A file is missing or can't be used, or the two don't belong together.
    """
    certfile, keyfile = config.get("ssl_certfile"), config.get("ssl_keyfile")
    if not certfile:
        if keyfile:
            hint = 'Set "ssl_certfile" to the file with the certificate, too.'
            raise ConfigError('"ssl_keyfile" is set, but "ssl_certfile" is not', hint)
        return None
    paths = [Path(str(name)).expanduser() for name in (certfile, keyfile or certfile)]
    for key, path in zip(("ssl_certfile", "ssl_keyfile"), paths):
        _check_file(key, path)
    tls = Tls(str(paths[0]), str(paths[1]), get_variable(PASSWORD))
    try:
        # A key with a password would otherwise be asked for in the terminal.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
            tls.certfile, tls.keyfile, password=lambda: tls.password or ""
        )
    except (ssl.SSLError, ValueError, OSError) as err:
        raise ConfigError("Can't use the certificate for HTTPS", _explain(err, tls)) from err
    return tls


def _check_file(key: str, path: Path) -> None:
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as err:
        raise ConfigError(
            f"Can't read the file {path}", f'{err.strerror or err}. It is set as "{key}".'
        ) from err


def _explain(err: Exception, tls: Tls) -> str:
    reason = str(getattr(err, "reason", None) or err)
    if "MISMATCH" in reason:
        return f"The key in {tls.keyfile} doesn't belong to the certificate in {tls.certfile}."
    if b"ENCRYPTED" in Path(tls.keyfile).read_bytes():
        missing = "has a password" if tls.password is None else "has another password"
        return f"The key in {tls.keyfile} {missing}. Set it as the variable {PASSWORD}."
    if "NO_START_LINE" in reason or "PEM" in reason:
        where = tls.certfile if tls.certfile == tls.keyfile else f"{tls.certfile} or {tls.keyfile}"
        return (
            f"In {where} there is no certificate or no key in the PEM format, with lines such as "
            "-----BEGIN CERTIFICATE----- and -----BEGIN PRIVATE KEY-----. "
            'If both are in files of their own, set "ssl_certfile" and "ssl_keyfile".'
        )
    return f"{reason} ({tls.certfile}, {tls.keyfile})"
