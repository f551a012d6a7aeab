"""Django's registration of this app."""

from django.apps import AppConfig


class FailuresConfig(AppConfig):
    """App label `failures`."""

    name = "amends.apps.failures"
    label = "failures"
    default_auto_field = "django.db.models.BigAutoField"
