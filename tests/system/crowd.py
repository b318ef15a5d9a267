# Simulated phones for tests that break the server: each takes alerts over HTTP, remembers by Idempotency-Key what it was told and
# when, and answers until it has a 2xx. Python's standard library only.
import asyncio
import json
import random
import re
import socket
import time


class Phone:
    """What a person's phone was told, and what the person said."""

    def __init__(self, number):
        self.number, self.id, self.token = number, f"P{number:03}", ""
        self.told = {}   # key: [identifier of the alert, how often]
        self.order, self.lives = [], []   # keys, each time that one came, and in which life of the server
        self.said = {}   # key of an answer: [kind, (received_us, new) of its 2xx or None]

    def hear(self, key, body, life):
        """Returns whether it is new."""
        identifier = re.search(r"<identifier>([^<]+)</identifier>", body).group(1)
        heard = self.told.setdefault(key, [identifier, 0])
        heard[1] += 1
        self.order.append(key)
        self.lives.append(life)
        return heard[1] == 1


async def read_message(reader):
    """A request or an answer of HTTP/1.1: its first line, headers and body; None at the end of the connection."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in head[1:] if line)}
        return head[0], headers, (await reader.readexactly(int(headers.get("content-length", 0)))).decode()
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


async def ask(port, method, path, body=None, key=None):
    """One request on a connection of its own; (status, body, seconds), status 0 where no answer came."""
    began, status, said, writer = time.monotonic(), 0, "", None
    text = "" if body is None else json.dumps(body)
    bearer = f"Authorization: Bearer {key}\r\n" if key else ""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{bearer}Content-Type: application/json\r\n"
                     f"Content-Length: {len(text)}\r\n\r\n{text}".encode())
        answer = await asyncio.wait_for(read_message(reader), 30)
        if answer is not None:
            status, said = int(answer[0].split()[1]), answer[2]
    except (OSError, asyncio.TimeoutError):
        pass
    if writer is not None:
        writer.close()
    return status, said, time.monotonic() - began


class Crowd:
    """All phones behind one port. `span`: within how many seconds people acknowledge, and then check in."""

    def __init__(self, count, seed, span):
        self.phones = [Phone(i) for i in range(count)]
        self.luck, self.span = random.Random(seed), span
        self.server_port, self.port, self.tasks, self.hurry = 0, 0, [], asyncio.Event()
        self.refused, self.life, self.open_connections, self.probes = [], 0, 0, {}

    async def open(self):
        self.sink = await asyncio.start_server(self.listen, "127.0.0.1", 0, backlog=1000)
        self.port = self.sink.sockets[0].getsockname()[1]

    async def close(self):
        self.sink.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def listen(self, reader, writer):
        probe = self.probes.pop(writer.get_extra_info("peername"), None)
        if probe is not None:
            probe.set()
        self.open_connections += 1
        try:
            await self.take(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass   # the other end is gone, or this one goes
        finally:
            self.open_connections -= 1
            writer.close()

    async def outlive(self):
        """The server is dead: all that it sent before is heard, as of its life; what comes from now on is of the next one's.
        Connections are accepted in the order in which they were made, so none of the dead is behind our own."""
        own, came = socket.socket(), asyncio.Event()
        own.bind(("127.0.0.1", 0))
        self.probes[own.getsockname()] = came
        own.setblocking(False)
        await asyncio.get_running_loop().sock_connect(own, ("127.0.0.1", self.port))
        await came.wait()
        own.close()
        while self.open_connections > 0:
            await asyncio.sleep(0.005)
        self.life += 1

    async def take(self, reader, writer):
        while (request := await read_message(reader)) is not None:
            line, headers, body = request
            phone = self.phones[int(line.split()[1].rsplit("/", 1)[1])]
            fate = self.luck.random()
            if fate < 0.03:
                return   # lost on its way
            if phone.hear(headers["idempotency-key"], body, self.life) and len(phone.order) == 1:
                self.tasks.append(asyncio.create_task(self.live(phone)))
            await asyncio.sleep(self.luck.uniform(0, 0.03))
            status = "500 No" if fate > 0.97 else "200 OK"   # who says no has heard it all the same
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())

    async def pause(self, least, most):
        """Until then, or until all are told to hurry."""
        try:
            await asyncio.wait_for(self.hurry.wait(), self.luck.uniform(least, most))
        except asyncio.TimeoutError:
            pass

    async def live(self, phone):
        await self.pause(0, self.span)
        await self.say(phone, "acknowledge", "/v1/answer", {"answer": "acknowledge"})
        await self.pause(0, self.span)
        if phone.number % 20 != 0:   # the others never come, so that the drill does not end by itself
            await self.say(phone, "check-in", "/v1/check-in", {"point": "M1"})

    async def say(self, phone, kind, path, body):
        """Tries until there is a 2xx."""
        key = f"{kind}-{phone.id}"
        said = phone.said[key] = [kind, None]
        while said[1] is None:
            status, answer, _ = await ask(self.server_port, "POST", path, {"token": phone.token, "key": key, **body})
            if 200 <= status <= 299:
                found = json.loads(answer)
                said[1] = (found["received_us"], found["new"])
            elif 400 <= status <= 499:
                self.refused.append((phone.id, kind, status, answer))
                return
            else:
                await asyncio.sleep(self.luck.uniform(0.05, 0.3))

    def answers(self):
        """(id, key): received_us, of all that have a 2xx."""
        return {(phone.id, key): said[1][0] for phone in self.phones for key, said in phone.said.items() if said[1] is not None}

    def open_answers(self):
        return sum(said[1] is None for phone in self.phones for said in phone.said.values()) - len(self.refused)
