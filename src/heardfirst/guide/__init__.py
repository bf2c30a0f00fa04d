"""How to respond: what is said and asked, what helps, and what somebody is still writing."""
