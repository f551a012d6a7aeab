"""Statistics: every figure with its interval and its denominator."""
