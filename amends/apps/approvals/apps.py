"""Django's registration of this app."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """App label `approvals`."""

    name = "amends.apps.approvals"
    label = "approvals"
    default_auto_field = "django.db.models.BigAutoField"
