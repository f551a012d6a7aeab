"""Events of other programs: how they are written (CloudEvents 1.0), signed, and what became of them."""
