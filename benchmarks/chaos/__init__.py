"""Break everything on purpose, and count: is every answer there, exactly once?

The real command line serves annotators who behave as the web app does, while servers are killed,
connections cut, databases restarted, disks filled and clocks set. Everything that a server has
acknowledged goes into a ledger, which has to agree with the database in the end.
"""
