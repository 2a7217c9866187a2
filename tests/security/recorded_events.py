"""Events of the security log as the code records them, a row for each function that records some."""

import ast
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("articles", "newsroom")
LOG = "newsroom/security/log.py"
# Parameters of record() that are not facts.
COLUMNS = {"request", "user", "account", "account_name", "about", "once_within"}
KINDS = {"SecurityEventKind", "Kind"}


@dataclass
class Recorded:
    """An event: its kind, the names in a test of the objects concerned, and its facts."""

    kind: str
    about: str = ""
    account: str = ""
    facts: dict = field(default_factory=dict)


def event(kind, *, about="", account="", **facts):
    return Recorded(kind, about, account, facts)


def exported(**facts):
    return event("exported", format="CSV", count=3, **facts)


ALL = "every field of the model"
MORE = {"groups": ["Reporters", "Readers"], "permissions": ["articles.publish_en", "gone.view_gone"]}
MORE |= {"marks": ["is_staff", "is_active"], "left": ["Interns"]}
OF_GROUP = {"about": "group", "group": "Readers", "permissions": ["articles.publish_en"]}
WAS = {"first_name": "Bora", "gone": "Testman"}
CONSENT = {"engine": "DeepL", "country": "DE", "language": "ko"}
SITES = {
    "newsroom/accounts/backend.py:end_sessions": [event("session_ended", account="user", sessions=2)],
    "newsroom/accounts/mail.py:invite": [event("invited", account="user")],
    "newsroom/accounts/management/commands/first_administrator.py:handle": [event("invited", account="user")],
    "newsroom/accounts/views.py:invitation": [event("joined", account="user")],
    "newsroom/accounts/adapters.py:pre_authenticate": [
        event("login_locked"),
        event("login_locked", account="user"),
    ],
    "newsroom/claims/decisions.py:record_claim": [event("claim", about="claim", step="recorded")],
    "newsroom/claims/decisions.py:set_claim_dates": [
        event("claim", about="claim", step="dates", days={"received_on": "2026-03-01", "learned_on": ""})
    ],
    "newsroom/claims/decisions.py:hold_story": [event("claim", about="claim", step="held")],
    "newsroom/claims/decisions.py:release_story": [event("claim", about="claim", step="released")],
    "newsroom/claims/decisions.py:close_locked": [
        event("claim", about="claim", step=step) for step in ("settled", "published")
    ],
    "newsroom/claims/decisions.py:_decide": [
        event("claim", about="claim", step=step) for step in ("accepted", "refused")
    ],
    "newsroom/claims/decisions.py:record_step": [event("claim", about="claim", step="withdrawn")],
    "newsroom/claims/decisions.py:end_statement": [event("claim", about="claim", step="shortened")],
    "newsroom/claims/evidence.py:evidence_of": [exported(about="article", what="evidence")],
    "newsroom/confidential/admin.py:note": [
        event("source_viewed", about="source", story=1),
        event("story_viewed", about="restricted"),
    ],
    "newsroom/confidential/admin.py:render_change_form": [event("source_viewed", about="source", story=1)],
    "newsroom/confidential/admin.py:save_model": [
        event("source_added", about="source", story=1, fields=ALL),
        event("source_changed", about="source", story=1, fields=ALL),
        event("story_restricted", about="restricted", fields=ALL),
        event("story_changed", about="restricted", fields=ALL),
    ],
    "newsroom/confidential/admin.py:delete_model": [
        event("source_deleted", about="source", story=1),
        event("story_deleted", about="restricted"),
    ],
    "newsroom/confidential/admin.py:response_change": [event("story_released", about="article")],
    "newsroom/confidential/custody.py:pass_on_confidential": [
        event("source_changed", about="source", account="user", fields=["held_by"]),
        event("story_changed", about="restricted", account="user", fields=["held_by"]),
    ],
    "newsroom/confidential/hand_over.py:ask_hand_over": [
        event("custody_requested", account="user", request_id=1, to="kim")
    ],
    "newsroom/confidential/hand_over.py:hand_over_on_server": [
        event("custody_on_server", account="user", to="kim", count=2, reason="One manager")
    ],
    "newsroom/diary/feed.py:_record_address": [
        event("exported", what="calendar", step=f"address_{step}") for step in ("made", "renewed", "ended")
    ],
    "newsroom/interchange/admin.py:export_glossary": [exported(what="glossary")],
    "newsroom/interchange/admin.py:export_memory": [exported(what="memory")],
    "newsroom/interchange/management/commands/export_glossary.py:handle": [exported(what="glossary")],
    "newsroom/interchange/management/commands/export_memory.py:handle": [exported(what="memory")],
    "newsroom/interchange/management/commands/export_xliff.py:handle": [
        exported(what="translations", stories=[1])
    ],
    "newsroom/interchange/xliff/views.py:_send_file": [exported(what="translations", stories=[1, 2])],
    "newsroom/machine_translation/consent.py:_record_consent": [
        event("machine_consent", story=1, step=step, **CONSENT) for step in ("consented", "consent_withdrawn")
    ],
    "newsroom/newsletters/admin.py:export_view": [exported(what="newsletter address")],
    "newsroom/newsletters/management/commands/export_newsletter_address.py:handle": [
        exported(what="newsletter address")
    ],
    "newsroom/newsletters/management/commands/export_subscriptions.py:handle": [
        exported(what="newsletter subscriptions")
    ],
    "newsroom/operations/management/commands/release.py:decide": [
        event("plan_confirmed", about="edition"),
        event("plan_dropped", about="edition"),
    ],
    "newsroom/operations/management/commands/release.py:release": [event("copy_released")],
    "newsroom/pageviews/admin.py:csv_response": [exported(what="readership", stories=[1])],
    "newsroom/previews.py:shared_preview": [event("preview_opened", about="link")],
    "newsroom/redirects/exchange.py:export_redirects": [exported(what="redirects")],
    "newsroom/redirects/management/commands/export_redirects.py:handle": [exported(what="redirects")],
    "newsroom/security/log.py:process_response": [
        event("refused", method="GET", page="/admin/articles/article/<path:object_id>/change/", object="7")
    ],
    "newsroom/security/permission_requests.py:ask_or_give": [
        event("requested", account="user", request_id=1, **MORE),
        event("requested", request_id=1, **OF_GROUP),
        event("changed_alone", account="user", **MORE),
    ],
    "newsroom/security/decisions.py:close_request": [
        event(kind, account="user", request_id=1, **MORE)
        for kind in ("confirmed", "rejected", "request_withdrawn")
    ]
    + [
        event(kind, account="user", request_id=1, to="kim")
        for kind in ("custody_confirmed", "custody_rejected", "custody_withdrawn")
    ],
    "newsroom/security/receivers.py:note_login": [event("login", account="user")],
    "newsroom/security/receivers.py:note_logout": [event("logout", account="user")],
    "newsroom/security/receivers.py:note_failed_login": [event("login_failed")],
    "newsroom/security/receivers.py:record_attempt": [event("login_failed", account="user")],
    "newsroom/security/receivers.py:note_account": [
        event("account_created", account="user", marks=["is_superuser"]),
        event("account_changed", account="user", fields=ALL, was=WAS),
        *(
            event(kind, account="user")
            for kind in (
                *("deactivated", "reactivated", "staff_given", "staff_ended"),
                *("superuser_given", "superuser_ended", "password_changed", "password_reset"),
            )
        ),
    ],
    "newsroom/security/receivers.py:note_deleted_account": [event("account_deleted")],
    "newsroom/security/receivers.py:note_deleted_group": [
        event("group_deleted", about="group", group="Readers", members=["dana", "kim"])
    ],
    "newsroom/security/receivers.py:note_membership": [
        event("groups_added", account="user", groups=["Reporters"]),
        event("groups_removed", account="user", groups=["Reporters"]),
    ],
    "newsroom/security/receivers.py:note_permissions": [
        event("given", **OF_GROUP),
        event("withdrawn", account="user", permissions=["gone.view_gone"]),
    ],
    "newsroom/security/receivers.py:note_factor": [
        event("factor_added", account="user", factor="totp"),
        event("recovery_codes", account="user", factor="recovery_codes"),
    ],
    "newsroom/security/receivers.py:note_removed_factor": [
        event("factor_removed", account="user", factor="webauthn")
    ],
    "newsroom/security/receivers.py:note_refused_factor": [
        event("login_failed", account="user", factor="totp")
    ],
    "newsroom/security/receivers.py:note_preview_link": [
        event("preview_created", about="link", until="2026-03-09T09:00:00+00:00")
    ],
}


