"""Short import path of `prodigy.components.stream`."""

from .components.stream import STREAM_PLACEHOLDER, Stream, get_stream

__all__ = ["STREAM_PLACEHOLDER", "Stream", "get_stream"]
