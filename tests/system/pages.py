# Every page in both languages, in the dark too, looked at by axe-core: nothing there hinders somebody seriously. Workers before,
# in and after a drill and without network; codes, screens, and all that an officer sees. See browsing.py.
# Usage: pages.py SIBU LITTLE FOLDER AXE; prints "N passed, M failed". With SIBU_PICTURES, a folder, it keeps pictures there.
import concurrent.futures
import json
import pathlib
import sys

from browsing import DESK, PHONE, PICTURES, Chromium, Page, Works, came, check, finish, wait_for

SIBU, LITTLE, FOLDER, AXE = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4]).read_text()
PASSWORD = "seven grey herons wade"
DOOR = ('{"type":"Feature","properties":{"kind":"door","floor":"F1","id":"D1"},"geometry":{"type":"LineString",'
        '"coordinates":[[10,3.4],[10,4.6]]}},')
GRAVE = ("serious", "critical")


def faults(page, language):
    """What axe finds that is grave. Colours are the same in both languages, so they are looked at once, in the light and in the dark."""
    page.cdp("Runtime.evaluate", expression="window.axe || " + AXE)
    kinds = [("light", ""), ("dark", ", runOnly: ['color-contrast']")] if language == "zh" else \
        [("light", ", rules: {'color-contrast': {enabled: false}}")]
    found = []
    for scheme, only in kinds:
        page.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        for fault in page.run(f"return axe.run({{resultTypes: ['violations']{only}}}).then(r => r.violations.map(v => [v.impact, v.id,"
                              " v.nodes.slice(0, 3).map(n => n.html.slice(0, 120))]))"):
            found += [(scheme, *fault)] if fault[0] in GRAVE else []
    page.cdp("Emulation.setEmulatedMedia", features=[])
    return found


def look(page, name):
    """At the page as it stands, on both sizes of screen."""
    language = page.run("return document.documentElement.lang.slice(0, 2)")
    found = faults(page, language)
    check(f"{name}: nothing hinders", not found, found)
    heads = page.run("return Array.from(document.querySelectorAll('h1'), e => e.innerText.length)")
    check(f"{name}: a heading says what it is", heads and min(heads) > 0, heads)
    for width, height in (DESK, PHONE) if page.is_phone else (PHONE, DESK):   # the last one is the page's own
        page.size(width, height)
        wide = page.run("return document.documentElement.scrollWidth - window.innerWidth")
        check(f"{name}: no wider than {width} pixels", wide <= 0, wide)
        if PICTURES:
            page.picture(FOLDER, f"{name}-{width}", whole=True)


def look_at(page, url, name):
    for language in ("zh", "en"):
        page.open(f"{url}{'&' if '?' in url else '?'}lang={language}")
        look(page, f"{name}-{language}")


def first_start(works, officer):
    """What the first officer meets: the link, the way in, accounts, and pages without a drill."""
    look_at(officer, works.url + "/join/nobody", "join-over")
    look_at(officer, works.url + "/sign-in", "sign-in-key")
    look_at(officer, works.said["set_up"], "join")
    officer.type("#name", "wang")
    officer.type("#password", PASSWORD)
    officer.type("#again", PASSWORD)
    officer.loads(lambda: officer.press("button[value=keep]"))
    officer.press("#r1-1")
    officer.loads(lambda: officer.press("button[value=roles]"))
    officer.press("#r0-2")
    officer.loads(lambda: officer.press("button[value=invite]"))
    look(officer, "invited")
    for path in ("accounts", "password", "audit", "statistics", "points", "reachability", "evidence", "tick"):
        look_at(officer, f"{works.url}/{path}", path)
    look_at(officer, works.url + "/", "board-idle")
    changes(works, officer)


