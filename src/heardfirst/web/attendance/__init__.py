"""Attendance files that come in."""
