"""Django's registration of this app."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    """App label `promises`."""

    name = "amends.apps.promises"
    label = "promises"
    default_auto_field = "django.db.models.BigAutoField"
