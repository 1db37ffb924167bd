"""A minimal endpoint by hand: gunicorn benchmarks.peers.django_view; as a program, its table."""

import json

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from .django_settings import minimal
from .signature import is_authentic

settings.configure(**minimal(ROOT_URLCONF=__name__))
django.setup()

from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402
from django.views.decorators.http import require_POST  # noqa: E402


class Event(models.Model):
    id = models.CharField(primary_key=True, max_length=255)
    type = models.CharField(max_length=255)
    received_at = models.DateTimeField(auto_now_add=True)
    payload = models.BinaryField()

    class Meta:
        app_label = "benchmarks"
        db_table = "event"


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    if not is_authentic(request.body, request.headers["stripe-signature"]):
        return HttpResponse(status=400)
    event = json.loads(request.body)
    new = Event(id=event["id"], type=event["type"], payload=request.body)
    Event.objects.bulk_create([new], ignore_conflicts=True)
    return JsonResponse({"received": True})


urlpatterns = [path("webhooks/stripe", receive)]
application = get_wsgi_application()

if __name__ == "__main__":
    with connection.schema_editor() as editor:
        editor.create_model(Event)
