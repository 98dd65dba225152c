__title__ = "prodigy"
# The first two numbers name the generation of the recipe API that this package follows, so that
# version checks in third-party recipes take the right branch.
__version__ = "1.18.0"
__summary__ = "A scriptable, local-first annotation tool for machine learning"
