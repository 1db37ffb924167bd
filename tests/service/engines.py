"""The engines by which an event reaches its handler: what has to run for each."""

import subprocess
import uuid

from .running import Service

MODULE = "app.modules.webhooks"
WORKERS = {
    "database": (MODULE, "worker"),
    "celery": ("celery", "-A", f"{MODULE}.celery_app", "worker", "-c2", "-lwarning"),
    "taskiq": ("taskiq", "worker", f"{MODULE}.taskiq_app:broker", "--workers=2"),
}
SWEEPS = {
    "celery": ("celery", "-A", f"{MODULE}.celery_app", "beat", "-lwarning"),
    "taskiq": ("taskiq", "scheduler", f"{MODULE}.taskiq_app:scheduler"),
}


def start_worker(
    service: Service, queue: str, *options: str, launcher: tuple[str, ...] = ("-m",)
) -> subprocess.Popen[bytes]:
    """What takes hints from this queue; for a broker, two processes of it."""
    if queue == "celery":
        # RabbitMQ refuses a second worker of the same name, be it another test's, or one
        # that was killed just now: its control queue is exclusive.
        options = (*options, "-n", f"{uuid.uuid4().hex}@%h")
    return service.start(*launcher, *WORKERS[queue], *options)


def start_sweeps(service: Service, queue: str) -> subprocess.Popen[bytes]:
    """What sends a broker's sweeps."""
    return service.start("-m", *SWEEPS[queue])
