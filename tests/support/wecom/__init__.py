"""WeCom on the loopback, made from its documentation: it checks every call, and can misbehave on demand."""

from tests.support.wecom.robot import ROBOT, ROBOT_SECRET, Robot, Shown
from tests.support.wecom.server import AGENT, CORP, SECRET, TOKEN, Sent, Wecom, key

__all__ = ["AGENT", "CORP", "ROBOT", "ROBOT_SECRET", "SECRET", "TOKEN", "Robot", "Sent", "Shown", "Wecom", "key"]
