"""OpenTelemetry traces, a span a request: only where an endpoint is configured, and nothing is imported elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from precept.settings import Settings, SettingsRefused


class Tracer:
    """Writes finished spans; each continues the trace that the caller's `traceparent` names."""

    def __init__(self, provider: Any) -> None:  # noqa: ANN401 - a TracerProvider: not everyone has its package
        """Hold OpenTelemetry's own provider of tracers."""
        from opentelemetry.trace import SpanKind, Status, StatusCode  # noqa: PLC0415
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415

        self.provider = provider
        self._tracer = provider.get_tracer("precept")
        self._continued = TraceContextTextMapPropagator().extract
        self._server = SpanKind.SERVER
        self._failed = Status(StatusCode.ERROR)

    def record(
        self, name: str, *, traceparent: str, began: int, ended: int, attributes: Mapping[str, str | int]
    ) -> None:
        """Write one span that is over; `began` and `ended` are nanoseconds of the epoch."""
        context = self._continued({"traceparent": traceparent}) if traceparent else None
        span = self._tracer.start_span(
            name, context=context, kind=self._server, attributes=attributes, start_time=began
        )
        if int(attributes["http.response.status_code"]) >= 500:  # noqa: PLR2004
            span.set_status(self._failed)
        span.end(end_time=ended)


def tracer_of(settings: Settings) -> Tracer | None:
    """The tracer that the settings ask for; SettingsRefused where its packages are not installed."""
    if settings.traces_endpoint is None:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as missing:
        raise SettingsRefused("PRECEPT_TRACES_ENDPOINT is set: install precept[otel].") from missing
    provider = TracerProvider(resource=Resource.create({"service.name": "precept"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=settings.traces_endpoint)))
    return Tracer(provider)
