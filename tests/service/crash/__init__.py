"""What dies, hangs or floods, and what must be true afterwards.

    make test     the quick ones, small                             WEBHOOKGEN_CRASH=test
    make smoke    what `make test` has no time for, small           WEBHOOKGEN_CRASH=smoke
    make crash    all, as docs/reference/crash-results.md shows it  WEBHOOKGEN_CRASH=full

The choices of a run come from a fixed seed; its timing does not.

test_points    killed at each step of the way, by name: points.py is the table of them
test_engine_points    likewise, where a broker carries the hints
test_rounds    killed at random, under load, again and again; with every engine, too
test_poison    an event that kills whoever handles it
test_slow      a worker that sleeps through its lease and wakes up
test_storm     few events, delivered a hundred times each
test_burst     for a while, all that 64 connections can send
test_outage    a database that is stopped, read-only, or cuts its connections
test_hang      a database, a connection or a table that does not answer
test_lock      a row that somebody keeps locked
test_stop      a worker that is told to stop, politely

What they stand on: postgres.py and servers.py are servers of our own, so that they can be killed;
parts.py starts again what ended; load.py sends and remembers what was acknowledged; audit.py
compares that with the database; forms.py lists the renderings and engines that it runs across;
scale.py says how much of it; figures.py prints what was counted.
Nothing in the rendered code knows of this: inside/dying.py wraps it from outside.
"""
