"""The commands of `redthread`: a module per group."""
