"""Django's registration of the kernel's tables."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """App label `kernel`."""

    name = "amends.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
