"""Made-up files for everything that reads one: `python -m tests.fuzz --seconds 600`.

`seeds` are good files, `mutation` changes them as files go wrong in life, `targets` read them and
check the rule: rows equal what somebody else reads in the file, or there is an explained error or
a note that says what is left out. `running` drives them with atheris, which looks for new paths
through the code, or at random where it can't be installed.
"""
