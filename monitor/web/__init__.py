"""The pages: everything seen and steered from a browser, and one click from a mail. I/O."""
