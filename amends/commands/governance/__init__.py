"""Who works here, which programs act for us, and what each may."""
