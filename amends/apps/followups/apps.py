"""Django's registration of this app."""

from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    """App label `followups`."""

    name = "amends.apps.followups"
    label = "followups"
    default_auto_field = "django.db.models.BigAutoField"
