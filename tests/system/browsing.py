# For tests that look at the pages with a real browser (Debian's chromium, over its DevTools protocol on a pipe): the browser, its
# pages, each with cookies of its own, and the server of the little works. Python's standard library.
import base64
import fcntl
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
import urllib.request

SLOW = 4 if os.environ.get("SIBU_SLOW") else 1   # a sanitizer's server
PICTURES = os.environ.get("SIBU_PICTURES")   # a folder that keeps pictures of the pages
PHONE, DESK = (390, 844), (1280, 800)
checks = {True: 0, False: 0}
running = []
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def check(what, holds, why=""):
    checks[bool(holds)] += 1
    if not holds:
        print(f"FAILED {what}: {why}")


def wait_for(what, holds, seconds=10):
    end = time.monotonic() + seconds * SLOW
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.02)
    return True


def came(what, holds, seconds=10, why=lambda: ""):
    try:
        check(what, wait_for(what, holds, seconds))
    except TimeoutError:
        check(what, False, why())


def ask(method, url, body=None, headers=()):
    request = urllib.request.Request(url, method=method, headers=dict(headers), data=None if body is None else body.encode())
    with direct.open(request, timeout=30) as reply:
        return reply.read().decode()


PIPES = "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"


def move_up(end):
    """The same end of a pipe, out of the way of 3 and 4, where chromium expects it."""
    moved = fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(end)
    return moved


