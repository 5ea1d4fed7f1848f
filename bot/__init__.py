"""The running program: commands, settings, wiring, channels, scheduler, intake, delivery, web pages."""
