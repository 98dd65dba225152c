"""How often somebody may try to come in. Memory is bounded, whatever is tried."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

WINDOW_S = 60.0
# Failures within the window, after which nothing more is looked at.
MAX_PER_ADDRESS = 20
MAX_PER_NAME = 100
MAX_KEYS = 10_000  # addresses and names that are remembered
MAX_NAME_CHARS = 255


class Failures:
    """Counts failures by some key, in windows of time.

    limit (int): Failures that are allowed in a window.
    clock (Callable): The time in seconds. Defaults to a clock that only goes forward.
    """

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self.clock = clock
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def wait(self, key: str) -> float:
        """RETURNS (float): Seconds until this key may try again, 0 for at once."""
        since, count = self._counts.get(key, (0.0, 0))
        left = since + WINDOW_S - self.clock()
        return left if count >= self.limit and left > 0 else 0.0

    def add(self, key: str) -> None:
        """Count a failure."""
        now = self.clock()
        since, count = self._counts.pop(key, (now, 0))
        self._counts[key] = (now, 1) if now - since >= WINDOW_S else (since, count + 1)
        while len(self._counts) > MAX_KEYS:
            self._counts.popitem(last=False)

    def __len__(self) -> int:
        return len(self._counts)


class Throttle:
    """Limits failures for each address, and for each name from all addresses together.

    Whoever came in from an address lately isn't kept out because others guess at his name.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.addresses = Failures(MAX_PER_ADDRESS, clock)
        self.names = Failures(MAX_PER_NAME, clock)
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()

    def wait(self, address: str, name: str) -> float:
        """RETURNS (float): Seconds until somebody may try again, 0 for at once."""
        address, name = fold_address(address), name[:MAX_NAME_CHARS]
        is_known = (address, name) in self._known
        return max(self.addresses.wait(address), 0.0 if is_known else self.names.wait(name))

    def fail(self, address: str, name: str) -> None:
        """Note a failure."""
        self.addresses.add(fold_address(address))
        self.names.add(name[:MAX_NAME_CHARS])

    def succeed(self, address: str, name: str) -> None:
        """Note that somebody came in."""
        key = (fold_address(address), name[:MAX_NAME_CHARS])
        self._known[key] = None
        self._known.move_to_end(key)
        while len(self._known) > MAX_KEYS:
            self._known.popitem(last=False)


def fold_address(address: str) -> str:
    """Write an address as it is counted: who has one of IPv6 has a whole network of them."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address[:MAX_NAME_CHARS]
    if ip.version == 4:
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((int(ip), 64), strict=False).network_address)
