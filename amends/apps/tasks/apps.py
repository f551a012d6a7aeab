"""Django's registration of this app."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """App label `tasks`."""

    name = "amends.apps.tasks"
    label = "tasks"
    default_auto_field = "django.db.models.BigAutoField"
