"""Django's registration of this app."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """App label `incidents`."""

    name = "amends.apps.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"
