"""Imported by the fork server alone, which has done all of this when it makes its first fork."""

from tests.preloaded import preload

preload()
