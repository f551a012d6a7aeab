"""Django's registration of this app."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    """App label `clocks`."""

    name = "amends.apps.clocks"
    label = "clocks"
    default_auto_field = "django.db.models.BigAutoField"
