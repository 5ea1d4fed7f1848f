"""What can be wrong with an installation, each with the way to mend it. Changes nothing."""

import importlib.util
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx

from bot.base.finding import Finding
from bot.base.logs import redact
from bot.channels import listed
from bot.out.forms import content_of
from bot.packs.faults import PackError
from bot.packs.file import load_pack
from bot.settings import Settings, forms_of
from bot.setup import StartError, open_store
from documents.forms import FormError, Kind, looked_at
from domain.delivery import Cause
from domain.set_aside import OF_ITEMS
from domain.units import Unit
from storage import (
    backlog,
    calendar,
    delivery,
    evidence_move,
    guards,
    items,
    migrate,
    people,
    schedule,
    soundness,
    units,
    updates,
)
from storage.audit.verify import verify_end
from storage.engine import Database
from storage.outbox import MessageState
from storage.store import Store

OLD_MINUTES = 10
MOST_ASIDE = 10
MOST_UNITS = 5
MOST_GROUPS = 20
# So many entries of the record are looked at; `zeren audit verify` looks at all.
LOOKED_AT = 2000
GUARDS = (
    "somebody took triggers away: find out who and why, run `zeren audit verify`, then `zeren migrate` puts them back"
)
# What failed longer ago is history: people have been told in another way by now.
OWN_LOOK_BACK = timedelta(days=7)
MOST_OWN = 3


async def examine(settings: Settings, now: datetime) -> list[Finding]:
    """Looks at everything that can be looked at; one failure hides no other."""
    findings = [_pack(settings), _fonts(), *_forms(settings)]
    findings += await _store(settings, now)
    groups = await _groups(settings)
    for spec in listed.CHANNELS:
        findings += await spec.examine(settings.section(spec), now, groups.get(spec.name, ()))
    findings.append(await _service(settings))
    return findings


async def _groups(settings: Settings) -> dict[str, list[str]]:
    """The groups each channel is spoken to in; none where the store cannot be asked, which is told with the store."""

    def look(store: Store) -> dict[str, list[str]]:
        return {spec.name: updates.groups(store, spec.name, MOST_GROUPS) for spec in listed.CHANNELS}

    try:
        database = open_store(settings)
    except (OSError, ValueError, StartError):
        return {}
    try:
        return await database.read(look)
    except Exception:
        return {}
    finally:
        await database.close()


def _pack(settings: Settings) -> Finding:
    try:
        pack = load_pack(settings.district.rule_pack)
    except (PackError, OSError) as error:
        return Finding("rule pack", False, str(error), "run `zeren rules check FILE` and mend what it names")
    return Finding("rule pack", True, f"{pack.id} {pack.version}")


def _forms(settings: Settings) -> list[Finding]:
    """The office's own forms: places that nobody knows and places that are missing, by name."""
    return [form(kind, path) for kind, path in forms_of(settings).paths.items()]


def form(kind: Kind, path: Path) -> Finding:
    """One of them."""
    subject, mend = f"form of the {kind.value}", "mend the file; docs/configuration.md has the names of all places"
    try:
        looked = looked_at(content_of(path), kind)
    except FormError as failure:
        return Finding(subject, False, f"{path}: {failure}", mend)
    told = {"unknown": looked.unknown, "missing": looked.missing, "left out": looked.left_out}
    state = "; ".join(f"{word}: {', '.join(names)}" for word, names in told.items() if names)
    return Finding(subject, looked.fits, f"{path}{': ' if state else ''}{state}", mend)


def _fonts() -> Finding:
    found = importlib.util.find_spec("pylopdf_fonts_zh_cn") is not None
    return Finding("fonts", found, "Noto Sans SC" if found else "missing", "run `make demo` or reinstall the lock file")


async def _store(settings: Settings, now: datetime) -> list[Finding]:
    try:
        database = open_store(settings)
    except (OSError, ValueError, StartError) as error:
        return [Finding("database", False, str(error), "mend database.url")]
    try:
        return await _database(database, settings, now)
    except Exception as error:
        reason = redact(f"{type(error).__name__}: {error}".splitlines()[0])
        return [Finding("database", False, reason, "check that database.url is right and the server is up")]
    finally:
        await database.close()


