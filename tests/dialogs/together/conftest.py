"""What both ways of playing the moves need."""

import logging
from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture
def quiet_logs(plain_logs: None) -> Iterator[None]:
    """A refusal is a line of the log, and thousands are played."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()
