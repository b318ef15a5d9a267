# The worker's page as an application: it starts without a server and sends what was kept once there is one, subscribes to push and
# ends that, tells that it is seen, and its service worker shows what a push means: a drill as a drill, what is real as real. The
# push service of a browser is on the internet, so its answer is played, and the message is handed over by the DevTools.
# Usage: app.py SIBU LITTLE FOLDER; prints "N passed, M failed". See browsing.py.
import base64
import concurrent.futures
import json
import pathlib
import sqlite3
import sys

from browsing import Chromium, Page, Works, ask, came, check, finish, wait_for

SIBU, LITTLE, FOLDER = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
CHANNELS = {"sibu_channels": 1, "channels": [{"id": "push", "kind": "webpush", "subject": "mailto:safety@plant.example"}], "escalate_after_s": 3600}
# A push service that is there: what it would hand out, with a key of this browser's making.
PLAYED = """
let held = null;
const text = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/[+]/g, '-').replace(/[/]/g, '_').replace(/=/g, '');
PushManager.prototype.getSubscription = () => Promise.resolve(held);
PushManager.prototype.subscribe = options => crypto.subtle.generateKey({name: 'ECDH', namedCurve: 'P-256'}, true, ['deriveBits'])
  .then(pair => crypto.subtle.exportKey('raw', pair.publicKey)).then(raw => {
    window.subscribedWith = text(options.applicationServerKey) + (options.userVisibleOnly ? '' : ' silently');
    const keys = {p256dh: text(raw), auth: text(crypto.getRandomValues(new Uint8Array(16)))};
    held = {endpoint: 'https://push.invalid/here', toJSON: () => ({keys: keys}), unsubscribe: () => { held = null; return Promise.resolve(true); }};
    return held;
  });
"""


def kept_of(works, token):
    """The subscription that the server keeps of the person, "" for none."""
    with sqlite3.connect(f"file:{works.data}/sibu.db?mode=ro", uri=True) as store:
        rows = store.execute("SELECT value FROM address JOIN person ON address.person = person.key WHERE kind = 'push' AND token = ?", (token,))
        return "".join(row[0] for row in rows)


def subscribes(works, browser, page):
    link = works.link("W08", "en")
    page.open(link)
    came("the push button is offered", lambda: page.visible("#push"), 20)
    check("it says what it does", "Alarm me also when this page is closed" in page.text(), page.text())
    page.press("#push")
    came("where that cannot be, it says so", lambda: "That did not work" in page.text() or "does not let this page" in page.text(), 20, page.text)
    check("nothing is kept of it", kept_of(works, works.token["W08"]) == "")
    page.cdp("Page.addScriptToEvaluateOnNewDocument", source=PLAYED)
    browser.call("Browser.grantPermissions", permissions=["notifications"], browserContextId=page.context)
    page.open(link)
    came("offered again", lambda: page.visible("#push"), 20)
    page.press("#push")
    came("it is subscribed", lambda: "You are alarmed also when" in page.text(), 20, page.text)
    check("and says so to who cannot see it", page.run("return document.getElementById('push').getAttribute('aria-pressed')") == "true")
    key = json.loads(ask("GET", f"{works.url}/w/{works.token['W08']}/push-key"))["key"]
    check("with the server's key, for what is shown alone", page.run("return window.subscribedWith") == key, key)
    check("the server keeps it", "https://push.invalid/here" in kept_of(works, works.token["W08"]))
    page.press("#push")
    came("and ends", lambda: "Alarm me also when" in page.text(), 20, page.text)
    came("the server forgets it", lambda: kept_of(works, works.token["W08"]) == "")


def is_kept(works, page, person, language):
    """Opens the page, whose service worker takes it into its keeping."""
    page.open(works.link(person, language))
    path = f"/w/{works.token[person]}"
    came(f"{language}: the service worker runs", lambda: page.run(
        "return navigator.serviceWorker.getRegistration('/w/').then(r => !!(r && r.active && r.active.state === 'activated'))"), 20)
    came(f"{language}: the page is kept", lambda: page.run(f"return caches.match('{path}').then(r => !!r)"), 20)
    weight = page.run("return fetch('/sw.js').then(r => r.text()).then(t => t.length + performance.getEntriesByType('navigation')"
                      ".concat(performance.getEntriesByType('resource')).filter(e => !/events|sw.js|push-key/.test(e.name))"
                      ".reduce((sum, e) => sum + e.decodedBodySize, 0))")
    check(f"{language}: all of it weighs less than 30 kB", 10000 < weight < 30000, weight)


