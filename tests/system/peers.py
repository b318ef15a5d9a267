# Peers of the server that behave badly: an HTTP sink of many tempers, a mail server that hangs up in the middle of a mail, a broker
# that goes away, and a device that listens to it. Python's standard library only; the broker is mosquitto.
import asyncio
import email
import email.policy
import json
import os
import socket
import struct
import subprocess
import time

from crowd import read_message


class Sink:
    """One port; the path says how it answers: /TEMPER/NAME. Keeps what came: (time, body) by NAME."""

    def __init__(self):
        self.came, self.keys = {}, {}

    async def open(self, host, port=0):
        self.server = await asyncio.start_server(self.listen, host, port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def listen(self, reader, writer):
        try:
            while (request := await read_message(reader)) is not None:
                line, headers, body = request
                temper, name = line.split()[1].split("?")[0].strip("/").split("/")[:2]
                self.came.setdefault(name, []).append((time.time(), body))
                self.keys.setdefault(name, []).append(headers.get("idempotency-key"))
                await self.answer(temper, len(self.came[name]), body, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass   # the other end is gone, or this one goes
        writer.close()

    async def answer(self, temper, times, said, writer):
        if temper == "hang":
            await asyncio.sleep(3600)
        if temper == "reset":
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            return
        status, more, body = {
            "busy": ("429 Slow", "Retry-After: 1\r\n", "{}") if times == 1 else ("200 OK", "", '{"id":1}'),
            "ill": ("500 No", "", "{}") if times == 1 else ("200 OK", "", '{"id":"a"}'),
            "broken": ("500 No", "", "{}"),
            "echo": ("400 No", "", said),
            "refuse": ("200 OK", "", '{"errcode":310000,"errmsg":"sign not match"}'),
            "away": ("302 Found", f"Location: http://127.0.0.1:{self.port}/secret/redirected\r\n", ""),
        }.get(temper, ("200 OK", "", "ok"))
        writer.write(f"HTTP/1.1 {status}\r\n{more}Content-Length: {len(body.encode())}\r\n\r\n{body}".encode())


class MailServer:
    """Takes mails; unless it is fine, it hangs up in the middle of each to always@, and of the first two to twice@, and refuses refuse@."""

    def __init__(self, is_fine=False):
        self.is_fine, self.taken, self.begun = is_fine, {}, {}   # by recipient: (time, mail); Message-ID of each that was begun

    async def open(self):
        self.server = await asyncio.start_server(self.listen, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    async def listen(self, reader, writer):
        try:
            await self.talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        writer.close()

    async def talk(self, reader, writer):
        to = ""
        writer.write(b"220 stand\r\n")
        while line := (await reader.readline()).decode().strip():
            word = line.upper()
            if word.startswith("RCPT TO:"):
                to = line.split("<")[1].split("@")[0]
                if to == "refuse" and not self.is_fine:
                    writer.write(f"550 5.1.1 nobody here is {line.split(':')[1]}\r\n".encode())
                    continue
            writer.write(b"354 go on\r\n" if word == "DATA" else b"221 bye\r\n" if word == "QUIT" else b"250 OK\r\n")
            if word == "DATA":
                if not await self.take(to, reader):
                    writer.transport.abort()
                    return
                writer.write(b"250 taken\r\n")

    async def take(self, to, reader):
        head = await reader.readuntil(b"\r\n\r\n")
        begun = self.begun.setdefault(to, [])
        begun.append(email.message_from_bytes(head, policy=email.policy.default)["message-id"])
        if not self.is_fine and (to == "always" or (to == "twice" and len(begun) <= 2)):
            return False
        rest = await reader.readuntil(b"\r\n.\r\n")
        self.taken.setdefault(to, []).append((time.time(), email.message_from_bytes(head + rest[:-3], policy=email.policy.default)))
        return True


class Broker:
    """mosquitto on a port of its own; can be killed and started again there."""

    def __init__(self, folder, name, host="127.0.0.1"):
        self.host = host
        with socket.socket() as free:
            free.bind((host, 0))
            self.port = free.getsockname()[1]
        self.conf, self.process = folder / f"{name}.conf", None
        self.conf.write_text(f"listener {self.port} {host}\nlog_dest none\npersistence false\nallow_anonymous true\n", encoding="utf-8")

    async def start(self):
        path = os.environ["PATH"] + ":/usr/sbin"
        self.process = subprocess.Popen(["mosquitto", "-c", self.conf], env={**os.environ, "PATH": path}, stdout=subprocess.DEVNULL)
        for _ in range(400):
            try:
                (await asyncio.open_connection(self.host, self.port))[1].close()
                return
            except OSError:
                await asyncio.sleep(0.01)
        raise TimeoutError("the broker does not start")

    def end(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.process = None


class Device:
    """Hears all that is said at a broker, by MQTT 3.1.1: (time, topic, retained, what was said)."""

    def __init__(self):
        self.heard = []

    async def open(self, broker):
        self.reader, self.writer = await asyncio.open_connection(broker.host, broker.port)
        self.writer.write(b"\x10\x10\x00\x04MQTT\x04\x02\x00\x00\x00\x04horn")   # a clean session, no keepalive
        pattern = b"sibu/v1/#"
        rest = b"\x00\x01" + struct.pack(">H", len(pattern)) + pattern + b"\x00"
        self.writer.write(b"\x82" + bytes([len(rest)]) + rest)
        await self.packet()
        await self.packet()   # CONNACK, SUBACK
        self.task = asyncio.create_task(self.listen())

    async def packet(self):
        first, length, shift = (await self.reader.readexactly(1))[0], 0, 0
        while True:
            byte = (await self.reader.readexactly(1))[0]
            length |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return first, await self.reader.readexactly(length)

    async def listen(self):
        try:
            while True:
                first, body = await self.packet()
                if first >> 4 == 3:
                    end = 2 + struct.unpack(">H", body[:2])[0]
                    said = body[end:].decode()
                    self.heard.append((time.time(), body[2:end].decode(), first & 1, json.loads(said) if said.startswith("{") else said))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass   # the broker is gone

    def close(self):
        self.task.cancel()
        self.writer.close()

    def commands(self):
        return [said for _, topic, _, said in self.heard if topic.endswith("/cmd")]

    def states(self):
        return [said for _, topic, _, said in self.heard if topic.endswith("/state") and said]
