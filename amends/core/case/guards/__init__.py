"""The guards of the lifecycle, by the part of the way they watch over."""
