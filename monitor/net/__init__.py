"""Reaches the network under deadlines: what feeds, pages, mail and hooks share. Pure."""
