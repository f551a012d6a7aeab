"""Marks texts of the core for translation; the entry points look the translation up when they speak."""


def gettext_noop(message: str) -> str:
    """Return `message` unchanged: the name is what the message extractor looks for."""
    return message
