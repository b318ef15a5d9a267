# Workers with real browsers (Debian's chromium, over WebDriver): an alert comes without a reload, answers and check-ins survive a
# time without network and count once, the code on the wall's screen is read and opens a check-in, and without scripts plain
# forms do. Python's standard library, chromedriver, zbarimg.
# Usage: browser.py SIBU LITTLE FOLDER; prints "N passed, M failed". With SIBU_PICTURES, a folder, it keeps pictures there.
import base64
import concurrent.futures
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

SIBU, LITTLE, FOLDER = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
DATA = FOLDER / "data"
PICTURES = os.environ.get("SIBU_PICTURES")
SLOW = 4 if os.environ.get("SIBU_SLOW") else 1   # a sanitizer's server
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
        time.sleep(0.05)
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


class Browser:
    """One browser of a phone's size, without any of a person's own settings."""

    def __init__(self, driver, name, language):
        self.driver = driver
        options = {"binary": shutil.which("chromium"), "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--no-proxy-server", "--no-first-run", "--mute-audio",
            "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
            f"--lang={language}", f"--user-data-dir={FOLDER / name}"]}
        made = self.call("POST", "", {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}})
        self.session = "/" + made["sessionId"]
        self.size(390, 844)
        self.cdp("Network.enable")

    session = ""

    def call(self, method, path, body=None):
        try:
            said = ask(method, f"{self.driver}/session{self.session}{path}", None if body is None else json.dumps(body))
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.loads(error.read())["value"]["message"]) from None
        return json.loads(said)["value"]

    def cdp(self, command, **values):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": values})

    def size(self, width, height):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2, mobile=True)

    def network(self, is_there):
        self.cdp("Network.emulateNetworkConditions", offline=not is_there, latency=0, downloadThroughput=-1, uploadThroughput=-1)

    def open(self, url):
        self.call("POST", "/url", {"url": url})

    def run(self, script):
        return self.call("POST", "/execute/sync", {"script": script, "args": []})

    def text(self):
        return self.run("return document.body.innerText")

    def press(self, selector):
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        self.call("POST", f"/element/{next(iter(found.values()))}/click", {})

    def states(self):
        return self.run("return Array.from(document.querySelectorAll('#mine li'), li => li.dataset.state)")

    def picture(self, name):
        bytes_ = base64.b64decode(self.call("GET", "/screenshot"))
        (FOLDER / f"{name}.png").write_bytes(bytes_)
        if PICTURES:
            shutil.copy(FOLDER / f"{name}.png", PICTURES)
        return FOLDER / f"{name}.png"

    def close(self):
        self.call("DELETE", "")


class Works:
    """The server of the little works, and what an officer sees of it."""

    def __init__(self):
        policy = {"format": 1, "tick_s": 600, "least": 0, "mean": 0.01, "windows": [{"from": "00:00", "to": "24:00"}],
                  "shifts": {"never-now": {"days": ["mon"], "from": "03:00", "to": "03:01"}},
                  "sites": [{"site": f"{LITTLE}/site.geojson", "roster": f"{LITTLE}/roster.csv"}]}
        (FOLDER / "policy.json").write_text(json.dumps(policy))
        with open(FOLDER / "server.log", "w") as log:
            self.process = subprocess.Popen([SIBU, "serve", "--policy", FOLDER / "policy.json", "--data", DATA, "--port", "0", "--json",
                                             "--lang", "en"], stdout=subprocess.PIPE, stderr=log)
        running.append(self.process)
        self.url = json.loads(self.process.stdout.readline())["url"]
        self.key = {"Authorization": "Bearer " + (DATA / "officer.key").read_text().strip()}
        people = json.loads(ask("GET", self.url + "/v1/people", headers=self.key))["people"]
        self.token = {person["id"]: person["token"] for person in people}

    def link(self, person, language):
        return f"{self.url}/w/{self.token[person]}?lang={language}"

    def drill(self):
        return json.loads(ask("GET", self.url + "/v1/muster", headers=self.key))["drill"]

    def officer(self, path, **form):
        return ask("POST", self.url + path, json.dumps(form), self.key)

    def board(self):
        """Signs in as the board's form does; the cookie."""
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)
        key = (DATA / "officer.key").read_text().strip()
        try:
            opener.open(self.url + "/sign-in", urllib.parse.urlencode({"key": key}).encode(), timeout=30)
        except urllib.error.HTTPError as reply:
            return {"Cookie": reply.headers["Set-Cookie"].split(";")[0]}
        raise RuntimeError("the board does not let the officer in")


VISIBLE = "const e = document.querySelector('%s'); return !!e && e.getClientRects().length > 0"


def visible(browser, selector):
    return browser.run(VISIBLE % selector)


