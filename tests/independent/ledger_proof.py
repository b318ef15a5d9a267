"""Links of witnesses and rounds of a beacon, from docs/proof.md and docs/witness.md alone: the rows `epoch`, `open` and `link`.
Used by ledger_verify.py.
"""
import base64
import hashlib
import re

import ed25519
from ledger_files import H, need

US = 10 ** 6
LOCAL_END, ZEROS = 999999999999, "0" * 64
TEXT = '[ !#-\\[\\]-~]*'
WITNESS = re.compile(f'{{"key":"({TEXT})","anchor":"([0-9a-f]{{64}})"}}')
BEACON = re.compile('{"chain":"([0-9a-f]{64})","period_s":(0|[1-9][0-9]{0,9}),"genesis_s":(0|[1-9][0-9]{0,11}),"public_key":"([0-9a-f]*)",'
                    f'"group_hash":"([0-9a-f]{{64}})","name":"({TEXT})","signature_bytes":(48|96),"chained":(true|false)}}')
LINK = re.compile('{"link":"([0-9a-f]{64})","time":([ 0-9-]{12}),"receipt":"([A-Za-z0-9+/]{86}==)"}')


def listed(form, text, most):
    """The groups of each item of a list without blanks."""
    found, place = [], 0
    while place < len(text):
        item = form.match(text, place)
        need(item and len(found) < most, "its witnesses are not written as they must be, or too many")
        found.append(item.groups())
        place = item.end()
        need(place == len(text) or (text[place] == "," and place + 1 < len(text)), "its witnesses are not written as they must be")
        place += 1
    return found


def key_of(text):
    """The 32 bytes of a key of type 04 as text."""
    form = re.fullmatch(r"([!-*,-~]{1,100})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})", text)
    need(form, "a witness's key has not the form of one")
    data = base64.b64decode(form[3])
    need(len(data) == 33 and data[0] == 4, "a witness's key is not of type 04")
    need(hashlib.sha256(form[1].encode() + b"\n" + data).hexdigest()[:8] == form[2], "a witness's key has another id")
    return data[1:]


