# A drill on a disk that is full to the last byte: answers get no 2xx, and neither does an all clear, but a real emergency is taken,
# for which the server has kept room back, and told to everybody. Standard library only.
# Usage: full_disk.py SIBU FOLDER (of a file system of its own); prints "N passed, M failed".
import asyncio
import collections
import errno
import pathlib
import sys
import time

sys.dont_write_bytecode = True
from crowd import Crowd, ask   # noqa: E402
from place import Place   # noqa: E402

SIBU, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
PEOPLE, RESERVE = 120, 32 << 20
checks = collections.Counter()


def check(what, holds, why=""):
    checks[bool(holds)] += 1
    if not holds:
        print(f"FAILED {what}: {str(why)[:600]}", flush=True)


def fill(path):
    """Takes all room that is left."""
    with open(path, "ab", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


async def until(holds, seconds=20):
    limit = time.monotonic() + seconds
    while not holds() and time.monotonic() < limit:
        await asyncio.sleep(0.05)
    return holds()


async def begin(place, crowd):
    await crowd.open()
    place.start()
    await place.is_up()
    await place.meet(crowd)
    check("a drill begins", (await place.officer("POST", "/v1/now", {}))[0] == 202)
    check("everybody is told", await until(lambda: all(phone.order for phone in crowd.phones)))
    check("and room is kept back", (place.data / "reserve").stat().st_size == RESERVE)


async def told_the_end(place, crowd):
    (identifier,), = place.rows("SELECT a.identifier FROM alert a ORDER BY a.key DESC LIMIT 1")
    return all(phone.told[phone.order[-1]][0] == identifier for phone in crowd.phones)


async def story(place, crowd):
    await begin(place, crowd)
    place.empty_log()
    fill(FOLDER / "filler")
    said = {"token": crowd.phones[0].token, "key": "no-room-1", "answer": "acknowledge"}
    status, said, _ = await ask(place.port, "POST", "/v1/answer", said)
    check("an answer is refused", status == 503, (status, said))
    status, said, _ = await place.officer("POST", "/v1/stop", {"how": "all-clear"})
    check("an all clear is refused", status == 503 and (place.data / "reserve").exists(), (status, said))
    before = {phone.id: len(phone.order) for phone in crowd.phones}
    status, said, _ = await place.officer("POST", "/v1/stop", {"how": "real-emergency"})
    check("a real emergency is taken", status == 200, (status, said))
    check("by the room kept back", not (place.data / "reserve").exists())
    check("everybody is told", await until(lambda: all(len(phone.order) > before[phone.id] for phone in crowd.phones)))
    check("that, and last", await told_the_end(place, crowd))
    kept = place.rows("SELECT count(*) FROM event WHERE kind = 'real-emergency'")[0][0]
    check("it is kept", kept == 1, kept)
    (FOLDER / "filler").unlink()
    await place.end()
    place.start()
    check("it starts again", await place.is_up())
    check("and keeps room back again", (place.data / "reserve").stat().st_size == RESERVE)


async def run():
    crowd = Crowd(PEOPLE, 1, span=3600)   # the phones stay silent: what is said is said here
    place = Place(FOLDER / "place", SIBU, crowd.phones)
    try:
        await story(place, crowd)
    finally:
        await crowd.close()
        place.remove()


asyncio.run(run())
print(f"{checks[True]} passed, {checks[False]} failed")
sys.exit(1 if checks[False] or checks[True] < 12 else 0)