def before(works, english, chinese):
    english.open(works.link("W08", "en"))
    chinese.open(works.link("W02", "zh"))
    check("nothing is asked without a drill", visible(english, "#idle") and not visible(english, "button[name=answer]"))
    weight = english.run("return performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))"
                         ".filter(e => !e.name.endsWith('/events')).reduce((sum, e) => sum + e.decodedBodySize, 0)")
    check("the whole page weighs less than 30 kB", 5000 < weight < 30000, weight)
    check("its language is said", chinese.run("return document.documentElement.lang") == "zh-CN")
    check("the alarm that is blocked says so", "Tap here to turn it on" in english.text())
    english.press("#sound")
    came("and that it is on", lambda: "The alarm sound is on" in english.text())
    for browser in (english, chinese):
        browser.run("window.before = true")


def alert(works, english, chinese):
    wait_for("streams", lambda: english.run("return document.getElementById('net').hidden"))
    began = time.monotonic()
    works.officer("/v1/now")
    came("an alert appears without a reload", lambda: visible(english, "#live .banner") and visible(chinese, "#live .banner"), 5)
    check("soon", time.monotonic() - began < 2 * SLOW, time.monotonic() - began)
    check("the page is the same", english.run("return window.before") and chinese.run("return window.before"))
    check("in English", "DRILL" in english.text() and "Where the exercise says it happened: " in english.text(), english.text())
    check("in Chinese", "演练" in chinese.text() and "我正在撤离" in chinese.text(), chinese.text())
    check("it is an alert", english.run("return document.querySelector('#live .banner').getAttribute('role')") == "alert")
    sizes = english.run("return Array.from(document.querySelectorAll('#live button.go, #live button.help'), b => b.getBoundingClientRect().height)")
    check("large buttons", len(sizes) == 3 and min(sizes) >= 56, sizes)
    english.picture("alert-en")
    chinese.picture("alert-zh")
    english.size(320, 640)
    check("it fits 320 pixels", english.run("return document.documentElement.scrollWidth") <= 320)
    english.picture("alert-320")
    english.size(390, 844)


def seen(works):
    """Who has had the page of the drill in front, as evidence has it."""
    drill = json.loads(ask("GET", works.url + "/v1/evidence", headers=works.key))
    return {person["id"] for person in drill["people"] if person["seen_us"] is not None}


def evidence(works, english):
    """A page that shows the alert tells so once; one that is only fetched, or lies behind another, does not."""
    came("whoever sees the alert is known to", lambda: seen(works) == {"W02", "W08"}, why=lambda: seen(works))
    check("and has not answered", works.drill()["acknowledged"] == 0)
    ask("GET", works.link("W03", "en"))
    english.run("window.asked = 0; const real = fetch;"
                "window.fetch = (...all) => { window.asked += String(all[0]).endsWith('/seen'); return real(...all); };"
                "document.dispatchEvent(new Event('visibilitychange'))")
    check("and it is told once", english.run("return window.asked") == 0)
    check("to fetch a page is not to see it", "W03" not in seen(works))


def answers(works, english):
    english.press("#live button[value=acknowledge]")
    came("an answer is received", lambda: english.states() == ["received"], why=english.text)
    check("it says when", "received by the server at" in english.text(), english.text())
    check("the officer sees it", works.drill()["acknowledged"] == 1)
    english.network(False)
    english.press("#live button[value=check-in]")
    came("without network it is kept on the phone", lambda: english.states() == ["received", "waiting"], why=english.text)
    check("and says so", "saved on the phone" in english.text(), english.text())
    check("after saying that it is a drill", english.text().index("DRILL") < english.text().index("saved on the phone"))
    english.picture("offline-en")
    check("nothing has arrived", works.drill()["checked_in"] == 0)
    time.sleep(1.5)   # the phone has tried and failed meanwhile: what comes late has a time of its own
    check("the page is still the same", english.run("return window.before"))
    english.network(True)
    came("with the network it arrives", lambda: english.states() == ["received", "received"], 20, english.text)
    came("and counts", lambda: works.drill()["checked_in"] == 1)
    english.picture("checked-in-en")
    english.open(works.link("W08", "en"))
    check("opened again it knows", "Checked in: East assembly point" in english.text(), english.text())
    with sqlite3.connect(f"file:{DATA}/sibu.db?mode=ro", uri=True) as store:
        rows = store.execute("SELECT r.client_us, r.received_us, e.detail FROM response r JOIN event e ON e.drill = r.drill AND"
                             " e.person = r.person AND e.kind = 'check-in' WHERE r.kind = 'check-in'").fetchall()
    check("once", len(rows) == 1, rows)
    client, received, detail = rows[0]
    phone = json.loads(detail)["phone_us"]
    check("both times are kept", 1 < (received - client) / 1e6 < 30 * SLOW and abs(phone - client) < 2e6, rows)


