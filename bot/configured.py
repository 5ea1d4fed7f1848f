"""The channels that the settings want, each with the pace its platform allows."""

from bot.channels import listed
from bot.channels.spec import ChannelWithLimits, Means
from bot.settings import MEGABYTE, Settings


def build_channels(settings: Settings) -> dict[str, ChannelWithLimits]:
    """The channels of the settings by name."""
    means = Means(settings.evidence.max_megabytes * MEGABYTE)
    built = {spec.name: spec.build(settings.section(spec), means) for spec in listed.CHANNELS}
    return {name: each for name, each in built.items() if each is not None}


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """What no log may show."""
    own = (settings.files.secret_key,) if settings.files.secret_key else ()
    return own + tuple(secret for spec in listed.CHANNELS for secret in spec.secrets(settings.section(spec)))


def link_of(settings: Settings) -> str:
    """What an invitation's token is appended to, or an empty string when nothing can open it with one tap."""
    links = (spec.link(settings.section(spec)) for spec in listed.CHANNELS)
    return next((link for link in links if link), "")
