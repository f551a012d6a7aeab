"""Django's registration of this app."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """App label `customers`."""

    name = "amends.apps.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
