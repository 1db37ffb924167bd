"""Every SQL statement of this module: functions over a connection; the caller owns the commit.

ingest   what receiving needs      insert_new, reopen_dead
claims   what processing needs     claim, load, complete, retry, release, release_expired
history  what an operator needs    find, find_many, count_by_status, reopen_all, purge
"""
