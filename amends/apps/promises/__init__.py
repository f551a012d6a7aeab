"""What people said they would do, by when, and whether they did."""
