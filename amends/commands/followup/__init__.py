"""Following up: promises kept and broken, asking whether it is right now, and believing the answer."""
