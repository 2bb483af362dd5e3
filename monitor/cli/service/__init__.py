"""News Monitor as a service of systemd: what is put where, and what is left alone. Pure."""
