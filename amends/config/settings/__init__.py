"""Django's settings: `base` for every installation, from its environment; `tests` for the tests."""
