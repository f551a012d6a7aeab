"""amends: customer service recovery, from the customer's words to the customer's own yes."""

__version__ = "0.1.0"