def changes(works, officer):
    """A roster, a plan and a policy that are wrong, and others of which the page says what they would change."""
    plan = pathlib.Path(LITTLE, "site.geojson").read_text()
    people = pathlib.Path(LITTLE, "roster.csv").read_text()
    brought = {"roster": (people + "W12,again,,nowhere,always,worker,zh,normal\n",
                          people.replace("W02,李秀英,Li Xiuying,shop", "W02,李秀英,Li Xiuying,yard").replace("W13", "W99")),
               "site": (plan.replace('"use": "workshop"', '"use": "shop"').replace('"capacity": 60', '"capacity": -1'),
                        plan.replace('"features": [', '"features": [' + DOOR).replace("[[10.1, 3.4]", "[[10.1, 3.6]").replace('"grade": "B"', '"grade": "C"')),
               "policy": ("{}", (FOLDER / "policy.json").read_text().replace('"mean":', '"gap_days":2,"mean":'))}
    for path, (wrong, other) in brought.items():
        look_at(officer, f"{works.url}/{path}", path)
        for name, text in (("wrong", wrong), ("preview", other)):
            officer.open(f"{works.url}/{path}?lang=en")
            officer.run("document.querySelector('#text').value = " + json.dumps(text))
            officer.loads(lambda: officer.press("button[value=look]"))
            look(officer, f"{path}-{name}-en")
        look_at(officer, officer.run("return location.href").replace("lang=en&", ""), f"{path}-preview")
    officer.loads(lambda: officer.press("button[value=keep]"))
    look(officer, "policy-kept")


def signed_out(works, page):
    look_at(page, works.url + "/", "sign-in")
    page.type("#name", "wang")
    page.type("#password", "this is another one")
    page.loads(lambda: page.press("button[value=sign-in]"))
    look(page, "sign-in-wrong")


def in_drill(works, officer, worker):
    officer.open(works.url + "/points")
    screen = officer.run("return document.querySelector('a[href^=\"/wall/\"]').href")
    look_at(worker, works.url + "/w/nobody", "link-wrong")
    look_at(worker, screen, "wall-idle")
    look_at(worker, works.link("W02", "zh").split("?")[0], "before")
    wait_for("stream", lambda: worker.run("return document.getElementById('net').hidden"))
    works.officer("/v1/now")
    came("the alert", lambda: worker.visible("#live .banner"))
    look(worker, "alert-by-script-en")
    look_at(worker, works.link("W02", "zh").split("?")[0], "alert")
    officer.open(works.url + "/")
    look_at(officer, works.url + "/", "board")
    worker.press("#live button[value=need-help]")
    came("the answer", lambda: worker.states() == ["received"])
    check("who needs help is told what to do", "Stay where it is safe" in worker.text(), worker.text())
    look(worker, "help")
    worker.network(False)
    worker.press("#live button[value=check-in]")
    came("without network", lambda: worker.visible("#net") or worker.states() == ["received", "waiting"])
    look(worker, "offline")
    look_at(officer, works.url + "/", "board-help")
    first = officer.run("return document.querySelector('#board tbody tr.help').innerText")
    check("names are those that the reader knows", first.startswith("Li Xiuying"), first)
    worker.network(True)
    came("the check-in", lambda: worker.states() == ["received", "received"], 20)
    look(worker, "checked-in")
    drill = works.drill()["id"]
    for path in ("tick", "evidence"):
        look_at(officer, f"{works.url}/{path}?drill={drill}", path + "-drill")
    look_at(worker, screen, "wall")
    officer.open(works.url + "/points/print?site=little-works&point=M1")
    look(officer, "print")
    printed = officer.run("return Array.from(document.querySelectorAll('p'), p => p.innerText).find(t => t.includes('/c/'))")
    look_at(worker, printed, "code")
    worker.cdp("Network.clearBrowserCookies")
    look_at(worker, printed, "code-stranger")


def after(works, officer, worker):
    works.officer("/v1/stop", how="all-clear")
    look_at(worker, works.link("W03", "zh").split("?")[0], "ended")
    look_at(officer, works.url + "/", "board-ended")
    look_at(officer, works.url + "/statistics", "statistics-drill")
    works.officer("/v1/stop", how="real-emergency")
    look_at(worker, works.link("W03", "zh").split("?")[0], "real")
    look_at(officer, works.url + "/", "board-real")
    look_at(officer, works.url + "/audit", "audit-drill")


def main():
    with concurrent.futures.ThreadPoolExecutor() as pool:   # each takes its time to start
        starts = [pool.submit(Works, SIBU, LITTLE, FOLDER), pool.submit(Chromium, FOLDER)]
        works, browser = (start.result() for start in starts)
    officer, worker = Page(browser, "zh-CN", DESK), Page(browser, "en", PHONE)
    first_start(works, officer)
    signed_out(works, worker)
    in_drill(works, officer, worker)
    after(works, officer, worker)
    browser.close()


try:
    main()
except Exception as error:   # whatever it was, it is told, and the programs end
    check("all of it", False, repr(error))
sys.exit(finish(100))
