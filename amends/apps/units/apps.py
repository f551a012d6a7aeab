"""Django's registration of this app."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """App label `units`."""

    name = "amends.apps.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"
