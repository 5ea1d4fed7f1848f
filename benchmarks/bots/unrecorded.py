"""The durable bot that puts nothing on record, for comparison; arguments as benchmarks.bots.durable."""

import asyncio
import sys

from benchmarks.bots.durable import serve
from storage import record

if __name__ == "__main__":
    # Rows are numbered as ever, but name no entry.
    record._append = lambda *_: None
    given = sys.argv[1:]
    asyncio.run(serve(given[0], given[1], given[2], float(given[3]) if len(given) > 3 else None))
