"""The commands of the terminal, one module a subject; thin: they read arguments and print."""
