"""Django's registration of this app."""

from django.apps import AppConfig


class VouchersConfig(AppConfig):
    """App label `vouchers`."""

    name = "amends.apps.vouchers"
    label = "vouchers"
    default_auto_field = "django.db.models.BigAutoField"
