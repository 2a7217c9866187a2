"""Configuration of gunicorn: `gunicorn --config python:newsroom.gunicorn_config newsroom.wsgi`.

Whatever the command line says goes before. The site and the analyzer of Korean are loaded once, before the
workers part, which then share their memory.
"""

import gc
import os
import shutil
import tempfile

from gunicorn.glogging import Logger

from articles.text.korean.morphemes import load_analyzer
from newsroom.environment import DEFAULT_BIND, Environment, is_bind
from newsroom.logs import FORMATTERS, Formatter

env = Environment()
bind = env.str("BIND", default=DEFAULT_BIND, validate=is_bind)
env.seal()

# BEHIND_PROXY alone decides whether X-Forwarded-Proto counts: gunicorn would believe it of everybody who
# comes from this machine or through a unix socket, and let headers replace the path.
secure_scheme_headers = {}
forwarder_headers = ""
# Its default place belongs to the account, so that two newsrooms of one account would share it.
control_socket_disable = True

worker_class = "gthread"
workers = 2
threads = 4
preload_app = True


class ErrorLogger(Logger):
    """Logs errors of the server without the values that the database quotes."""

    def setup(self, cfg):
        super().setup(cfg)
        formatter = FORMATTERS.get(os.environ.get("LOG_FORMAT", "").strip(), Formatter)
        for handler in self.error_log.handlers:
            handler.setFormatter(formatter(self.error_fmt, self.datefmt))


logger_class = ErrorLogger


# Metrics of all workers are in files of one folder; prometheus_client must know it before it is imported.
COUNTS = bool(os.environ.get("METRICS_TOKEN", "").strip())
OWN_FOLDER = tempfile.mkdtemp(prefix="newsroom-metrics-") if COUNTS else ""
if COUNTS:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = OWN_FOLDER


def post_worker_init(worker):
    if COUNTS:
        from newsroom.operations.metrics import start_reporting

        start_reporting()


def worker_exit(server, worker):
    if COUNTS:
        from newsroom.operations.metrics import report_figures

        report_figures()


def on_exit(server):
    if OWN_FOLDER:
        shutil.rmtree(OWN_FOLDER, ignore_errors=True)


def on_starting(server):
    load_analyzer()
    if os.environ.get("MEDIA_BUCKET", "").strip():
        import articles.media.bucket  # noqa: F401  (and with it the client of object storage, some 40 MB)
    # What is there by now stays: workers need not look through it for garbage, and so go on sharing it.
    gc.collect()
    gc.freeze()
