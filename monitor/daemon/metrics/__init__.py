"""What a monitoring system reads of the daemon: Prometheus' text format, in a file. I/O."""

from monitor.daemon.metrics.exposition import Activity, render
from monitor.daemon.metrics.file import write_metrics
from monitor.daemon.metrics.meter import Meter

__all__ = ["Activity", "Meter", "render", "write_metrics"]
