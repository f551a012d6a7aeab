"""Published policies and the decisions made under them."""
