"""Generated references: what functions, requests and interfaces say of themselves, as pages."""
