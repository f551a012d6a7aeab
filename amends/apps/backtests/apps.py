"""Django's registration of this app."""

from django.apps import AppConfig


class BackTestsConfig(AppConfig):
    """App label `backtests`."""

    name = "amends.apps.backtests"
    label = "backtests"
    default_auto_field = "django.db.models.BigAutoField"
