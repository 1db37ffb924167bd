"""dj-stripe as its documentation sets it up: gunicorn benchmarks.peers.djstripe_site

As a program it migrates, and makes the rows that would come from Stripe, so that nothing asks
Stripe for them.
"""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

from .django_settings import minimal

ENDPOINT = "6d6e1f2c-5b0a-4c3e-9b0e-0d2f6f2d7c11"
API_KEY = "sk_test_" + "0" * 24

settings.configure(
    **minimal(
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "djstripe",
        ROOT_URLCONF=__name__,
        DJSTRIPE_FOREIGN_KEY_TO_FIELD="id",
        STRIPE_LIVE_MODE=False,
        STRIPE_TEST_SECRET_KEY=API_KEY,
    )
)
django.setup()

urlpatterns = [path("stripe/", include("djstripe.urls", namespace="djstripe"))]
application = get_wsgi_application()


def prepare() -> None:
    from django.core.management import call_command
    from djstripe.models import Account, APIKey, WebhookEndpoint

    call_command("migrate", verbosity=0)
    account = Account.objects.create(id="acct_benchmark", livemode=False)
    owned = {"livemode": False, "djstripe_owner_account": account}
    APIKey.objects.create(secret=API_KEY, type="secret", **owned)
    WebhookEndpoint.objects.create(
        id="we_benchmark",
        djstripe_uuid=ENDPOINT,
        secret=os.environ["STRIPE_SECRET"],
        enabled_events=["*"],
        **owned,
    )


if __name__ == "__main__":
    prepare()
