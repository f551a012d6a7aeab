"""What was said, by whom, in which channel, and how it got there."""
