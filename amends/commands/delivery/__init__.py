"""Saying things: writing to customers, handing messages over, and proving that what was promised arrived."""
