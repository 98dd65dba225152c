"""What runs behind the server: the recipe thread, the feed of tasks, the desk for answers, storage.

Recipes import nothing from here; `core.Controller` wires these parts together.
"""
