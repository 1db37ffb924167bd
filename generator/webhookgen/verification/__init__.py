"""Whether what was written into a host works there, asked of the host's own interpreter.

What can be is compared with how the host was before. What cannot be run is said not to have
been, and decides nothing.

observe  how the host is, before and after     tests    its tests by their ids
linters  its linters on what was written       run      the story: observe, judge
"""
