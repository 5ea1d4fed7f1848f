"""What can be wrong with WeCom: its part of `zeren doctor`."""

from urllib.parse import urlsplit

from bot.base.finding import Finding
from bot.base.logs import described
from bot.channels.wecom.account import Account
from bot.channels.wecom.api import Api
from bot.channels.wecom.callback import PATH
from bot.channels.wecom.failures import MENDS, Refused

SEE_TABLE = "look the number up in the platform's table of errors"


async def examine(account: Account) -> list[Finding]:
    """Whether the platform takes the secret, trusts this machine and lets the app speak, and to whom."""
    api = Api(account)
    await api.open()
    try:
        app = await api.get("agent/get", agentid=str(account.agent))
    except Refused as refused:
        return [Finding("wecom", False, str(refused), MENDS.get(refused.code, SEE_TABLE))]
    except Exception as failure:
        told = described(failure, api.secrets)
        return [Finding("wecom", False, f"not reachable: {told}", "check the network and wecom.api_url")]
    finally:
        await api.close()
    findings = [Finding("wecom", True, f"{app.get('name', '?')}, called back at {PATH}")]
    if app.get("close"):
        findings.append(Finding("wecom app", False, "off in the admin page", "turn it on under 应用管理"))
    if urlsplit(account.api_url).scheme != "https":
        findings.append(Finding("wecom.api_url", False, "the secret travels in clear text", "use https:// there"))
    return findings
