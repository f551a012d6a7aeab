"""Django's registration of this app."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """App label `policies`."""

    name = "amends.apps.policies"
    label = "policies"
    default_auto_field = "django.db.models.BigAutoField"
