"""The main job on a recorded story: loopback feeds, the real daemon, a Maildir. I/O."""
