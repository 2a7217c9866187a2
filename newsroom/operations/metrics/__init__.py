"""Metrics for Prometheus, kept only where METRICS_TOKEN is set."""
