"""What all entry points share: building a Context, and saying a refusal to a person or a program."""
