"""The unit for systemd that docs/operations.md offers is hardened, as systemd itself rates it."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNIT = Path(__file__).parents[1] / "docs" / "zeren.service"
# systemd's own scale from 0 (nothing exposed) to 10; below 2 it says OK.
MOST_EXPOSED = 2.0


def test_systemd_rates_the_unit_as_little_exposed() -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd is not installed")
    rated = subprocess.run([tool, "security", "--offline=true", str(UNIT)], capture_output=True, text=True, check=False)
    found = re.search(r"Overall exposure level for zeren.service: ([0-9.]+)", rated.stdout)
    if found is None:
        pytest.skip(f"systemd-analyze cannot rate a file here: {rated.stderr.strip()[:100]}")
    assert float(found[1]) < MOST_EXPOSED


def test_the_unit_restarts_what_failed_under_an_account_of_its_own_but_not_for_ever() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(UNIT, encoding="utf-8")
    service = unit["Service"]
    assert (service["User"], service["Restart"], service["UMask"]) == ("zeren", "on-failure", "0077")
    assert int(unit["Unit"]["StartLimitBurst"]) > 0
