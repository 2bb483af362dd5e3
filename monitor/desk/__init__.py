"""What a person is shown, on the terminal and on the page: reckoned here, drawn elsewhere. I/O."""
