"""Figures for Prometheus and what reads its format: GET /metrics, if the setting "metrics" is on.

Labels have few values: methods, templates of paths and status codes, never names of people.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .. import reporting
from ..engine.learning import on_update
from ..errors import ConfigError
from .requests import RequestFacts

if TYPE_CHECKING:
    from ..core import Controller

SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
UPDATE_SECONDS = (0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counts what a server does.

    ctrl (Controller): The controller.
    RAISES (ConfigError): The package is missing.
    """

    def __init__(self, ctrl: Controller) -> None:
        try:
            import prometheus_client as prometheus
        except ImportError as err:
            raise ConfigError(
                'The setting "metrics" needs the package prometheus-client',
                "Install it with: pip install 'prodigy[metrics]'",
            ) from err
        self.ctrl = ctrl
        self._format = prometheus.generate_latest
        self._registry = registry = prometheus.CollectorRegistry()
        labels = ("method", "path", "status")
        self._requests = prometheus.Counter(
            "prodigy_requests", "Requests that were answered", labels, registry=registry
        )
        self._seconds = prometheus.Histogram(
            "prodigy_request_seconds",
            "Time until a request was answered",
            ("path",),
            buckets=SECONDS,
            registry=registry,
        )
        self._answers = prometheus.Counter(
            "prodigy_answers_stored", "Answers that were stored", registry=registry
        )
        self._tasks = prometheus.Counter(
            "prodigy_tasks_handed_out", "Tasks handed out, repetitions included", registry=registry
        )
        self._updates = prometheus.Histogram(
            "prodigy_update_seconds",
            "Time that the recipe took to learn from a batch",
            ("result",),
            buckets=UPDATE_SECONDS,
            registry=registry,
        )
        registry.register(_Gauges(ctrl))
        on_update.append(self._note_update)

    def _note_update(self, owner: Any, seconds: float, is_good: bool) -> None:
        if owner is self.ctrl:
            self._updates.labels("ok" if is_good else "failed").observe(seconds)

    def note(self, facts: RequestFacts) -> None:
        """Count a request that was answered."""
        self._requests.labels(facts.method, facts.path, str(facts.status)).inc()
        self._seconds.labels(facts.path).observe(facts.seconds)
        self._answers.inc(facts.counts.get("answers", 0))
        self._tasks.inc(facts.counts.get("tasks", 0))

    def format(self) -> bytes:
        """RETURNS (bytes): All figures in the text format of Prometheus."""
        return self._format(self._registry)

    def close(self) -> None:
        """Stop counting updates."""
        if self._note_update in on_update:
            on_update.remove(self._note_update)


class _Gauges:
    """How things stand at the moment somebody asks."""

    def __init__(self, ctrl: Controller) -> None:
        self._ctrl = ctrl

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        ctrl = self._ctrl
        names = ctrl.queues.names()
        figures = {
            "queue_tasks": ("Tasks that wait in queues", sum(map(ctrl.queues.size, names))),
            "open_tasks": (
                "Tasks that were handed out and not answered",
                sum(map(ctrl.queues.count_open, names)),
            ),
            "sessions": ("Sessions of this run", len(ctrl.sessions)),
            "stream_exhausted": ("1 if the stream has ended", int(ctrl.feed.is_exhausted)),
            "stream_failed": ("1 if the stream has failed", int(ctrl.feed.error is not None)),
            "recipe_busy_seconds": (
                "How long the recipe has been busy with what it does now",
                ctrl.thread.busy_seconds,
            ),
        }
        for name, (what, value) in figures.items():
            yield GaugeMetricFamily(f"prodigy_{name}", what, value=value)
        what = "Errors of recipes and requests that were reported in the terminal"
        yield CounterMetricFamily("prodigy_errors", what, value=reporting.count_reported())
