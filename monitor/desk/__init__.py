"""What a person sees of it all and does with it, by whatever way: commands and pages share it. Pure."""
