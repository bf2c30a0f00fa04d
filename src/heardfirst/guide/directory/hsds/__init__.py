"""
Directories of others, as files: the Human Services Data Specification (HSDS) of Open Referral, version 3, as
JSON and as a zip of tables. https://docs.openreferral.org/
"""
