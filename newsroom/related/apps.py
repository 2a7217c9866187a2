from django.apps import AppConfig


class RelatedConfig(AppConfig):
    name = "newsroom.related"

    def ready(self):
        import newsroom.related.consumer  # noqa: F401  (registers the event consumer)
        from articles.story_exceptions import register_finder
        from newsroom.related.similarity import stored_scores

        register_finder(stored_scores)
