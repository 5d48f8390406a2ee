"""Reads over several models, into frozen values."""
