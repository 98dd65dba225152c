"""Images, audio and video: types, data URIs, the folders that are served, and what is in files.

`kinds` knows the types, `embedding` makes data URIs, `folders` decides which files may be served.
`facts` looks into files, `pictures` makes smaller pictures, `peaks` waveforms; they keep what they
made in `cache`. `app.media` answers requests with all of these.
"""

from .embedding import MAX_EMBEDDED_BYTES, embed_bytes, embed_file, explain_size
from .folders import (
    MEDIA_PREFIX,
    find_media,
    find_served,
    get_known_folders,
    is_media_url_of,
    make_media_url,
    normalize_suffixes,
    remember_folder,
    serve_file,
    serve_folder,
)
from .kinds import MIMETYPES, get_mimetype, is_media_type, read_mimetype, sniff_mimetype

__all__ = [
    "MAX_EMBEDDED_BYTES",
    "MEDIA_PREFIX",
    "MIMETYPES",
    "embed_bytes",
    "embed_file",
    "explain_size",
    "find_media",
    "find_served",
    "get_known_folders",
    "get_mimetype",
    "is_media_type",
    "is_media_url_of",
    "make_media_url",
    "normalize_suffixes",
    "read_mimetype",
    "remember_folder",
    "serve_file",
    "serve_folder",
    "sniff_mimetype",
]