async def _database(database: Database, settings: Settings, now: datetime) -> list[Finding]:
    sound = await database.read(_sound)
    if not sound.ok:
        return [sound]
    revision, newest = await database.read(migrate.current), migrate.newest()
    if revision != newest:
        state = f"schema {revision or 'empty'}, needed {newest}"
        return [Finding("database", False, state, "run `zeren migrate`")]
    findings = [Finding("database", True, f"{database.dialect}, schema {revision}"), sound]
    findings += await database.read(lambda store: _content(store, settings, now))
    return findings


def _sound(store: Store) -> Finding:
    found = soundness.faults(store)
    state = found[0] if found else "sound"
    return Finding("pages of the database", not found, state, "docs/operations.md, A sick store")


def _content(store: Store, settings: Settings, now: datetime) -> list[Finding]:
    year = now.astimezone(ZoneInfo(settings.district.zone)).year
    stored = ", ".join(map(str, sorted(items.years(store))))
    known = units.every(store)
    admins = [person for person in people.active(store) if person.role.value == "admin"]
    dead = updates.dead_letters(store)
    waiting = backlog.oldest_waiting(store)
    age = (now - waiting).total_seconds() / 60 if waiting else 0.0
    lost = people.unreachable(store)
    why = people.why_unreachable(store, [person.id for person in lost])
    return [
        Finding("units", bool(known), f"{len(known)}", "run `zeren import units FILE`"),
        Finding("agreements", bool(stored), stored or "none", "run `zeren import agreements FILE`"),
        Finding(
            "admin",
            bool(admins),
            f"{len(admins)}",
            "run `zeren people add NAME --role admin`, then `zeren invite NAME`",
        ),
        *_calendar(calendar.years(store), year),
        Finding(
            "outbox", age < OLD_MINUTES, f"oldest waits {age:.0f} min", "is `zeren run` up, and the platform reachable?"
        ),
        _units(store, known),
        Finding("unreachable people", True, _counted(len(lost), why.values())),
        Finding("deliveries", True, _deliveries(backlog.counts(store), backlog.causes(store))),
        _own_failures(store, now),
        Finding(
            "dead letters",
            not dead,
            f"{len(dead)}" + "".join(f"; {each.channel} {each.external_id}: {each.error[:80]}" for each in dead[:3]),
            "the message did nothing; tell the person to send it again, and report the error",
        ),
        aside(store),
        *_files(store),
        *_record(store),
    ]


def _units(store: Store, known: Sequence[Unit]) -> Finding:
    """Units that owe something and have nobody whom a message can reach."""
    names = {unit.code: unit.name for unit in known}
    found = delivery.units_out_of_reach(store)
    named = "".join(f"; {code} {names.get(code, '')}" for code in found[:MOST_UNITS])
    more = f"; {len(found) - MOST_UNITS} more" if len(found) > MOST_UNITS else ""
    mend = "nobody there hears of what the unit owes: `zeren people add`, `zeren people move` and `zeren invite`"
    return Finding("units without people in reach", not found, f"{len(found)} of {len(known)}{named}{more}", mend)


def _files(store: Store) -> list[Finding]:
    """Whether files still lie in the database, where older programs put them."""
    inside = evidence_move.waiting(store)
    state = f"{inside} still lie in the database" if inside else "all lie beside the database"
    return [Finding("evidence", inside == 0, state, "run `zeren evidence move`; the service may go on meanwhile")]


