from django.apps import AppConfig


class RelatingConfig(AppConfig):
    name = "newsroom.related"
    label = "related"

    def ready(self):
        import newsroom.related.consumer  # noqa: F401  (follows the log)
        from articles.kept_apart import finds
        from newsroom.related.similarity import found

        finds(found)
