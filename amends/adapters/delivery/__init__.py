"""Ways for a message to leave the house; one file per channel, all with the same shape (see `base`)."""
