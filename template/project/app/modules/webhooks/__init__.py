"""Webhooks: received once, stored before they are acknowledged, processed until done.

Follow one delivery: router -> service.receive -> providers, signatures -> inbox -> repository;
then one event: worker -> repository.claims -> service.process -> handlers. See README.md.

Nothing is imported here: models can be registered without the router and what it needs.
"""
