"""What customers answer when they are asked, as scores that name their scale."""
