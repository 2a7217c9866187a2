"""Errors reported to Sentry, or to a server that speaks its protocol, where SENTRY_DSN is set.

A report has the traceback and what the JSON log tells of a request. Bodies, headers, queries, addresses,
local variables, statements and the values that a database quotes stay here.
"""

from django.core.exceptions import ImproperlyConfigured

from newsroom.logs import OMITTED, request_facts, safe_message, safe_texts

# Parts of a report that say nothing of people. All others are left out, also those of later versions.
KEPT = {
    *("event_id", "timestamp", "level", "logger", "platform", "transaction", "transaction_info"),
    *("exception", "logentry", "release", "environment", "server_name", "sdk", "contexts", "modules"),
}
CONTEXTS = {"runtime", "trace"}
STEP = {"filename", "abs_path", "module", "function", "lineno", "in_app", "context_line"}


def start_error_reports(dsn: str) -> None:
    """Let this process report its errors. Raise ImproperlyConfigured if sentry-sdk is not installed."""
    try:
        import sentry_sdk
        from sentry_sdk.integrations import atexit, dedupe, excepthook, logging
    except ImportError:
        raise ImproperlyConfigured("SENTRY_DSN is set: run “pip install sentry-sdk”, or remove it.") from None
    sentry_sdk.init(
        dsn=dsn,
        before_send=strip_report,
        # Those for Django and WSGI wrap the answers of the handler, which the page cache keeps. Django logs
        # each error of a request, and the log is reported.
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            logging.LoggingIntegration(level=None),
            excepthook.ExcepthookIntegration(),
            atexit.AtexitIntegration(),
            dedupe.DedupeIntegration(),
        ],
        auto_session_tracking=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,  # they hold statements and lines of the log
    )


def strip_report(report: dict, hint: dict) -> dict:
    """Return a report that holds no personal data and no values of the database."""
    kept = {name: value for name, value in report.items() if name in KEPT}
    if "contexts" in kept:
        kept["contexts"] = {name: one for name, one in kept["contexts"].items() if name in CONTEXTS}
    if "log_record" in hint:
        kept["logentry"] = {"message": safe_message(hint["log_record"])}
    else:
        kept.pop("logentry", None)
    if "exception" in kept:
        error = (hint.get("exc_info") or (None, None, None))[1]
        kept["exception"] = {"values": strip_exceptions(kept["exception"].get("values") or [], error)}
    facts = request_facts()
    if number := facts.pop("user", None):
        kept["user"] = {"id": str(number)}
    return kept | {"tags": facts}


def strip_exceptions(values: list[dict], error: BaseException | None) -> list[dict]:
    """Return exceptions of a report with safe messages and bare tracebacks."""
    texts = {}
    for kind, text in safe_texts(error) if error is not None else ():
        texts.setdefault(kind.__name__, []).append(text)
    return [strip_exception(value, texts) for value in values]


def strip_exception(value, texts):
    kind = value.get("type") or ""
    found = {name: value[name] for name in ("type", "module", "mechanism") if value.get(name)}
    found["value"] = "; ".join(texts.get(kind, [OMITTED]))
    steps = (value.get("stacktrace") or {}).get("frames") or []
    frames = [{name: one for name, one in step.items() if name in STEP} for step in steps]
    return found | {"stacktrace": {"frames": frames}}
