"""The public doors: each view has the name of its address and of its template."""