def wall(works, chinese, screen):
    board = works.board()
    points = ask("GET", works.url + "/points?lang=en", headers=board)
    screen.size(1280, 900)
    screen.open(works.url + "/wall/" + points.split('href="/wall/')[1].split('"')[0] + "?lang=en")
    screen.run("window.before = true")
    read = subprocess.run(["zbarimg", "-q", "--raw", screen.picture("wall")], capture_output=True, text=True, check=False)
    code = read.stdout.strip()
    check("the code on the screen can be read", code.startswith(works.url + "/c/"), read)
    check("nobody is named there", "Maria" not in screen.text() and "张伟" not in screen.text())
    chinese.open(code + "?lang=zh")
    check("it knows whose phone it is", "李秀英" in chinese.text() and "东侧集合点" in chinese.text(), chinese.text())
    chinese.picture("code-zh")
    check("to look is not to check in", works.drill()["checked_in"] == 1)
    chinese.press("button[value=check-in]")
    came("the check-in is received", lambda: chinese.states() == ["received"], why=chinese.text)
    drill = works.drill()
    check("it counts, without doubt", drill["checked_in"] == 2 and drill["doubtful"] == 0, drill)
    came("the screen counts on", lambda: screen.run("return document.querySelector('.tile b').innerText") == "2", 10)
    check("without a reload", screen.run("return window.before"))
    screen.picture("wall-2")
    printed = ask("GET", works.url + "/points/print?site=little-works&point=M1", headers=board)
    check("there is a code to print", "/c/" in printed and "<svg" in printed)
    return printed.split("<p>" + works.url)[1].split("</p>")[0]


def stranger(works, english, printed):
    """A phone that has never been here scans the printed code, without scripts."""
    english.call("DELETE", "/cookie")
    english.cdp("Emulation.setScriptExecutionDisabled", value=True)
    english.open(works.url + printed + "?lang=en")
    english.call("POST", "/element/" + next(iter(english.call("POST", "/element", {
        "using": "css selector", "value": "#link"}).values())) + "/value", {"text": works.link("W03", "en")})
    english.press("button[value=check-in]")
    came("it asks whose it is, and checks in", lambda: works.drill()["checked_in"] == 3)
    english.open(works.link("W04", "en"))
    english.press("#live button[value=need-help]")
    came("without scripts an answer is taken", lambda: works.drill()["need_help"] == 1)
    body = english.call("POST", "/element", {"using": "css selector", "value": "main"})
    said = english.call("GET", f"/element/{next(iter(body.values()))}/text")
    check("and shown", "Received" in said, said)
    english.picture("no-script-en")
    english.cdp("Emulation.setScriptExecutionDisabled", value=False)


def end(works, english, chinese):
    chinese.open(works.link("W05", "zh"))
    chinese.run("window.before = true")
    works.officer("/v1/stop", how="all-clear")
    came("the end appears without a reload", lambda: visible(chinese, "#live .over"), 5)
    works.officer("/v1/stop", how="real-emergency")
    came("so does a real emergency", lambda: "演练已经结束。这是真实险情！" in chinese.text() and visible(chinese, ".banner.real"), 5, chinese.text)
    check("and asks for no answer any more", not visible(chinese, "#live button[name=answer]"))
    check("the page is the same", chinese.run("return window.before"))
    chinese.picture("real-zh")
    english.open(works.link("W06", "en"))
    check("who opens the page now sees it too", "THE DRILL IS OVER. THIS IS REAL." in english.text(), english.text())


def main():
    driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    running.append(driver)
    port = ""
    while "on port" not in port or "started" not in port:
        port = driver.stdout.readline()
        if not port:
            raise RuntimeError("chromedriver does not start")
    address = "http://127.0.0.1:" + port.rsplit("on port ", 1)[1].strip(" .\n")
    with concurrent.futures.ThreadPoolExecutor() as pool:   # each takes its time to start
        starts = [pool.submit(Works), pool.submit(Browser, address, "english", "en"), pool.submit(Browser, address, "chinese", "zh-CN")]
        works, english, chinese = (start.result() for start in starts)
    try:
        before(works, english, chinese)
        alert(works, english, chinese)
        evidence(works, english)
        answers(works, english)
        printed = wall(works, chinese, english)
        stranger(works, english, printed)
        end(works, english, chinese)
    finally:
        english.close()
        chinese.close()


try:
    main()
except Exception as error:   # whatever it was, it is told, and the programs end
    check("all of it", False, repr(error))
finally:
    for process in reversed(running):
        process.terminate()
        check("it ends", process.wait(timeout=30) is not None)
print(f"{checks[True]} passed, {checks[False]} failed")
sys.exit(checks[False] != 0 or checks[True] < 30)
