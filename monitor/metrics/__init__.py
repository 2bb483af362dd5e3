"""What a monitoring system reads of the daemon: Prometheus' text format, in a file. I/O."""

from monitor.metrics.exposition import Activity, render
from monitor.metrics.file import write_metrics
from monitor.metrics.meter import Meter

__all__ = ["Activity", "Meter", "render", "write_metrics"]
