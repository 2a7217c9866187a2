"""Machine drafts of translations: engines, what may be sent to them, what it costs, and the drafts' pages."""
