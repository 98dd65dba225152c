"""Which batches of answers came before, for storage that can't remember them itself."""

import threading
from collections import OrderedDict

MAX_BATCH_IDS = 10_000


class SeenBatches:
    """The latest batch IDs. Safe from any thread."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def claim(self, batch_id: str | None) -> bool:
        """RETURNS (bool): Whether the batch is new (or has no ID). From now on it isn't."""
        if batch_id is None:
            return True
        with self._lock:
            if batch_id in self._ids:
                return False
            self._ids[batch_id] = None
            if len(self._ids) > MAX_BATCH_IDS:
                self._ids.popitem(last=False)
        return True

    def forget(self, batch_id: str | None) -> None:
        """Let a batch be new again, which could not be stored."""
        with self._lock:
            self._ids.pop(str(batch_id), None)
