"""Error reports to Sentry, or a server with the same protocol, where SENTRY_DSN is set.

A report contains the traceback and the request facts of the JSON log. It never contains bodies, headers,
query strings, addresses, local variables, SQL statements or values quoted by database errors.
"""

from django.core.exceptions import ImproperlyConfigured

from newsroom.logs import OMITTED, request_facts, safe_message, safe_texts

# Allow-list of report parts without personal data. Parts that later versions add stay excluded.
KEPT = {
    *("event_id", "timestamp", "level", "logger", "platform", "transaction", "transaction_info"),
    *("exception", "logentry", "release", "environment", "server_name", "sdk", "contexts", "modules"),
}
CONTEXTS = {"runtime", "trace"}
STEP = {"filename", "abs_path", "module", "function", "lineno", "in_app", "context_line"}


def start_error_reports(dsn: str) -> None:
    """Start error reporting in this process. Raise ImproperlyConfigured if sentry-sdk is not installed."""
    try:
        import sentry_sdk
        from sentry_sdk.integrations import atexit, dedupe, excepthook, logging
    except ImportError:
        raise ImproperlyConfigured("SENTRY_DSN is set: run “pip install sentry-sdk”, or remove it.") from None
    sentry_sdk.init(
        dsn=dsn,
        before_send=strip_report,  # type: ignore[arg-type]  # an event is a dict
        # The Django and WSGI integrations wrap the handler's responses, which the page cache keeps.
        # They are not needed: Django logs each request error, and log records are reported.
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
        max_breadcrumbs=0,  # breadcrumbs contain SQL statements and log lines
    )


def strip_report(report: dict, hint: dict) -> dict:
    """Return the report without personal data and database values."""
    kept = {name: value for name, value in report.items() if name in KEPT}
    if "contexts" in kept:
        kept["contexts"] = {name: context for name, context in kept["contexts"].items() if name in CONTEXTS}
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
    """Return the exceptions of a report with safe messages, and tracebacks without local variables."""
    texts = {}
    for kind, text in safe_texts(error) if error is not None else ():
        texts.setdefault(kind.__name__, []).append(text)
    return [strip_exception(value, texts) for value in values]


def strip_exception(value, texts):
    kind = value.get("type") or ""
    stripped = {name: value[name] for name in ("type", "module", "mechanism") if value.get(name)}
    stripped["value"] = "; ".join(texts.get(kind, [OMITTED]))
    steps = (value.get("stacktrace") or {}).get("frames") or []
    frames = [{name: fact for name, fact in step.items() if name in STEP} for step in steps]
    return stripped | {"stacktrace": {"frames": frames}}
