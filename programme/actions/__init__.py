"""Every write, a verb per function."""