@dataclass
class Site:
    """A function that records events: the kinds and the facts in its code."""

    kinds: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)


def recording_functions(sources: dict[str, str] | None = None) -> dict[str, Site]:
    """Return {"path:function": Site} of all functions that record events, also through another function.

    Code of a module outside functions counts as a function called "module".

    sources  {path: code}; by default of the project
    """
    trees = {path: ast.parse(code) for path, code in (sources or project_code()).items()}
    functions = [
        (path, node) for path, tree in trees.items() for node in [*functions_in(tree), rest_of(tree)]
    ]
    recorders = {("record", LOG), ("record_export", LOG)}
    names = {path: names_of(recorders, path, tree) for path, tree in trees.items()}
    recorders |= {
        (function.name, path)
        for path, function in functions
        if any(is_passed_on(call, function) for call in calls_of(*names[path], function))
    }
    names = {path: names_of(recorders, path, tree) for path, tree in trees.items()}
    found = {}
    for path, function in functions:
        calls = calls_of(*names[path], function)
        if calls and path + function.name != LOG + "record_export":
            found[f"{path}:{function.name}"] = Site(kinds_in(function), facts_in(calls))
    return found


def project_code():
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return {
        path.relative_to(ROOT).as_posix(): path.read_text()
        for path in paths
        if "migrations" not in path.parts
    }


