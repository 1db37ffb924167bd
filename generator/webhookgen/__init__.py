"""webhookgen: generates FastAPI services that receive webhooks and never lose one.

Reading order: errors, bundle, template, catalog, signing, record, own, answers, endpoint, render,
plan, apply, service, environment, checks, smoke; cli/ on top. Nothing imports what comes after it.
"""

__version__ = "0.1.0"
