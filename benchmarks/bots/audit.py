"""Verifies a database and prints what it took, as JSON: python -m benchmarks.bots.audit DATABASE_URL"""

import asyncio
import json
import resource
import sys
import time

from storage.audit.verify import verify
from storage.engine import open_database


async def go(url: str) -> None:
    """One verification; it must be clean."""
    database = open_database(url)
    begun, before = time.perf_counter(), time.process_time()
    verdict = await database.read(verify)
    seconds, processor = time.perf_counter() - begun, time.process_time() - before
    await database.close()
    assert verdict.is_clean, verdict.findings[:3]
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    told = {"entries": verdict.entries, "seconds": seconds, "processor": processor, "megabytes": megabytes}
    print(json.dumps(told))


if __name__ == "__main__":
    asyncio.run(go(sys.argv[1]))
