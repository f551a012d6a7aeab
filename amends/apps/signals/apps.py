"""Django's registration of this app."""

from django.apps import AppConfig


class SignalsConfig(AppConfig):
    """App label `signals`."""

    name = "amends.apps.signals"
    label = "signals"
    default_auto_field = "django.db.models.BigAutoField"
