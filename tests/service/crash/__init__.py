"""What dies, hangs or floods, and what must be true afterwards.

    make test     every scenario, small          WEBHOOKGEN_CRASH=test, the default
    make smoke    more rounds, fixed seed        WEBHOOKGEN_CRASH=smoke
    make crash    the figures of docs/reference/crash-results.md, WEBHOOKGEN_CRASH=full

test_points    killed at each step of the way, by name: points.py is the table of them
test_rounds    killed at random, under load, again and again
test_poison    an event that kills whoever handles it
test_slow      a worker that sleeps through its lease and wakes up
test_storm     few events, delivered a hundred times each
test_outage    a database that is away, frozen, read-only, or cuts its connections
test_memory    a long burst

What they stand on: postgres.py is a PostgreSQL server of our own, so that it can be stopped;
load.py sends and remembers what was acknowledged; audit.py compares that with the database;
forms.py lists which renderings run; scale.py says how much; figures.py prints what was counted.
Nothing in the rendered code knows of this: inside/dying.py wraps it from outside.
"""
