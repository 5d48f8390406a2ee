"""Other tools' formats, read and written as plain values."""
