import pkgutil


def load_all_models() -> None:
    """Imports every module of this package, so that its tables are known."""
    for module in pkgutil.walk_packages(__path__, prefix=f"{__name__}."):
        __import__(module.name)
