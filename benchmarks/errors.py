"""The one error: then there are no figures."""


class Broken(Exception):
    """A process ended, something did not happen, or a subject did not do its job."""
