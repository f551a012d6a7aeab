"""Django's registration of this app."""

from django.apps import AppConfig


class FairnessConfig(AppConfig):
    """App label `fairness`."""

    name = "amends.apps.fairness"
    label = "fairness"
    default_auto_field = "django.db.models.BigAutoField"
