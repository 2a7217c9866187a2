from django.apps import AppConfig


class RelatingConfig(AppConfig):
    name = "newsroom.public.relating"
    label = "relating"

    def ready(self):
        import newsroom.public.relating.following  # noqa: F401  (follows the log)
        from articles.kept_apart import finds
        from newsroom.public.relating.relating import found

        finds(found)
