"""Django's registration of this app."""

from django.apps import AppConfig


class OffersConfig(AppConfig):
    """App label `offers`."""

    name = "amends.apps.offers"
    label = "offers"
    default_auto_field = "django.db.models.BigAutoField"
