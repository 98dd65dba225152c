"""Who may see and change everything: the owner of the project, on pages of his own."""

from fastapi import Request

from ..config import basic_auth
from .access import get_proxy_name, has_login
from .errors import HintedError
from .hosts import is_asked_locally
from .origins import is_own_page
from .state import state

LOCAL = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
# A proxy on this machine makes everybody local. Most say so by one of these, and some (nginx as it
# comes) by nothing but the old version of HTTP that they speak, which no browser does.
FORWARDING = (
    *("forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "client-ip"),
    *("true-client-ip", "cf-connecting-ip", "fly-client-ip", "fastly-client-ip"),
)
FORWARDING_PREFIXES = ("x-forwarded", "x-original-", "x-envoy-", "x-proxy", "cf-", "tailscale-")
OLD_HTTP = ("1.0", "0.9")


def find_owner(request: Request) -> str | None:
    """Tell whether a request comes from the owner.

    The owner is who has the login. Without one it is whoever sits at this machine: not those who
    come through a proxy or a tunnel, and not those whom a proxy has signed in. A page of another
    origin never speaks for the owner, whatever the setting "cors" allows.

    request (Request): The request.
    RETURNS (str | None): The name of the owner. None: it is somebody else.
    """
    if not is_own_page(request):
        return None
    settings = state.config if state.is_serving else {}
    login = basic_auth(settings or None)
    if login is not None:
        return login[0] if has_login(request, login) else None
    host = request.client.host if request.client else ""
    is_local = host in LOCAL and not is_forwarded(request)
    is_local = is_local and is_asked_locally(request, settings)
    return "owner" if is_local and get_proxy_name() is None else None


def is_forwarded(request: Request) -> bool:
    """RETURNS (bool): Whether a proxy has passed a request on, as far as that can be told."""
    return request.scope.get("http_version") in OLD_HTTP or any(
        name in FORWARDING or name.startswith(FORWARDING_PREFIXES) for name in request.headers
    )


def require_owner(request: Request) -> str:
    """RETURNS (str): The name of the owner. RAISES (HTTPException): Status 403, somebody else."""
    owner = find_owner(request)
    if owner is None:
        raise HintedError(
            403,
            "This page is for the person who runs the project.",
            "Open it as localhost on the machine where Prodigy runs, or log in with the name and "
            "the password of PRODIGY_BASIC_AUTH_USER and PRODIGY_BASIC_AUTH_PASS.",
        )
    return owner
