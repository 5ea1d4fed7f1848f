"""An Outgoing as Telegram shows it: HTML, a keyboard, and lengths as Telegram counts them.

Limits: https://core.telegram.org/bots/api#sendmessage and #inlinekeyboardbutton.
"""

import html

from bot.base.channel import Outgoing, Tap
from handlers.kernel.manner import Manner, Style
from handlers.kernel.words.ways import REPEATED
from wording.catalogue import told

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
CALLBACK_BYTES = 64
BUTTON_LIMIT = 100
# Older buttons carry the version of their format, so that a later one can be told from them.
BUTTON_PREFIX = "v1:"
# https://core.telegram.org/bots/api#copytextbutton, #forcereply
COPY_LIMIT = 256
PLACEHOLDER_LIMIT = 64
# Fewer lines are shown whole by every client.
LEAST_FOLDED = 2
STYLES = {Style.GO: "success", Style.DANGER: "danger"}


def length(text: str) -> int:
    """UTF-16 code units: what Telegram counts, after the markup is parsed away."""
    return len(text.encode("utf-16-le")) // 2


def plain(outgoing: Outgoing) -> str:
    """The text people see, without markup; a second try after an unknown outcome says so where there is room."""
    return "\n".join(_parts(outgoing))


def marked_up(outgoing: Outgoing) -> str:
    """The same text in Telegram's HTML, every value escaped; what is read once is folded up."""
    escaped = [html.escape(part, quote=False) for part in _parts(outgoing)]
    if outgoing.title:
        escaped[0] = f"<b>{escaped[0]}</b>"
    if outgoing.manner.folded is None:
        return "\n".join(escaped)
    first = outgoing.manner.folded + (1 if outgoing.title else 0)
    last = len(outgoing.lines) + (1 if outgoing.title else 0)
    if last - first < LEAST_FOLDED:
        return "\n".join(escaped)
    folded = "\n".join(escaped[first:last])
    return "\n".join([*escaped[:first], f"<blockquote expandable>{folded}</blockquote>", *escaped[last:]])


def markup(outgoing: Outgoing) -> dict[str, object] | None:
    """What hangs on a message that is sent: its buttons, else what helps to type; raises ValueError as `keyboard` does."""
    return keyboard(outgoing) or _typing(outgoing.manner)


def _typing(manner: Manner) -> dict[str, object] | None:
    """A question that an answer is typed to, or the words that the person types most."""
    hint = {"input_field_placeholder": manner.asks[:PLACEHOLDER_LIMIT]} if manner.asks else {}
    if manner.words:
        rows = [[{"text": word} for word in manner.words[at : at + 2]] for at in range(0, len(manner.words), 2)]
        return {"keyboard": rows, "is_persistent": True, "resize_keyboard": True, **hint}
    return {"force_reply": True, **hint} if manner.asks else None


def keyboard(outgoing: Outgoing) -> dict[str, object] | None:
    """The buttons as Telegram's InlineKeyboardMarkup, or None; raises ValueError when Telegram would refuse them."""
    if not outgoing.buttons and outgoing.link is None and outgoing.manner.copied is None:
        return None
    if sum(len(row) for row in outgoing.buttons) > BUTTON_LIMIT:
        raise ValueError(f"more than {BUTTON_LIMIT} buttons")
    rows = [[_button(tap) for tap in row] for row in outgoing.buttons]
    if outgoing.manner.copied is not None:
        label, copied = outgoing.manner.copied
        rows.append([{"text": label, "copy_text": {"text": copied[:COPY_LIMIT]}}])
    if outgoing.link is not None:
        rows.append([{"text": outgoing.link[0], "url": outgoing.link[1]}])
    return {"inline_keyboard": rows}


def _button(tap: Tap) -> dict[str, object]:
    styled = {"style": STYLES[tap.style]} if tap.style is not None else {}
    return {"text": tap.label, "callback_data": callback_data(tap.token), **styled}


def callback_data(token: str) -> str:
    """What a button carries; raises ValueError beyond Telegram's 64 bytes."""
    data = BUTTON_PREFIX + token
    if len(data.encode()) > CALLBACK_BYTES:
        raise ValueError(f"button data longer than {CALLBACK_BYTES} bytes")
    return data


def token_of(data: str | None) -> str:
    """The token a tapped button carried; what is not of this format is returned as it is, to be refused as stale."""
    return (data or "").removeprefix(BUTTON_PREFIX)


def _parts(outgoing: Outgoing) -> list[str]:
    parts = [outgoing.title] if outgoing.title else []
    parts += outgoing.lines
    note = told(REPEATED, outgoing.language)
    if outgoing.repeat and length("\n".join([*parts, note])) <= TEXT_LIMIT:
        parts.append(note)
    return parts
