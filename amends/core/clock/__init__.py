"""Clocks: working hours and holidays, deadlines and the rules that set them, when to ask and when not to."""
