"""One case, and the caseload."""
