"""Reading and writing: files, lines, JSON, compression, media, web requests, and the loaders."""
