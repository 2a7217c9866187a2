"""The modules that each part of the project may import, as ARCHITECTURE.md maps them."""

# Each zone may import itself. A module belongs to the longest zone that contains it.
TEXT = {"articles.text", "articles.body", "articles.refusals", "articles.annotations"}
MODELS = {"articles.models", "articles.clock", *TEXT}
PREFLIGHT = {
    *("articles.checks.registry", "articles.checks.context", "articles.previews"),
    *("articles.translations.freshness", *MODELS),
}
# Records of a translation that each save writes are below saving; actions on a segment are above it.
SAVING = {"articles.events.log", "articles.checks", *PREFLIGHT}
WORKFLOW = {"articles.workflow", "articles.translations", *SAVING}
PUBLISHING = {"articles.publishing", *WORKFLOW}
FRONTPAGE = {f"newsroom.frontpage.{name}" for name in ("models", "placements", "placement_session")}
SUBSCRIPTIONS = {f"newsroom.newsletters.{name}" for name in ("models", "subscriptions")}
PUBLIC = {
    *("articles.compiled_queries", "articles.clock", "articles.models", "articles.previews"),
    *("newsroom.claims.models", "newsroom.middleware", "newsroom.converters", "newsroom.identity"),
    *(
        "newsroom.live.models",
        "newsroom.frontpage.layout",
        "newsroom.frontpage.models",
        "articles.media.renditions",
    ),
    *("articles.media.storage", "newsroom.pageviews", "newsroom.related", "newsroom.search", *TEXT),
    *(f"newsroom.redirects.{name}" for name in ("lookup", "models")),
    *("newsroom.advertising.models", *SUBSCRIPTIONS),
}
OPERATED = {f"newsroom.{name}" for name in ("notifications", "pagecache", "security", "machine_translation")}
MAY_IMPORT = {
    "articles": set(),  # the package's __init__, not its modules
    "articles.refusals": set(),
    "articles.annotations": {"newsroom.accounts"},  # for the type checker only
    "articles.text": set(),
    "articles.body": {"articles.annotations", "articles.text", "articles.refusals"},
    "articles.models": {"articles.clock", *TEXT},
    "articles.clock": set(),
    "articles.recently_used": set(),
    "articles.compiled_queries": set(),
    "articles.index_operations": set(),
    "articles.translation": MODELS,
    "articles.migrations": {
        *("articles.workflow.permissions", "articles.publishing.standing", "articles.index_operations"),
        *MODELS,
    },
    "articles.events": set(),
    "articles.events.log": MODELS,
    "articles.apps": {
        *("articles.events.log", "articles.checks", "articles.media.renditions", *MODELS),
        *("articles.publishing.verification", "articles.compiled_queries"),
    },
    "articles.publishing.standing": MODELS,
    "articles.publishing.verification": {"articles.events.consumers", *MODELS},
    "articles.previews": MODELS,
    "articles.translations.freshness": MODELS,
    "articles.checks.context": {"articles.previews", "articles.translations.freshness", *MODELS},
    "articles.checks.registry": {
        *("articles.checks.context", "articles.translations.freshness", "articles.recently_used", *MODELS),
    },
    "articles.checks": PREFLIGHT,
    "articles.events.consumers": MODELS,
    "newsroom.notifications": {
        *("articles.events.consumers", "articles.workflow", "articles.translations"),
        *("articles.events.log", "newsroom.security", *MODELS),
    },
    "newsroom.notifications.admin": {
        *("newsroom.notifications", "articles.events.consumers", "articles.admin", "articles.models"),
    },
    "newsroom.operations": {
        *("articles.events.consumers", "articles.models", "newsroom.frontpage.page_records", *OPERATED),
        *("newsroom.logs", "newsroom.confidential", "newsroom.search"),
        *("articles.clock", "articles.refusals", "newsroom.pageviews", "newsroom.story_lists"),
        *("newsroom.breaking_news", "newsroom.identity.font_subsets", "newsroom.newsletters", *SUBSCRIPTIONS),
        *("newsroom.live.models", "newsroom.accounts", "newsroom.middleware"),
    },
    "newsroom.operations.management.commands.release": {
        *("newsroom.operations", "newsroom.security", "newsroom.pagecache", "newsroom.frontpage.models"),
        *("newsroom.frontpage.placements", "newsroom.claims", "articles.publishing", *MODELS),
        *("articles.events.log", "articles.management.command_line"),
    },
    "newsroom.operations.backup": {
        *("newsroom.operations", "newsroom.interchange.transfer_files", "newsroom.settings"),
        *("newsroom.version", "newsroom.newsletters.models", "articles.media", *MODELS),
    },
    "newsroom.operations.management": {
        *("newsroom.operations", "newsroom.interchange.transfer_files", "newsroom.notifications"),
        *("newsroom.pagecache", "articles.events.consumers", "articles.models", "articles.clock"),
        *("articles.media.storage", "articles.refusals", "newsroom.logs"),
        "articles.management.command_line",
    },
    "newsroom.operations.installation": {
        *(f"newsroom.{name}" for name in ("operations", "environment", "logs", "accounts", "identity")),
        *("newsroom.notifications", "newsroom.demo", "newsroom.security", "articles.events.consumers"),
        *("newsroom.version", "articles.workflow.permissions", "articles.media.storage", *MODELS),
        "newsroom.newsletters.models",
    },
    "newsroom.operations.metrics": {
        *("newsroom.operations", "articles.events.consumers"),
        *("articles.clock", "newsroom.version", *OPERATED),
    },
    "newsroom.operations.admin": {
        *("newsroom.operations", "newsroom.notifications", "articles.admin", "articles.clock"),
        *("articles.events.consumers", "articles.models", "articles.workflow.permissions"),
        "articles.annotations",
    },
    "articles.workflow": SAVING,
    "articles.workflow.permissions": {"articles.annotations"},
    "articles.publishing": PUBLISHING,
    "articles.redaction": {
        *("articles.redaction.registry", "articles.media.pictures", "articles.media.renditions"),
        *("articles.publishing.standing", *WORKFLOW),
    },
    "articles.redaction.registry": MODELS,
    "articles.story_exceptions": {
        *("articles.events.log", "articles.workflow", "articles.checks.registry", *MODELS),
    },
    "articles.media": set(),
    "articles.media.storage": set(),
    "articles.media.downloads": set(),
    "articles.media.embed_facts": {"articles.media.downloads", "articles.media.pictures", *MODELS},
    "articles.media.file_metadata": {"articles.text", *MODELS},
    "articles.media.pictures": {"articles.media.file_metadata", "articles.media.storage", *MODELS},
    "articles.translations": {
        *("articles.workflow", "articles.events.log", *PREFLIGHT),
    },
    "articles.media.renditions": {"articles.events.consumers", "articles.redaction.registry", *MODELS},
    "articles.admin": {
        *("articles.story_exceptions", "articles.recently_used"),
        *("articles.media.renditions", "articles.media.pictures", "articles.media.embed_facts"),
        *("articles.events.consumers", "articles.redaction", *PUBLISHING),
    },
    "articles.management.command_line": MODELS,
    "articles.management": {
        *("articles.events.consumers", "articles.media.renditions", "articles.media.pictures"),
        *PUBLISHING,
    },
    "newsroom": set(),
    "newsroom.environment": set(),
    "newsroom.settings": {"newsroom.environment", "newsroom.formats"},
    **{f"newsroom.{name}": set() for name in ("version", "apps", "identity")},
    "newsroom.local": {"newsroom.demo", "articles.refusals"},
    "newsroom.identity.font_subsets": {
        *("newsroom.identity", "articles.recently_used", "articles.media.renditions"),
    },
    "newsroom.wsgi": {"newsroom.pagecache"},
    "newsroom.gunicorn_config": {
        "articles.media",
        *("articles.text", "newsroom.environment", "newsroom.logs", "newsroom.operations.metrics"),
    },
    "newsroom.logs": {"articles.refusals"},
    **{f"newsroom.{name}": set() for name in ("postgresql", "middleware", "formats")},
    "newsroom.static_files": {"newsroom.middleware"},
    "newsroom.frontpage": set(),
    "newsroom.frontpage.apps": {
        *("articles.events.log", "newsroom.frontpage.models", "newsroom.frontpage.page_records"),
        "newsroom.frontpage.placement_session",
    },
    "newsroom.frontpage.page_records": {
        *("newsroom.frontpage.layout", "newsroom.frontpage.models", "articles.events.consumers"),
        *MODELS,
    },
    "newsroom.frontpage.migrations": MODELS,
    "newsroom.frontpage.models": MODELS,
    "newsroom.frontpage.layout": {"newsroom.frontpage.models", "articles.compiled_queries", *MODELS},
    "newsroom.frontpage.placement_session": {
        *("articles.workflow.permissions", "articles.events.log", "newsroom.frontpage.models"),
        "articles.redaction.registry",
        *MODELS,
    },
    "newsroom.frontpage.placements": {
        *("newsroom.frontpage.placement_session", "newsroom.frontpage.models", "articles.events.log"),
        *MODELS,
    },
    **dict.fromkeys(
        [f"newsroom.frontpage.{name}" for name in ("admin", "edited_page", "forms", "overview")],
        {
            *("articles.admin", "articles.workflow.permissions", "newsroom.frontpage.layout"),
            *(f"newsroom.frontpage.{name}" for name in ("edited_page", "forms", "overview")),
            *FRONTPAGE,
            *MODELS,
        },
    ),
    "newsroom.breaking_news": {*FRONTPAGE, *PUBLISHING},
    **dict.fromkeys(
        [f"newsroom.breaking_news.{name}" for name in ("admin", "forms", "machine_drafts", "published")],
        {"newsroom.breaking_news", "articles.admin", *FRONTPAGE, *PUBLISHING},
    ),
    "newsroom.pageviews": MODELS,
    "newsroom.pageviews.admin": {
        *("newsroom.pageviews", "newsroom.security", "newsroom.interchange.text_files"),
        *("articles.admin", *MODELS),
    },
    "newsroom.security": {"articles.workflow.permissions", *MODELS},
    **dict.fromkeys(
        [f"newsroom.security.{name}" for name in ("admin", "request_screens")],
        {"newsroom.security", "articles.admin", *MODELS},
    ),
    "newsroom.security.event_facts": {
        *("newsroom.security", "articles.admin", "articles.checks.registry", *MODELS),
    },
    "newsroom.confidential": {"articles.body", "articles.translation", "newsroom.security", *MODELS},
    "newsroom.confidential.custody": {"newsroom.confidential", "newsroom.security", *WORKFLOW},
    "newsroom.confidential.admin": {"newsroom.confidential", "newsroom.security", "articles.admin", *MODELS},
    "newsroom.confidential.hand_over": {
        *("newsroom.confidential", "newsroom.security", "newsroom.accounts", "articles.refusals"),
        *("articles.workflow.permissions", *MODELS),
    },
    "newsroom.confidential.management": {
        *("newsroom.confidential", "newsroom.accounts", "articles.management.command_line"),
    },
    "newsroom.confidential.migrations": {"articles.workflow.permissions", "articles.body"},
    "newsroom.accounts.migrations": {"articles.workflow.permissions"},
    "newsroom.accounts": {
        *("newsroom.middleware", "newsroom.security", "articles.text", "newsroom.accounts.limits"),
        "articles.annotations",
    },
    "newsroom.accounts.attempt_stores": {"newsroom.accounts", "articles.clock"},
    "newsroom.accounts.limits": {
        *("newsroom.accounts.attempt_stores", "newsroom.security", "articles.recently_used"),
        "articles.refusals",
    },
    "newsroom.accounts.recovery": {
        *("newsroom.middleware", "newsroom.logs", "articles.refusals", "articles.media.storage"),
    },
    "newsroom.accounts.forms": {"newsroom.accounts", "newsroom.security", "articles.admin"},
    "newsroom.accounts.adapters": {
        *("newsroom.accounts", "newsroom.security", "articles.admin", "articles.models", "articles.text"),
    },
    "newsroom.accounts.account_actions": {
        *("newsroom.accounts", "newsroom.confidential", "newsroom.diary", "newsroom.security"),
        *("articles.workflow", "articles.models", "articles.refusals", "articles.annotations"),
    },
    "newsroom.accounts.admin": {
        *("newsroom.accounts", "newsroom.confidential", "newsroom.security", "articles.admin"),
    },
    "newsroom.claims": {
        *("newsroom.security", "articles.redaction.registry", "articles.story_exceptions", *PUBLISHING),
    },
    "newsroom.claims.models": MODELS,
    **dict.fromkeys(
        [f"newsroom.claims.{name}" for name in ("admin", "actions", "preview")],
        {"newsroom.claims", "articles.admin", *PUBLISHING},
    ),
    "newsroom.claims.evidence": {
        *("newsroom.claims", "newsroom.security", "newsroom.frontpage.page_records", "articles.admin"),
        *("newsroom.frontpage.models", "newsroom.live.models", "articles.publishing.verification", *MODELS),
    },
    "newsroom.diary": WORKFLOW,
    "newsroom.diary.feed": {"newsroom.diary", "newsroom.security", "articles.admin", *MODELS},
    "newsroom.diary.admin": {"newsroom.diary", "articles.admin", "articles.workflow.permissions", *MODELS},
    "newsroom.advertising": {
        *("articles.media.pictures", "articles.events.log", "newsroom.advertising.models", *MODELS),
        "articles.redaction.registry",
    },
    "newsroom.advertising.models": MODELS,
    "newsroom.advertising.admin": {
        *("newsroom.advertising", "articles.media.pictures", "articles.admin", *MODELS),
    },
    "newsroom.live": {
        *("articles.events.log", "articles.redaction.registry", "articles.workflow.permissions", *MODELS),
    },
    "newsroom.live.models": MODELS,
    **dict.fromkeys(
        [f"newsroom.live.{name}" for name in ("admin", "desk", "forms")],
        {
            *("newsroom.live", "newsroom.converters", "articles.admin", "articles.workflow", *MODELS),
            "articles.media.pictures",
        },
    ),
    "newsroom.newsletters": {
        *("newsroom.frontpage.layout", "articles.workflow.permissions", *SUBSCRIPTIONS, *MODELS),
        "articles.media.renditions",
    },
    "newsroom.newsletters.models": MODELS,
    "newsroom.newsletters.subscriptions": {"newsroom.newsletters.models", *MODELS},
    "newsroom.newsletters.management": {
        *("newsroom.newsletters", "newsroom.security", "articles.management.command_line", *SUBSCRIPTIONS),
    },
    "newsroom.newsletters.management.commands.read_bounces": {
        *("newsroom.newsletters", "articles.clock", *SUBSCRIPTIONS),
    },
    **dict.fromkeys(
        [f"newsroom.newsletters.{name}" for name in ("admin", "issue_page")],
        {"newsroom.newsletters", "newsroom.security", "articles.admin", *SUBSCRIPTIONS, *MODELS},
    ),
    "newsroom.story_lists": {"articles.admin", "newsroom.converters", *WORKFLOW},
    "newsroom.redirects": {"articles.events.log", *MODELS},
    "newsroom.redirects.models": MODELS,
    "newsroom.redirects.lookup": {"newsroom.redirects", "newsroom.pageviews", "newsroom.middleware"},
    "newsroom.redirects.exchange": {
        *("newsroom.redirects", "newsroom.security", "newsroom.interchange.text_files"),
    },
    "newsroom.redirects.management": {
        *("newsroom.redirects", "newsroom.interchange.text_files", "newsroom.security"),
        "articles.management.command_line",
    },
    "newsroom.redirects.admin": {
        *("newsroom.redirects", "articles.admin", "articles.events.log", *MODELS),
    },
    "newsroom.demo": {
        *("newsroom.notifications", "newsroom.diary", "articles.media.pictures", *FRONTPAGE, *PUBLISHING),
        *("newsroom.advertising", "newsroom.live"),
    },
    # Pages name what they show. Changes come from the log and from results computed in advance.
    "newsroom.pagecache.addresses": set(),
    "newsroom.pagecache.page_keys": set(),
    "newsroom.pagecache.kept_parts": {"newsroom.pagecache", "articles.recently_used"},
    "newsroom.pagecache": {
        "articles.recently_used",
        *("articles.clock", "articles.models", "newsroom.middleware", "newsroom.frontpage.models"),
        *("newsroom.pageviews", "newsroom.related", "articles.events.consumers", "newsroom.claims.models"),
        "newsroom.advertising.models",
    },
    "newsroom.public": {
        *(f"newsroom.pagecache.{name}" for name in ("addresses", "page_keys", "kept_parts")),
        *PUBLIC,
        *("newsroom.accounts.recovery", "newsroom.accounts.limits"),
    },
    "newsroom.search.statements": {"newsroom.search", "articles.compiled_queries", *MODELS},
    "newsroom.search": {
        *("articles.events.consumers", "articles.redaction.registry", "newsroom.live.models", *MODELS),
    },
    "newsroom.story_search": {
        *("newsroom.search", "articles.admin", "articles.management.command_line", *WORKFLOW),
        *("articles.events.consumers", "articles.redaction.registry"),
    },
    "newsroom.related": {
        *("articles.events.consumers", "articles.redaction.registry", "articles.story_exceptions"),
        *("articles.models", *TEXT),
    },
    # The evaluation publishes stories of its own, in a database of its own.
    "newsroom.search.management.commands.evaluate_search": {"newsroom.search", *PUBLISHING},
    "newsroom.search.management": {"newsroom.search", "articles.management.command_line"},
    "newsroom.related.management": {"newsroom.related", "articles.management.command_line", "articles.text"},
    # The previews show the working copy in the templates of readers, to staff and to outsiders with a link.
    "newsroom.previews": {
        *(
            "newsroom.public",
            "articles.annotations",
            "articles.clock",
            "articles.models",
            "articles.previews",
        ),
        *("newsroom.frontpage.layout", "newsroom.frontpage.models"),
        "articles.workflow",  # the links for outsiders
        "newsroom.security",
        "newsroom.converters",
    },
    "newsroom.converters": {"newsroom.middleware"},
    "newsroom.translations": {
        *("articles.events.consumers", "articles.redaction.registry", "newsroom.converters", *WORKFLOW),
    },
    "newsroom.translations.admin": {"articles.admin", "newsroom.search", "newsroom.translations", *MODELS},
    "newsroom.translations.story_translation": {"articles.admin", *WORKFLOW},
    "newsroom.translations.queue": {"articles.admin", "newsroom.translations", *WORKFLOW},
    "newsroom.machine_translation": {
        *("newsroom.translations", "newsroom.confidential", "newsroom.security"),
        *("newsroom.converters", "articles.redaction.registry", *WORKFLOW),
    },
    "newsroom.machine_translation.admin": {
        "newsroom.machine_translation",
        *("articles.admin", "articles.annotations", "articles.models"),
    },
    "newsroom.interchange": {
        *("newsroom.security", "newsroom.translations", "newsroom.converters", "articles.media.pictures"),
        *("articles.media.storage", "articles.media.downloads", "articles.management.command_line"),
        *("newsroom.redirects", "newsroom.version", *PUBLISHING),
    },
    "newsroom.interchange.admin": {
        *("newsroom.interchange", "newsroom.security", "newsroom.translations"),
        *("articles.admin", "articles.models"),
    },
    "newsroom.interchange.transfer_files": {"articles.refusals", "articles.media.storage"},
    "newsroom.interchange.text_files": {"articles.refusals"},
    "newsroom.interchange.xliff.document": {"newsroom.interchange.text_files", *TEXT},
    "newsroom.interchange.xliff.elements": {
        *("newsroom.interchange.text_files", "newsroom.interchange.xliff.document", *TEXT),
    },
    "newsroom.interchange.xliff.formats": {
        *("newsroom.interchange.text_files", "newsroom.interchange.xliff.document", *TEXT),
        "newsroom.interchange.xliff.elements",
    },
    "newsroom.urls": {
        *("newsroom.public", "newsroom.previews", "newsroom.translations", "newsroom.accounts"),
        *("newsroom.machine_translation", "newsroom.middleware", "newsroom.interchange"),
    },
}

# Readers' pages do not use the working copy and its desk.
