"""Given to the command line by -F: a clock that can be set while the server runs.

The file in CHAOS_CLOCK holds one number of 8 bytes, by how many seconds the clock is wrong.
"""

import mmap
import os
import struct
import time

with open(os.environ["CHAOS_CLOCK"], "rb") as file:
    _offset = mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)
_true_time = time.time


def wrong_time() -> float:
    """RETURNS (float): Seconds since 1970, by this clock."""
    return _true_time() + struct.unpack_from("d", _offset)[0]


time.time = wrong_time
