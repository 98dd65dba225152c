"""Arguments of recipes: how they are declared, converted and parsed.

`declared` reads signatures and descriptions, `converters` turns texts into values, `parser` builds
the command line from both, `shared` has the arguments that several recipes have in common.
"""
