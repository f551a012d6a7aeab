"""What may be given is offered, approved, answered, and taken back."""
