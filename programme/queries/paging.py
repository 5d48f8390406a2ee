"""Which page of a long list was asked for."""


def page_number(written: str | None) -> int:
    """As it is written in an address; 1 for what is no number, or none of a page."""
    try:
        return max(int(written or ""), 1)
    except ValueError:
        return 1
