"""Several processes that serve one recipe together: their queue is in PostgreSQL.

`store` is the `QueueStore` of all of them, `team` who belongs to it and who feeds it, `feed` what
each process sees of the feeder, `counts` the figures of all, `fingerprint` what must be equal in
all. All else in the code is the same as with one process.

The tables, in `tables.py`. Every row belongs to a queue, and there is one for each dataset.

    prodigy_queue           one row for each dataset: the run, who may serve it (fingerprint), the
                            term of the feeder, the version (grows with every session), and what
                            the feeder has told of its stream last
    prodigy_queue_session   a row for each session: when it was heard of, how many tasks are to wait
                            for it, how much it has answered, what became of its tasks
    prodigy_queue_task      every task that was put into queues in this run, once, with its identity
    prodigy_queue_place     that a task waits for a session (no time), or is with it (since when)
    prodigy_queue_answer    the last answer of a session to a task in this run: what was seen
    prodigy_queue_again     tasks that somebody wants to be asked again, for the feeder
    prodigy_queue_lesson    answers that the recipe has not learned from yet

The transactions. Locks are taken from top to bottom of the table above, and rows of sessions in the
order of their names, so that nobody waits in a circle; rows of tasks are taken with SKIP LOCKED.

    join     locks the queue; adds the session, with the history (full overlap), version + 1
    put      the feeder only. Locks the queue, checks the term: a feeder that was replaced writes
             nothing. Adds tasks and places, many at once, and what the feeder has to tell
    take     locks the session; opens the first places that nobody else takes at the moment
    settle   within the transaction that stores answers, and has locked those of the session:
             deletes their places (those of everybody, if a task is asked once), notes what was
             answered, counts it, and keeps it for `update`
    steal    locks both sessions; gives places another session and a new number at the end
    learn    the feeder deletes a lesson after `update` has had it

All of them wait for the disk: the database may fall and come back while its clients go on, who have
been handed tasks by then. Only what is said again soon doesn't wait: who is there, who wants tasks.

The feeder holds an advisory lock on a connection of its own, so that its death gives it back. The
next one draws the same stream from the start and passes over what is in `prodigy_queue_task`: by
identity, never by a hash alone. All processes share a second lock. The last one that gives it back
in order ends the run. Who finds it free then begins anew: tasks that are with annotators become
leases (see `engine.leases`), all else is drawn again. A run that was not ended goes on: its
processes were killed, or the database has fallen and forgotten their locks, and some are there.
"""
