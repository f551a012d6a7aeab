"""One failure that hit many: the way of an incident, what each person gets, and who is kept for a colleague's care."""
