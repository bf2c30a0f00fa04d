"""
What happened: clients, cases, orders, and the chronology of each case.

The only room that writes the record. Entries are added and never changed; all else that a screen shows of a
case is derived from them and can be derived again.
"""
