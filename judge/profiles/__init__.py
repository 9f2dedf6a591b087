"""What users do with their own account.

profile.py   name, e-mail, extra time, preferences
export.py    everything that is kept of somebody, as an archive for them
deletion.py  the end of an account and of all that belongs to it
"""
