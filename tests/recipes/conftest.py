"""Pipelines for the tests of recipes that use a model."""

from tests.pipelines import own_pipeline, pipeline_path, trained

__all__ = ["own_pipeline", "pipeline_path", "trained"]