def registration(browser, page):
    since = browser.mark()
    page.cdp("ServiceWorker.enable")
    told = browser.wait_event(page.session, "ServiceWorker.workerRegistrationUpdated", since,
                              holds=lambda v: any(r["scopeURL"].endswith("/w/") for r in v["registrations"]))
    return [r["registrationId"] for r in told["registrations"] if r["scopeURL"].endswith("/w/")][-1]


def notices(page):
    return page.run("return navigator.serviceWorker.getRegistration('/w/').then(r => r.getNotifications()).then(all => all.map(n => [n.title, n.body, n.tag]))")


def pushed(works, page, number, drill, says):
    """A push arrives; what is shown holds the words, and there is one for a drill, however many came."""
    def deliver():
        page.cdp("ServiceWorker.deliverPushMessage", origin=works.url, registrationId=number, data=json.dumps({"drill": drill, "key": "k"}))
    deliver()
    for _ in range(3):   # the browser loses one that comes while its worker starts; a push service brings it again
        try:
            wait_for(says, lambda: notices(page), 7)
        except TimeoutError:
            deliver()
    came(f"it shows: {says}", lambda: [n[0] for n in notices(page)] == [says], 20, lambda: notices(page))
    check("of this drill", [n[2] for n in notices(page)] == [drill], notices(page))


def offline_start(works, page):
    works.stop()
    page.open("about:blank")
    page.open(works.link("W08", "en"))
    check("it starts without a server", "Hello, Maria Costa" in page.text() and "DRILL" in page.text(), page.text())
    came("and says that there is none", lambda: page.visible("#net"), 20)
    page.press("#live button[value=check-in]")
    came("what is pressed is kept", lambda: page.states() == ["waiting"], 10, page.text)
    page.open("about:blank")
    works.start()
    check("nothing has arrived", works.drill()["checked_in"] == 0)
    page.open(works.link("W08", "en"))
    came("opened again it sends it", lambda: page.states() == ["received"], 20, page.text)
    check("counted once", works.drill()["checked_in"] == 1)


def main():
    (FOLDER / "channels.json").write_text(json.dumps(CHANNELS))
    with concurrent.futures.ThreadPoolExecutor() as pool:   # each takes its time to start
        starts = [pool.submit(Works, SIBU, LITTLE, FOLDER, "--channels", FOLDER / "channels.json"), pool.submit(Chromium, FOLDER)]
        works, browser = (start.result() for start in starts)
    english, chinese = Page(browser, "en"), Page(browser, "zh-CN")
    browser.call("Browser.grantPermissions", permissions=["notifications"], browserContextId=chinese.context)
    subscribes(works, browser, english)
    is_kept(works, english, "W08", "en")
    is_kept(works, chinese, "W02", "zh")
    works.officer("/v1/now")
    came("the alert", lambda: english.visible("#live .banner"), 20)
    drill = works.drill()["id"]
    evidence = f"{works.url}/v1/evidence?drill={drill}"
    came("the server is told that it was seen", lambda: any(p["id"] == "W08" and p["seen_us"] for p in json.loads(
        ask("GET", evidence, headers=works.key))["people"]), 10, lambda: ask("GET", evidence, headers=works.key)[:600])
    english.open(works.link("W08", "en"))
    en, zh = registration(browser, english), registration(browser, chinese)
    pushed(works, english, en, drill, "DRILL: this is an exercise")
    pushed(works, chinese, zh, drill, "【演练】这是一次演练")
    offline_start(works, english)
    works.officer("/v1/stop", how="real-emergency")
    pushed(works, english, en, drill, "THE DRILL IS OVER. THIS IS REAL.")
    works.stop()
    pushed(works, chinese, zh, drill, "【演练】警报，或演练已成为真实险情")
    browser.close()


try:
    main()
except Exception as error:   # whatever it was, it is told, and the programs end
    check("all of it", False, repr(error))
sys.exit(finish(25))
