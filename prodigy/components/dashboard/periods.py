"""Periods of time, in the time zone of this machine: hours, days, weeks, months and years."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

INTERVALS = ("hour", "day", "week", "month", "year")
# Start of the period, in a form that also sorts by time.
FORMATS = {"hour": "%Y-%m-%d %H:00", "day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}
FORMATS["year"] = "%Y"
# How long a time is shown in periods of each kind, in days.
SPANS = {"hour": 2, "day": 100, "week": 700, "month": 3600}
MAX_TIME = 253_402_214_400  # the last day of the year 9999 begins


def read_time(value: Any) -> int | None:
    """RETURNS (int | None): A time in whole Unix seconds. None for what can't be one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return int(value) if 1 <= value < MAX_TIME else None


def name_period(moment: datetime, interval: str) -> str:
    """RETURNS (str): The period that a moment belongs to, e.g. "2023-10-27"."""
    return moment.strftime(FORMATS[interval])


def find_start(seconds: int, interval: str) -> int:
    """RETURNS (int): When the period began that a moment belongs to. Both in Unix seconds."""
    day = datetime.fromtimestamp(seconds).replace(minute=0, second=0, microsecond=0)
    if interval != "hour":
        day = day.replace(hour=0)
    if interval == "week":
        day -= timedelta(days=day.weekday())
    elif interval in ("month", "year"):
        day = day.replace(day=1, month=day.month if interval == "month" else 1)
    return int(day.timestamp())


def choose_interval(moments: Iterable[int]) -> str:
    """RETURNS (str): The kind of periods in which some moments (Unix seconds) are best shown."""
    found = list(moments)
    days = (max(found) - min(found)) / 86400 if found else 0
    return next((name for name, most in SPANS.items() if days <= most), "year")


def name_zone() -> str:
    """RETURNS (str): The time zone of this machine, now, e.g. "CET (UTC+01:00)"."""
    now = datetime.now().astimezone()
    offset = now.strftime("%z")
    return f"{now.tzname()} (UTC{offset[:3]}:{offset[3:5]})"
