from app.api import health, notes

ROUTERS = [
    health.router,  # first: probes come often
    notes.router,
]
