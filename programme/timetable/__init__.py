"""The timetable on plain values: its clashes, and what differs between two of them. Imports no Django."""
