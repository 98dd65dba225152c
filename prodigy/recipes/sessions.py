"""Personal links: who may work under which name."""

import sys
from datetime import datetime
from typing import Literal
from urllib.parse import quote

from ..components.db import connect
from ..components.db.custom import has_tables
from ..components.links import Link, LinkBook, fold_name
from ..components.session import check_session_id
from ..config import get_config
from ..errors import ProdigyError
from ..messages import msg, out
from ..registry import Arg, recipe

__all__ = ["sessions"]

SHOWN = "%Y-%m-%d %H:%M"


@recipe(
    "sessions",
    action=Arg(help="add a link, list them, revoke one, or release a name for everybody"),
    name=Arg(help="Name of the session, as it stands in the address"),
    url=Arg("--url", "-u", help="Address of the app, if annotators have another one than you"),
)
def sessions(
    action: Literal["add", "list", "revoke", "release"],
    name: str | None = None,
    url: str | None = None,
) -> None:
    """Make personal links, so that only their holders can use a name. They hold for all datasets of
    the database, and for servers that run already.
    """
    db = connect()
    if not has_tables(db):
        raise ProdigyError("This database has no room for personal links", "Its type is not ours.")
    book = LinkBook(db)
    if action == "list":
        print_links(book.read())
        return
    if name is None:
        raise ProdigyError(f"Whose link? Add the name: prodigy sessions {action} NAME")
    if action == "add":
        add_link(book, name, url)
    elif action == "revoke":
        if not book.revoke(name):
            raise ProdigyError(f"'{name}' has no link", "prodigy sessions list shows who has one.")
        msg.good(
            f"The link of '{name}' is revoked. Nobody can use the name until there is a new one."
        )
    else:
        if not book.release(name):
            raise ProdigyError(f"'{name}' has no link", "prodigy sessions list shows who has one.")
        msg.good(f"Everybody can use the name '{name}' now.")


def add_link(book: LinkBook, name: str, url: str | None) -> None:
    """Make a link and print it to standard output.

    book (LinkBook): The links.
    name (str): The name of the session.
    url (str | None): Address of the app, None for that of the settings.
    """
    try:
        check_session_id(name)
    except ValueError as err:
        raise ProdigyError(f"Can't make a link for {ascii(name)}", str(err)) from err
    links = book.read()
    for link in links:
        if link.name != name and fold_name(link.name) == fold_name(name):
            raise ProdigyError(
                f"Can't make a link for '{name}'",
                f"There is one of '{link.name}', which counts as the same name.",
            )
    secret = book.add(name)
    if any(link.name == name for link in links):
        msg.info(f"The earlier link of '{name}' doesn't work any more.")
    msg.good(f"Only who has this link can use the name '{name}'. It can't be shown again.")
    sys.stdout.write(f"{make_link(url or find_url(), name, secret)}\n")


def make_link(url: str, name: str, secret: str) -> str:
    """RETURNS (str): The link. What is behind the # is never sent by browsers."""
    return f"{url.rstrip('/')}/?session={quote(name, safe='')}#link={secret}"


def find_url() -> str:
    """RETURNS (str): The address of a server with the present settings."""
    settings = get_config()
    scheme = "https" if settings.get("ssl_certfile") else "http"
    root = str(settings.get("root_path") or "").strip("/")
    return f"{scheme}://{settings['host']}:{settings['port']}/{root}"


def print_links(links: list[Link]) -> None:
    """Print who has a link, and since when."""
    if not links:
        msg.info("Nobody has a personal link. Make one with: prodigy sessions add NAME")
        return
    rows = [(link.name, _format(link.created), _format(link.revoked)) for link in links]
    out.table(rows, header=("Name", "Link of", "Revoked"))


def _format(seconds: int | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds).strftime(SHOWN)
