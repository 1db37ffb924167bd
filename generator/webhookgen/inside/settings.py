"""Questions about the settings of the webhooks module. Secrets are only counted."""

import importlib
import sys
from importlib import metadata
from typing import Any


def settings_read(root: str, package: str) -> dict[str, Any]:
    """What is set for the module, and how many secrets each source has."""
    sys.path.insert(0, root)
    module = importlib.import_module(f"{package}.settings")
    bootstrap = importlib.import_module(f"{package}.bootstrap")
    settings = module.WebhookSettings()
    service = bootstrap.build_service(settings)
    of_source = module.SourceSettings
    return {
        "sources": {
            source: {
                "secrets": len(of_source(source).secrets),
                "verify_tokens": len(of_source(source).verify_tokens),
            }
            for source in service.providers
        },
        "handled": [source for source, found in service.handlers.items() if found],
        "secrets_from": type(service.secrets).__name__,
        "queue": type(service.queue).__name__,
        "worker_in_app": settings.worker_in_app,
        "public_url": settings.public_url,
        "database": service.engine.url.get_backend_name(),
        "fastapi": metadata.version("fastapi"),
    }
