"""What can be seen from outside: structured logs, Prometheus metrics, OpenTelemetry traces.

A log line says what happened, with ids, and never holds the content of a talk, an answer or an
address.
"""

import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import structlog
from opentelemetry import propagate, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind
from prometheus_client import Counter, Gauge, Histogram

HTTP_SECONDS = Histogram(
    "redthread_http_seconds", "Time to answer a request", ["method", "route", "status"]
)
PUBLISHED = Counter("redthread_events_published", "Events that Kafka acknowledged", ["topic"])
CONSUMED = Counter("redthread_events_consumed", "Events handled", ["subscription", "type"])
PARKED = Counter("redthread_events_parked", "Records sent to a dead-letter topic", ["topic"])
UNKNOWN = Counter("redthread_events_unknown", "Events of a type without a handler", ["type"])
OUTBOX_AGE = Gauge(
    "redthread_outbox_oldest_seconds", "Age of the oldest event that is not sent", ["collection"]
)
JOB_DONE = Counter("redthread_job_done", "Things that a job has done", ["job"])

_tracer = trace.get_tracer("redthread")
_exporting = False


def configure(service: str, *, log_level: str, otlp_endpoint: str | None) -> None:
    """Set up logs and traces for this process."""
    logging.basicConfig(
        level=log_level, stream=sys.stdout, format="%(name)s %(message)s", force=True
    )
    # Libraries say a lot at INFO that our own lines say better.
    for noisy in ("aiokafka", "pymongo", "faststream", "uvicorn.access", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Without the values of variables: they hold what people wrote.
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=12)
            ),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(log_level)),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    if otlp_endpoint:
        global _exporting  # noqa: PLW0603 - one process, one telemetry
        _exporting = True
        provider = TracerProvider(resource=Resource.create({"service.name": service}))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=otlp_endpoint)))
        trace.set_tracer_provider(provider)


def is_tracing() -> bool:
    """Whether traces go anywhere."""
    return _exporting


def traceparent() -> str | None:
    """The W3C trace context of what is going on now, to carry along; None when not traced."""
    if not _exporting or not trace.get_current_span().get_span_context().is_valid:
        return None
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier.get("traceparent")


@contextmanager
def span(
    name: str, *, kind: SpanKind = SpanKind.INTERNAL, parent: str | None = None
) -> Iterator[Span]:
    """A traced piece of work, under the trace context `parent` where one is given."""
    context = propagate.extract({"traceparent": parent}) if parent else None
    with _tracer.start_as_current_span(name, context=context, kind=kind) as current:
        yield current


def trace_headers(existing: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """HTTP headers for a call to another service."""
    headers = dict(existing)
    if parent := traceparent():
        headers["traceparent"] = parent
    return headers
