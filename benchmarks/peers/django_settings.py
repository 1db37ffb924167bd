"""What the two Django sites share: little middleware, one lasting connection per thread."""

import os
from typing import Any

from sqlalchemy import make_url


def minimal(*apps: str, **more: Any) -> dict[str, Any]:
    """Settings for `settings.configure`."""
    url = make_url(os.environ["DATABASE_URL"])
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.database,
        "USER": url.username,
        "PASSWORD": url.password,
        "HOST": url.host,
        "PORT": url.port or "",
        "CONN_MAX_AGE": None,
    }
    return {
        "ALLOWED_HOSTS": ["*"],
        "DATABASES": {"default": database},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "INSTALLED_APPS": apps,
        "MIDDLEWARE": ["django.middleware.common.CommonMiddleware"],
        "SECRET_KEY": "benchmark",
        "USE_TZ": True,
        **more,
    }