class Beacon:
    def __init__(self, chain, period_s, genesis_s, public_key, group_hash, name, signature_bytes, chained):
        self.chain, self.period_s, self.genesis_s = chain, int(period_s), int(genesis_s)
        self.signature_bytes, self.chained = int(signature_bytes), chained == "true"
        need(len(name) <= 100, "the beacon's name is too long")
        need(len(public_key) % 2 == 0 and 1 <= len(public_key) // 2 <= 96, "the beacon's public key is too short or too long")
        need(0 < self.period_s and 0 < self.genesis_s < 2 ** 32, "the beacon has no period, or no genesis")
        data = (self.period_s.to_bytes(4, "big") + self.genesis_s.to_bytes(8, "big") + bytes.fromhex(public_key) +
                bytes.fromhex(group_hash) + (b"" if name in ("", "default") else name.encode()))
        need(hashlib.sha256(data).hexdigest() == chain, "the beacon's chain is another")

    def round_at(self, moment_s):
        return max(1, -((self.genesis_s - moment_s) // self.period_s) + 1)

    def check(self, moment_s, time_us, round_, signature, previous):
        need(round_ == self.round_at(moment_s), f"its round is not {self.round_at(moment_s)}")
        need(len(signature) == 2 * self.signature_bytes, "its signature is too short or too long")
        need((previous != "") == self.chained, "it must have a previous signature just where the beacon is chained")
        need(len(previous) % 2 == 0 and len(previous) <= 192, "its previous signature is too long")
        need(time_us >= (self.genesis_s + (round_ - 1) * self.period_s - 30) * US, "it was written before its round")


class Epoch:
    """What an epoch's row says, and the links that are known of it."""

    def __init__(self, number, begin, end, anchor, witnesses, beacon):
        need(re.fullmatch("[1-9][0-9]{0,18}", number), "its number is not written as it must be")
        self.number, self.begin, self.end = int(number), begin, end
        need(self.number < 2 ** 53, "its number is too great")
        found = listed(WITNESS, witnesses, 4)
        self.witnesses = [key for key, _ in found]
        self.keys = [key_of(key) for key in self.witnesses]
        need(len(set(self.keys)) == len(self.keys), "a witness is named twice")
        form = BEACON.fullmatch(beacon)
        need(form or beacon == "null", "its beacon is not written as it must be")
        self.beacon = form and Beacon(*form.groups())
        self.known = [bytes.fromhex(x) for x in (anchor, *(x for _, x in found))]
        self.index = 0
        self.shared = bool(self.beacon or self.keys)
        need(self.shared or (anchor == ZEROS and end == LOCAL_END), "a local epoch has an anchor, or an end")

    def parties(self):
        return self.witnesses, self.beacon and self.beacon.chain

    def check_length(self, tick_s):
        if self.shared:
            need(1 <= self.end - self.begin <= 4194304 and (self.end - self.begin) * tick_s <= 366 * 86400, "it is empty, or too long")
            need(not self.beacon or 2 * self.beacon.period_s <= tick_s, "the beacon is too slow for the ticks")

    def follow(self, installation, tick, links):
        """The links of a tick lead to those of the tick before."""
        index = tick - self.begin + 1
        for party, (known, link) in enumerate(zip(self.known, links)):
            for i in range(index, self.index, -1):
                link = H("sibu link v1", installation, self.number, i, link)
            need(link == known, f"the link of witness {party} does not lead to its anchor" if party else
                 "its link does not lead to the anchor")
        self.known, self.index = links, index


class Open:
    """A tick that waits for its links."""

    def __init__(self, tick, closed, gates, head):
        self.tick, self.closed, self.gates, self.head = tick, closed, gates, head


class Proof:
    """What is kept of epochs. `greatest`: number of any epoch so far."""

    def __init__(self):
        self.greatest = 0
        self.begin()

    def begin(self):
        self.epoch = self.last = self.waiting = self.open = self.late = None

    def where(self, tick):
        """What lies there: "local", "shared" or "behind"."""
        if self.epoch is None or not self.epoch.shared:
            return "local"
        return "shared" if tick < self.epoch.end else "behind"

    def take_epoch(self, state, time_us, epoch):
        tick_s = state.ruled().tick_s
        need(epoch.number > self.greatest, "its number was there already")
        need(epoch.begin >= state.next + (self.open is not None), "it begins before the next tick")
        moment_us = epoch.begin * tick_s * US
        need(moment_us >= time_us + 30 * US, "it begins too soon")
        if self.epoch and self.epoch.parties() != epoch.parties():
            need(moment_us >= time_us + state.rules.delay_s * US, "other parties do not wait as long as they must")
        epoch.check_length(tick_s)
        self.waiting, self.greatest = epoch, epoch.number

    def change(self, state):
        """An epoch that waits comes into force."""
        if self.waiting and not self.open and not state.pending and self.waiting.begin <= state.next:
            self.epoch, self.waiting = self.waiting, None
            state.epoch = self.epoch.number

    def check_skip(self, begin, end):
        """How many ticks a skip withholds."""
        need(not self.waiting or end <= self.waiting.begin, "it goes past the beginning of an epoch that waits")
        if self.where(begin) != "shared":
            return 0
        need(self.waiting and end == self.waiting.begin, "ticks of a shared epoch are skipped, and no other begins there")
        self.open = None
        return min(end, self.epoch.end) - begin

    def shares(self, state, time_us, tick, link, witnesses, beacon):
        """What a tick is drawn from, as fields of R: all is checked but the outcomes."""
        need(self.open and tick == self.open.tick, "this tick is not open")
        given, epoch, moment_s = listed(LINK, witnesses, 4), self.epoch, tick * state.rules.tick_s
        need(len(given) == len(epoch.keys), "it has not one link for each witness")
        links = [bytes.fromhex(x) for x in (link, *(x for x, _, _ in given))]
        epoch.follow(state.installation, tick, links)
        for key, (its, time_s, receipt) in zip(epoch.keys, given):
            need(re.fullmatch(" *(0|[1-9][0-9]*)", time_s) and int(time_s) >= moment_s, "a witness gave its link before the tick")
            said = receipt_text(state.installation, epoch.number, tick, its, int(time_s), self.open.head)
            data = base64.b64decode(receipt)
            need(base64.b64encode(data).decode() == receipt and ed25519.verify(key, said, data), "a witness's receipt is wrong")
        round_, signature, previous = beacon
        if epoch.beacon:
            epoch.beacon.check(moment_s, time_us, round_, signature, previous)
            return (*links, hashlib.sha256(bytes.fromhex(signature)).digest())
        need((round_, signature, previous) == (0, "", ""), "it has a round, and its epoch has no beacon")
        return tuple(links)


def receipt_text(installation, epoch, tick, link, time_s, head):
    return (f"sibu-link/v1\ninstallation {installation.hex()}\nepoch {epoch}\ntick {tick}\nlink {link}\ntime {time_s}\n"
            f"{head}").encode()
