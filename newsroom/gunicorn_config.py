"""Configuration of gunicorn: `gunicorn --config python:newsroom.gunicorn_config newsroom.wsgi`.

Command line options take precedence. The site and the Korean analyzer are loaded once, before the workers
fork, so that the workers share their memory.
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

# Only BEHIND_PROXY decides whether X-Forwarded-Proto is trusted. By default, gunicorn would trust it from
# every client on this machine or on a unix socket, and would let headers replace the path.
secure_scheme_headers = {}
forwarder_headers = ""
# The default path of the control socket depends on the system user: two newsrooms of one user would share it.
control_socket_disable = True

worker_class = "gthread"
workers = 2
threads = 4
preload_app = True


class ErrorLogger(Logger):
    """Logger of server errors in the format LOG_FORMAT, without values quoted by the database."""

    def setup(self, cfg):
        super().setup(cfg)
        formatter = FORMATTERS.get(os.environ.get("LOG_FORMAT", "").strip(), Formatter)
        for handler in self.error_log.handlers:
            handler.setFormatter(formatter(self.error_fmt, self.datefmt))


logger_class = ErrorLogger


# All workers write metrics to files in one folder. The variable must be set before prometheus_client is
# imported.
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
        import articles.media.bucket  # noqa: F401  (preloads the client of object storage, about 40 MB)
    # Freeze existing objects: the workers' garbage collectors skip them, and the memory stays shared.
    gc.collect()
    gc.freeze()
