"""The webhooks module brought into a host: facts in, a plan out; and a plan that takes it out.

preflight  what must be known first      plan      the story: from facts to a plan
answers    facts as the template asks    module    the rendered files at their place
migration  the revision for its table    edits     the few lines in the host's own files
tidy       the host's style              manifest  what was written, to find it again
"""
