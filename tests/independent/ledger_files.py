"""What a ledger's bytes are, from docs/ledger.md: encoding, hashes, the tree, lines and database. Used by ledger_verify.py."""
import functools
import hashlib
import json
import re
import sqlite3
import struct

MAX = 2 ** 63 - 1


class Wrong(Exception):
    """What is wrong with a row."""


def need(right, what):
    if not right:
        raise Wrong(what)


# --- Encoding ---

def field(value):
    data = struct.pack(">Q", value) if isinstance(value, int) else value.encode() if isinstance(value, str) else value
    return struct.pack(">I", len(data)) + data


def H(tag, *values, key=b""):
    data = b"".join(map(field, values))
    return hashlib.blake2b(data, digest_size=32, person=tag.encode().ljust(16, b"\0"), key=key).digest()


def row_hash(before, row, time_us, kind, body):
    return H("sibu ledger v1", before, row, time_us, kind, body)


def tick_R(installation, epoch, tick, r):
    return H("sibu tick v1", installation, epoch, tick, b"", r)


def first8(data):
    return int.from_bytes(data[:8], "big")


ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quoted(text):
    return '"' + re.sub('["\\\\\x00-\x1f\x7f\u2028\u2029]', lambda m: ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04x}", text) + '"'


# --- Merkle tree ---

class Tree:
    """Peaks of the whole subtrees, from the left, each (leaves, hash)."""

    def __init__(self):
        self.peaks = []

    def append(self, data):
        peak = (1, hashlib.sha256(b"\0" + data).digest())
        while self.peaks and self.peaks[-1][0] == peak[0]:
            left = self.peaks.pop()
            peak = (2 * peak[0], self.node(left[1], peak[1]))
        self.peaks.append(peak)

    @staticmethod
    def node(left, right):
        return hashlib.sha256(b"\1" + left + right).digest()

    def root(self):
        return functools.reduce(lambda right, left: self.node(left, right), [peak[1] for peak in reversed(self.peaks)])


# --- Files ---

STRING = rb'"((?:[^"\\\x00-\x1f\x7f]|\\.)*)"'
NUMBER = rb"(0|[1-9][0-9]{0,18})"
ROW = re.compile(rb'\{"row":' + NUMBER + rb',"time_us":' + NUMBER + rb',"kind":' + STRING + rb',"body":' + STRING +
                 rb',"hash":"([0-9a-f]{64})"\}')
HEAD = re.compile(rb'\{"size":' + NUMBER + rb',"head":' + STRING + rb"\}")


def row_line(row, time_us, kind, body, stored):
    return f'{{"row":{row},"time_us":{time_us},"kind":{quoted(kind)},"body":{quoted(body)},"hash":"{stored.hex()}"}}'


def head_line(size, note):
    return f'{{"size":{size},"head":{quoted(note)}}}'


def from_line(line):
    """("row", row, time_us, kind, body, hash), ("head", size, note), or ("bad", what, 1 where a row should stand there, leaf)."""
    found = ROW.fullmatch(line) or HEAD.fullmatch(line)
    behind = 0 if line.startswith(b'{"size":') else 1
    if not found:
        return ("bad", "a line that is neither a row nor a head", behind, None)
    try:
        text = line.decode()
        value = json.loads(text, strict=False)
        if "row" in value:
            item = ("row", value["row"], value["time_us"], value["kind"], value["body"], bytes.fromhex(value["hash"]))
            same = row_line(*item[1:]) == text and item[1] >= 1 and max(item[1], item[2]) <= MAX
        else:
            item = ("head", value["size"], value["head"])
            same = head_line(*item[1:]) == text and 1 <= item[1] <= MAX
    except ValueError:   # no UTF-8, or an escape that is none
        same = False
    return item if same else ("bad", "a line that is not written as it must be", behind, None)


def from_lines(data):
    lines = data.split(b"\n")
    for line in lines[:-1]:
        yield from_line(line)
    if lines[-1]:
        yield ("bad", "a line without its end", 0 if lines[-1].startswith(b'{"size":') else 1, None)


def from_database(path):
    base = sqlite3.connect("file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23") + "?mode=ro", uri=True)
    base.text_factory = bytes
    try:
        need(base.execute("PRAGMA application_id").fetchone()[0] == 0x53494253, "is no data of Sibu")
        heads = dict(base.execute("SELECT size, note FROM ledger_head"))
        for row, time_us, kind, body, stored in base.execute("SELECT row, time_us, kind, body, hash FROM ledger ORDER BY row"):
            try:
                right = [isinstance(x, t) for x, t in zip((time_us, kind, body, stored), (int, bytes, bytes, bytes))]
                item = ("row", row, time_us, kind.decode(), body.decode(), stored)
                yield item if all(right) and time_us >= 0 and len(stored) == 32 else bad_row(stored)
            except (AttributeError, UnicodeDecodeError):
                yield bad_row(stored)
            if row in heads:
                yield from_note(row, heads.pop(row))
        for size in sorted(heads):
            yield from_note(size, heads[size])
    finally:
        base.close()


def bad_row(stored):
    return ("bad", "no row", 1, stored if isinstance(stored, bytes) else b"")


def from_note(size, note):
    try:
        return ("head", size, note.decode())
    except (AttributeError, UnicodeDecodeError):
        return ("bad", "a head that is no text", 0, None)


def items_of(path):
    with open(path, "rb") as file:
        data = file.read()
    return from_database(path) if data.startswith(b"SQLite format 3\0") else from_lines(data)
