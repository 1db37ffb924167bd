"""The webhooks module brought into a host: facts in, a plan out; and a plan that takes it out.

preflight  what must be known first        plan        the story: from facts to a plan
names      what the host calls its things  module      the rendered files at their place
history    whether the table is there      migration   the revision that makes it
statements what that does                  script      the host's script.py.mako around it
edits      lines in the host's own files   needs       requirements that it lacks
tidy       the host's style                manifest    what was written, to find it again
removal    the story of taking it out      hunks, uses, revert    its parts
"""
