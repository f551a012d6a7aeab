"""Django's registration of this app."""

from django.apps import AppConfig


class LinksConfig(AppConfig):
    """App label `links`."""

    name = "amends.apps.links"
    label = "links"
    default_auto_field = "django.db.models.BigAutoField"
