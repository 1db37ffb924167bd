"""The trees are services of their own; their tests are run by themselves."""

collect_ignore = ["forms", "trees"]
