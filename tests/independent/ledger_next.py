#!/usr/bin/env python3
"""What the next tick of a shared epoch becomes, as docs/proof.md says: from a copy of a server's data folder, and from what
others add to it. The copy alone does not say. No code is shared with Sibu.

usage: ledger_next.py FOLDER [--link HEX]... [--signature HEX]

--link: the link of each witness of the epoch, in its order; --signature: the round's, where the epoch has a beacon. Prints
{"tick", "R", "u": {unit: its U}, "outcomes"}, the last as the row `link` of that tick must have it, with no interlock closed.
The tick is the next one, or the one that is open. Status 2: that cannot be said from this.
"""
import argparse
import base64
import hashlib
import json
import os
import pathlib
import struct
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ledger_files import H, Wrong, field, items_of, need   # noqa: E402
from ledger_verify import outcomes_of, verified   # noqa: E402

FIELDS = struct.Struct(">IQI")   # an integer and its length, and the length of what follows


class Copy:
    """A copied folder: `tick` is the one that is drawn next, `link` the server's link for it."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.state = verified(items_of(str(folder / "sibu.db")))
        found = self.state.result()
        need(found["ok"], f"its ledger is not whole: {found['first_fault']}")
        self.tick, self.epoch = self.state.next, self.state.proof.epoch
        need(self.state.proof.where(self.tick) == "shared", "its next tick is in no shared epoch")
        self.link = self.own_link(folder / f"epoch-{self.epoch.number:06}.seed")

    def own_link(self, path):
        """From the last link, which is the seed, down to the tick's; and on to the one that the ledger has, which proves it."""
        own = self.tick - self.epoch.begin + 1
        last = base64.b64decode(path.read_text(encoding="ascii"))
        found = self.down(last, self.epoch.end - self.epoch.begin, own)
        need(self.down(found, own, self.epoch.index) == self.epoch.known[0], "its seed is not the epoch's")
        return found

    def down(self, link, number, to):
        """From one link of the server's to an earlier one. `H` written out: an epoch of ticks of 10 s has three million."""
        before = field(self.state.installation) + field(self.epoch.number)
        for i in range(number, to, -1):
            link = hashlib.blake2b(before + FIELDS.pack(8, i, 32) + link, digest_size=32, person=b"sibu link v1\0\0\0\0").digest()
        return link

    def R(self, links, signature):
        """`links`: of the witnesses, 32 bytes each; `signature`: of the round, b"" without a beacon."""
        need(len(links) == len(self.epoch.keys), f"it takes {len(self.epoch.keys)} links of witnesses")
        need(bool(signature) == bool(self.epoch.beacon), "it takes a signature just where there is a beacon")
        shares = [self.link, *links] + ([hashlib.sha256(signature).digest()] if signature else [])
        return H("sibu tick v1", self.state.installation, self.epoch.number, self.tick, *shares)

    def drawn(self, R):
        """(gate, U, threshold, hazard) of each unit."""
        return self.state.drawn(self.state.proof.open.gates if self.state.proof.open else self.state.gates(0), R)

    def outcomes(self, links, signature):
        return outcomes_of(self.drawn(self.R(links, signature))).hex()


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder")
    options.add_argument("--link", type=bytes.fromhex, action="append", default=[])
    options.add_argument("--signature", type=bytes.fromhex, default=b"")
    chosen = options.parse_args()
    try:
        copy = Copy(chosen.folder)
        R = copy.R(chosen.link, chosen.signature)
    except (OSError, ValueError, Wrong) as fault:
        print(f"{chosen.folder}: {fault}", file=sys.stderr)
        return 2
    drawn = copy.drawn(R)
    print(json.dumps({"tick": copy.tick, "R": R.hex(), "u": {unit[0]: f"{u:016x}" for unit, (_, u, *_) in zip(copy.state.rules.units, drawn)},
                      "outcomes": outcomes_of(drawn).hex()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
