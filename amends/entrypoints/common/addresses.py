"""Addresses that leave the house on paper: they carry the public name of the installation."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def form_address(short_code: str) -> str:
    """Where the public form of a place stands; the QR of its poster leads there."""
    return f"{settings.AMENDS_PUBLIC_URL}{reverse('portal:tell-us', args=[short_code])}"


def spoken_address(address: str) -> str:
    """An address as one reads and types it, without its scheme."""
    return address.partition("://")[2] or address
