"""Django's registration of this app."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """App label `conversations`."""

    name = "amends.apps.conversations"
    label = "conversations"
    default_auto_field = "django.db.models.BigAutoField"