class Chromium:
    """One browser without any of a person's own settings."""

    def __init__(self, folder):
        to_read, to_write = os.pipe()
        from_read, from_write = os.pipe()
        to_read, from_write = (move_up(end) for end in (to_read, from_write))
        self.process = subprocess.Popen(
            [sys.executable, "-c", PIPES, str(to_read), str(from_write), shutil.which("chromium"),
             "--headless=new", "--no-sandbox", "--disable-gpu", "--no-proxy-server", "--no-first-run", "--mute-audio",
             "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-extensions",
             "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows",
             f"--user-data-dir={folder / 'chromium'}", "--remote-debugging-pipe"],
            pass_fds=(to_read, from_write), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        running.append(self.process)
        os.close(to_read)
        os.close(from_write)
        self.out = to_write
        self.into = os.fdopen(from_read, "rb", buffering=0)
        self.number = 0
        self.answers = {}
        self.events = []   # all that it told by itself, as (session, method, values)
        self.told = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        rest = b""
        while piece := self.into.read(1 << 20):
            *whole, rest = (rest + piece).split(b"\0")
            with self.told:
                for text in whole:
                    said = json.loads(text)
                    if "id" in said and said["id"] in self.answers:
                        self.answers[said["id"]].put(said)
                    elif "method" in said:
                        self.events.append((said.get("sessionId"), said["method"], said["params"]))
                self.told.notify_all()
        for waiting in list(self.answers.values()):
            waiting.put({"error": {"message": "the browser has ended"}})

    def call(self, command, session=None, **values):
        self.number += 1
        number = self.number
        self.answers[number] = queue.Queue()
        said = {"id": number, "method": command, "params": values, **({"sessionId": session} if session else {})}
        os.write(self.out, json.dumps(said).encode() + b"\0")
        answer = self.answers[number].get(timeout=60)
        del self.answers[number]
        if "error" in answer:
            raise RuntimeError(f"{command}: {answer['error']['message']}")
        return answer["result"]

    def mark(self):
        return len(self.events)

    def wait_event(self, session, method, since, seconds=20, holds=lambda values: True):
        """What it told about the method since the mark; the first that holds."""
        end = time.monotonic() + seconds * SLOW
        with self.told:
            while True:
                for at in range(since, len(self.events)):
                    if self.events[at][:2] == (session, method) and holds(self.events[at][2]):
                        return self.events[at][2]
                if not self.told.wait(end - time.monotonic()) and time.monotonic() > end:
                    raise TimeoutError(method)

    def close(self):
        self.call("Browser.close")


class Page:
    """A window of a size, with cookies and memory of its own unless it shares those of another page."""

    def __init__(self, browser, language, size=PHONE, shares=None):
        self.browser = browser
        self.context = shares.context if shares else browser.call("Target.createBrowserContext")["browserContextId"]
        target = browser.call("Target.createTarget", url="about:blank", browserContextId=self.context, newWindow=True)["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.cdp("Page.enable")
        self.cdp("Network.enable")
        self.cdp("Emulation.setFocusEmulationEnabled", enabled=True)
        self.cdp("Emulation.setUserAgentOverride", userAgent="Mozilla/5.0 (test) Chrome", acceptLanguage=language)
        self.is_phone = size == PHONE
        self.size(*size)

    def cdp(self, command, **values):
        return self.browser.call(command, self.session, **values)

    def size(self, width, height):
        small = width < 800
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2 if small else 1, mobile=small)

    def network(self, is_there):
        self.cdp("Network.emulateNetworkConditions", offline=not is_there, latency=0, downloadThroughput=-1, uploadThroughput=-1)

    def scripts(self, are_on):
        self.cdp("Emulation.setScriptExecutionDisabled", value=not are_on)

    def loads(self, act):
        """Does what loads a page, and waits until it has loaded."""
        since = self.browser.mark()
        act()
        self.browser.wait_event(self.session, "Page.loadEventFired", since)

    def open(self, url):
        self.loads(lambda: self.cdp("Page.navigate", url=url))

    def run(self, script):
        """The value of a function's body, as JSON; a promise is waited for."""
        said = self.cdp("Runtime.evaluate", expression=f"(function () {{{script}}})()", returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in said:
            raise RuntimeError(said["exceptionDetails"].get("exception", {}).get("description", "") + " in " + script[:200])
        return said["result"].get("value")

    def text(self):
        return self.run("return document.body ? document.body.innerText : ''")

    def press(self, selector):
        """With the mouse, where the element is: what is covered or hidden is not pressed."""
        place = self.run(f"const e = document.querySelector({json.dumps(selector)}); if (!e) return null; e.scrollIntoView({{block: 'center'}});"
                         "const b = e.getBoundingClientRect(), x = b.x + b.width / 2, y = b.y + b.height / 2;"
                         "return b.width > 0 && e.contains(document.elementFromPoint(x, y)) ? [x, y] : null")
        if place is None:
            raise RuntimeError(f"{selector} cannot be pressed")
        for kind in ("mousePressed", "mouseReleased"):
            self.cdp("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def type(self, selector, text):
        self.run(f"document.querySelector({json.dumps(selector)}).focus()")
        self.cdp("Input.insertText", text=text)

    def visible(self, selector):
        return self.run(f"const e = document.querySelector({json.dumps(selector)}); return !!e && e.getClientRects().length > 0")

    def states(self):
        return self.run("return Array.from(document.querySelectorAll('#mine li'), li => li.dataset.state)")

    def picture(self, folder, name, whole=False):
        bytes_ = base64.b64decode(self.cdp("Page.captureScreenshot", captureBeyondViewport=whole)["data"])
        (folder / f"{name}.png").write_bytes(bytes_)
        if PICTURES:
            shutil.copy(folder / f"{name}.png", PICTURES)
        return folder / f"{name}.png"


class Works:
    """The server of the little works, and what an officer's program sees of it. `options`: more of `sibu serve`."""

    def __init__(self, sibu, little, folder, *options):
        self.data, self.log = folder / "data", folder / "server.log"
        policy = {"format": 1, "tick_s": 600, "least": 0, "mean": 0.01, "windows": [{"from": "00:00", "to": "24:00"}],
                  "shifts": {"never-now": {"days": ["mon"], "from": "03:00", "to": "03:01"}},
                  "sites": [{"site": f"{little}/site.geojson", "roster": f"{little}/roster.csv"}]}
        (folder / "policy.json").write_text(json.dumps(policy))
        self.command = [sibu, "serve", "--policy", folder / "policy.json", "--data", self.data, "--json", "--lang", "en", *options]
        self.url = ""
        self.start()
        self.key = {"Authorization": "Bearer " + (self.data / "officer.key").read_text().strip()}
        people = json.loads(ask("GET", self.url + "/v1/people", headers=self.key))["people"]
        self.token = {person["id"]: person["token"] for person in people}

    def start(self):
        """The first time on any port, then always on that one."""
        with open(self.log, "a") as log:
            self.process = subprocess.Popen([*self.command, "--port", self.url.rpartition(":")[2] or "0"], stdout=subprocess.PIPE, stderr=log)
        running.append(self.process)
        self.said = json.loads(self.process.stdout.readline())
        self.url = self.said["url"]

    def stop(self):
        self.process.terminate()
        check("the server ends", self.process.wait(timeout=30) is not None)

    def link(self, person, language):
        return f"{self.url}/w/{self.token[person]}?lang={language}"

    def drill(self):
        return json.loads(ask("GET", self.url + "/v1/muster", headers=self.key))["drill"]

    def officer(self, path, **form):
        return ask("POST", self.url + path, json.dumps(form), self.key)


def finish(least):
    """Ends what runs and says how it went; the exit status."""
    for process in reversed(running):
        if process.poll() is None:
            process.terminate()
        check("it ends", process.wait(timeout=30) is not None)
    print(f"{checks[True]} passed, {checks[False]} failed")
    return int(checks[False] != 0 or checks[True] < least)
