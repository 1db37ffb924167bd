"""The trees are services of their own; their tests are run by themselves."""

import os

SMOKE = os.environ.get("WEBHOOKGEN_HOSTS") == "smoke"

collect_ignore = ["forms", "trees"]
if not SMOKE:
    # A host's tests before and after, for each of its ways to fail: minutes. test_cycle.py has
    # the way on which all is well.
    collect_ignore.append("test_verification.py")
