"""What was offered to a customer, with its alternatives."""
