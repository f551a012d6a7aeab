"""Django's registration of this app."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """App label `staff`."""

    name = "amends.apps.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"
