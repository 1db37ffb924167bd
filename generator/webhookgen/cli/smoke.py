"""webhookgen smoke"""


def smoke() -> None:
    """Later."""