def functions_in(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def rest_of(tree):
    """Return a function with the calls of a module that are outside its functions."""
    inner = {id(node) for function in functions_in(tree) for node in ast.walk(function)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and id(node) not in inner]
    rest = ast.parse("def module(): pass").body[0]
    rest.body = [ast.Expr(call) for call in calls]
    return rest


def names_of(recorders, path, tree):
    """Return the names of recorders in a module, and its names for the module of the log."""
    known = {name for name, home in recorders if home == path}
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            home = f"{node.module.replace('.', '/')}.py"
            known |= {alias.asname or alias.name for alias in node.names if (alias.name, home) in recorders}
            inner = {f"{home.removesuffix('.py')}/{alias.name}.py": alias for alias in node.names}
            modules |= {inner[LOG].asname or inner[LOG].name} if LOG in inner else set()
        elif isinstance(node, ast.Import):
            names = {f"{alias.name.replace('.', '/')}.py": alias for alias in node.names}
            modules |= {names[LOG].asname or names[LOG].name} if LOG in names else set()
    return known, modules


def calls_of(known, modules, function):
    """Return the calls of recorders in a function, by the names that its module has for them."""
    if not (known or modules):
        return []
    called = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return [call for call in called if is_call_of(call, known, modules)]


def is_call_of(call, known, modules):
    """Return whether a call names a known function, or record() of the module of the log."""
    name = ast.unparse(call.func)
    module, _dot, last = name.rpartition(".")
    return (name in known or (module == "self" and last in known)) or (
        module in modules and last.startswith("record")
    )


def is_passed_on(call, function):
    """Return whether a function passes on its own kind or facts, so that its callers record too."""
    parameters = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
    more = function.args.kwarg.arg if function.args.kwarg else None
    kind = call.args[0] if call.args else None
    is_own_kind = isinstance(kind, ast.Name) and kind.id in parameters
    passed = [one.value for one in call.keywords if one.arg is None]
    return is_own_kind or any(isinstance(one, ast.Name) and one.id == more for one in passed)


def kinds_in(function):
    nodes = [node for node in ast.walk(function) if isinstance(node, ast.Attribute)]
    return {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id in KINDS}


def facts_in(calls):
    return {one.arg for call in calls for one in call.keywords if one.arg} - COLUMNS - {"by"}
