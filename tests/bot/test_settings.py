"""Settings: from file and environment, every mistake at once."""

from pathlib import Path

import pytest

from bot.settings import SettingsError, load


def test_the_example_is_exactly_the_defaults() -> None:
    example = Path(__file__).resolve().parents[2] / "config.example.toml"
    assert load(example).model_dump() == load(None).model_dump()


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[web]\nport = 1234\nhost = "0.0.0.0"\n')
    monkeypatch.setenv("ZEREN_WEB__PORT", "4321")
    assert load(file).web.port == 4321
    assert load(file).web.host == "0.0.0.0"


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        '[web]\nport = 99999\nnope = 1\n[district]\nzone = "Mars/Base"\n[telegram]\nmode = "pigeon"\n[extra]\n'
    )
    with pytest.raises(SettingsError) as caught:
        load(file)
    told = "\n".join(caught.value.faults)
    for where in (
        "web.port",
        "web.nope: unknown setting",
        "district.zone: unknown time zone",
        "telegram.mode",
        "extra",
    ):
        assert where in told


def test_a_webhook_without_a_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZEREN_TELEGRAM__TOKEN", "1:x")
    monkeypatch.setenv("ZEREN_TELEGRAM__MODE", "webhook")
    monkeypatch.setenv("ZEREN_TELEGRAM__WEBHOOK_URL", "https://bot.example.org")
    with pytest.raises(SettingsError, match="secret_token"):
        load(None)


def test_a_missing_file_and_a_broken_file_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such file"):
        load(tmp_path / "none.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("[web\n")
    with pytest.raises(SettingsError):
        load(broken)
