"""Sends alerts: renders them, knows when to try again, hands them to channels. I/O."""
