"""From a feed to a decision, and from a decision to the outbox. I/O."""
