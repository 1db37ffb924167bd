"""Every SQL statement of this module: functions over a connection; the caller owns the commit.

ingest   what receiving needs      insert_new, reopen, reopen_dead
claims   what workers need         claim, find_expired
outcomes how claims end            complete, complete_all, retry, release, renew
history  what an operator needs    find, find_many, count_by_status, reopen_all, purge_*
"""
