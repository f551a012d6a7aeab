"""The organisation's tree of brands, sites and teams, and the places in them."""
