"""What this process counts for Prometheus; requests by route template, never by path."""

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]  # two more series for each of ours, and nobody asks for them
REGISTRY = CollectorRegistry()
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

REQUESTS = Counter("jishi_http_requests_total", "Requests answered.", ["method", "route", "status"], registry=REGISTRY)
REQUEST_SECONDS = Histogram(
    "jishi_http_request_seconds", "Seconds to answer.", ["method", "route"], buckets=_BUCKETS, registry=REGISTRY
)
