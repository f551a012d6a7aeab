"""Incidents: one failure that hit many, what each of them gets, and how far giving it has come."""
