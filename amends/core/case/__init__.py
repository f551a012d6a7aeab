"""The case: its lifecycle, the evidence it rests on, and what it wants next."""
