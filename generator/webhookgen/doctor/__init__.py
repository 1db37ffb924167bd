"""What is wrong with a service, or with a host that has the module.

findings    a rule, and a finding by it          case      what is looked at, each answer once
installed   where the module is                  reading   what the files say
checklist   which checks, in which order         examine   the story

Every other file is one check: its rules, and the look that finds by them.
"""
