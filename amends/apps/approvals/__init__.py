"""The yes that an offer above authority waits for."""