def _record(store: Store) -> list[Finding]:
    """The head of the record, a look at its end, and whether the database still refuses to change what is kept."""
    verdict, missing = verify_end(store, LOOKED_AT), guards.missing(store)
    state = f"{verdict.head.text}, the last {verdict.entries} entries are as they were put down"
    if not verdict.is_clean:
        state = f"{verdict.head.text}; {verdict.total} findings, the first: {verdict.findings[0].sentence}"
    without = f"missing: {', '.join(missing[:MOST_ASIDE])}"
    return [
        Finding("record", verdict.is_clean, state, "run `zeren audit verify`; docs/operations.md says what to do then"),
        Finding("guards of the record", not missing, without if missing else "in place", GUARDS),
    ]


def aside(store: Store) -> Finding:
    """What failed in a tick while the others went on: items by code, the rest by number."""
    rows = [row for row in schedule.aside(store).values() if row.again_at is not None]
    codes = items.codes(store, [row.ref for row in rows if row.kind in OF_ITEMS])
    named = [
        f"; {row.kind.value} {codes.get(row.ref, row.ref) if row.kind in OF_ITEMS else row.ref}"
        f" ({row.attempts} tries, next {row.again_at:%Y-%m-%dT%H:%MZ}): {row.reason[:80]}"
        for row in rows[:MOST_ASIDE]
    ]
    mend = "the others go on; mend the row in the store or report the error, it is tried again by itself"
    return Finding("set aside", not rows, f"{len(rows)}" + "".join(named), mend)


def _deliveries(counts: dict[tuple[str, MessageState], int], causes: dict[tuple[MessageState, Cause], int]) -> str:
    """How many messages ended how, and why; unknown ones may or may not have arrived."""
    totals: dict[MessageState, int] = {}
    for (_, state), count in counts.items():
        totals[state] = totals.get(state, 0) + count
    why: dict[MessageState, list[str]] = {}
    for (state, cause), count in causes.items():
        why.setdefault(state, []).append(f"{count} {cause.value}")
    told = (
        f"{count} {state.value}" + (f" ({', '.join(why[state])})" if state in why else "")
        for state, count in totals.items()
    )
    return ", ".join(told) or "none yet"


def _own_failures(store: Store, now: datetime) -> Finding:
    """What did not arrive by the program's own mistake."""
    found = backlog.own_failures(store, now - OWN_LOOK_BACK)
    named = "".join(f"; {each.channel} {each.key}: {each.error[:80]}" for each in found[:MOST_OWN])
    mend = "the log has the traceback: report the error, and tell the people named by 送达情况 another way"
    return Finding("own failures", not found, f"{len(found)} in {OWN_LOOK_BACK.days} days{named}", mend)


def _counted(count: int, causes: Iterable[Cause | None]) -> str:
    """A number, and how many of it for which cause."""
    known = Counter("not noted" if cause is None else cause.value for cause in causes)
    return f"{count}" + (f" ({', '.join(f'{some} {cause}' for cause, some in known.most_common())})" if known else "")


def _calendar(years: dict[int, bool], year: int) -> list[Finding]:
    findings = []
    for wanted in (year, year + 1):
        state = (
            "not stored"
            if wanted not in years
            else "confirmed"
            if years[wanted]
            else "未公布: Monday to Friday less fixed holidays"
        )
        # Next year's notice comes out in late autumn: its absence is told, but is no fault.
        ok = bool(years.get(wanted)) or wanted > year
        findings.append(
            Finding(f"calendar {wanted}", ok, state, "run `zeren import calendar FILE` with the yearly notice")
        )
    return findings


async def _service(settings: Settings) -> Finding:
    """What the running service says of itself; not running is no fault, since doctor is often asked before the start."""
    if settings.web.port == 0:
        return Finding("service", True, "not asked: web.port is 0")
    try:
        async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
            answer = await client.get(f"http://{settings.web.host}:{settings.web.port}/readyz")
        told = answer.json()
        reasons = [str(reason) for reason in told["reasons"]]
    except (httpx.HTTPError, ValueError, KeyError):
        return Finding("service", True, f"nothing of ours answers on {settings.web.host}:{settings.web.port}")
    state = "; ".join(reasons) or ("leads" if told["leading"] else "waits beside another process")
    return Finding("service", not reasons, state, "see its log; docs/operations.md names each reason")
