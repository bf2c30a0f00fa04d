"""
What comes in from outside: files to proposed entries, checked whole before anything is recorded.

`attendance.read` turns bytes into a reading with its questions; `services.import_attendance` records it.
"""
