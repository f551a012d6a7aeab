"""What runs without anybody asking: deliveries and sweeps, each a command like any other."""
