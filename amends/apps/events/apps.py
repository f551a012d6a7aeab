"""Django's registration of this app."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """App label `events`."""

    name = "amends.apps.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"
