"""The daemon: its rounds and workers, its life on this machine, and how it is put together. I/O."""
