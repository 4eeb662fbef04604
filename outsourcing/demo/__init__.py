"""The demonstration: a believable company, made through the same domain functions that people use.

The past is played from a year ago to today, month by month. While it is, everybody has muted every topic, as a person
may do for oneself: so nobody gets a year of mail at once. Before last month's results are judged all are unmuted, and
what follows from them is told as it would be on any other day.
"""
