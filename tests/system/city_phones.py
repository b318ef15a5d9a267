# The phones of a city, all behind one port: each takes alerts, acknowledges and checks in at whichever server answers, with one key
# for each answer. Everything that was sent, heard and said is written down. Python's standard library only.
import asyncio
import json
import random
import re
import time

from crowd import read_message


def now_us():
    return time.time_ns() // 1000


class Book:
    """Lines of JSON, on the disk's way when they are written."""

    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8", buffering=1)

    def write(self, **line):
        self.file.write(json.dumps(line, ensure_ascii=False) + "\n")


async def ask(address, method, path, body=None, bearer=None, patience=4):
    """One request on a connection of its own; (status, text), status 0 where no answer came."""
    text = ("" if body is None else json.dumps(body)).encode()
    head = f"Authorization: Bearer {bearer}\r\n" if bearer else ""
    writer = None
    try:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection(address, 8080)
            writer.write(f"{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{head}Content-Type: application/json\r\n"
                         f"Content-Length: {len(text)}\r\n\r\n".encode() + text)
            answer = await read_message(reader)
        return (int(answer[0].split()[1]), answer[2]) if answer else (0, "")
    except (OSError, TimeoutError):
        return 0, ""
    finally:
        if writer is not None:
            writer.close()


class Phones:
    """`tokens`: {(site, person): token}, once they are known. `span_s`: within how long somebody answers, and then arrives."""

    def __init__(self, folder, nodes, seed, span_s):
        self.sent, self.heard = Book(folder / "clients.jsonl"), Book(folder / "sink.jsonl")
        self.nodes, self.luck, self.span_s, self.tokens = nodes, random.Random(seed), span_s, {}
        self.told, self.tasks, self.open = set(), set(), 0

    async def listen(self):
        self.sink = await asyncio.start_server(self.take_all, "10.78.0.1", 0, backlog=4096)
        return self.sink.sockets[0].getsockname()[1]

    async def take_all(self, reader, writer):
        try:
            while (request := await read_message(reader)) is not None:
                if not await self.take(request, writer):
                    break
        except (ConnectionError, asyncio.CancelledError, asyncio.LimitOverrunError):
            pass
        writer.close()

    async def take(self, request, writer):
        """False: the connection breaks before the answer."""
        line, headers, body = request
        site, person = line.split()[1].strip("/").split("/")
        alert, kind = (re.search(rf"<{name}>([^<]+)</{name}>", body).group(1) for name in ("identifier", "msgType"))
        fate = self.luck.random()
        status = 0 if fate < 0.01 else 503 if fate < 0.02 else 200
        self.heard.write(at_us=now_us(), site=site, person=person, key=headers["idempotency-key"], alert=alert, status=status)
        drill = alert.rsplit("-", 1)[0] if kind != "Alert" else alert
        if kind == "Alert" and (site, person, drill) not in self.told:
            self.told.add((site, person, drill))
            task = asyncio.create_task(self.live(site, person, alert))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        if status != 0:
            writer.write(f"HTTP/1.1 {status} OK\r\nContent-Length: 0\r\n\r\n".encode())
        return status != 0

    async def live(self, site, person, alert):
        self.open += 1
        try:
            await asyncio.sleep(self.luck.uniform(0, self.span_s))
            await self.say(site, person, alert, ("acknowledge", "/v1/answer", {"answer": "acknowledge"}))
            await asyncio.sleep(self.luck.uniform(0, self.span_s))
            await self.say(site, person, alert, ("check-in", "/v1/check-in", {"point": "M1"}))
        finally:
            self.open -= 1

    async def say(self, site, person, alert, what):
        """Until a server says yes or no: the next one is asked where one does not answer."""
        kind, path, body = what
        key = f"{kind}-{alert}".replace(".", "-")[-60:]
        node = self.luck.randrange(len(self.nodes))
        for _ in range(400):
            sent_us = now_us()
            status, text = await ask(self.nodes[node], "POST", path, {"token": self.tokens[site, person], "key": key, **body})
            said = json.loads(text) if status == 200 else {}
            self.sent.write(site=site, person=person, key=key, kind=kind, node=node + 1, sent_us=sent_us, at_us=now_us(), status=status,
                            received_us=said.get("received_us", 0), new=said.get("new", False), why="" if status == 200 else text[:200])
            if 200 <= status < 300 or (400 <= status < 500 and status != 429):
                return
            node = (node + 1) % len(self.nodes)
            await asyncio.sleep(self.luck.uniform(0.05, 0.5))
