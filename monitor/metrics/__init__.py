"""What a monitoring system reads of the daemon: Prometheus' text format, in a file. I/O."""

from monitor.metrics.exposition import Activity, render
from monitor.metrics.file import write_metrics

__all__ = ["Activity", "render", "write_metrics"]
