"""`python -m bot` is `zeren`."""

from bot.cli import main

main()
