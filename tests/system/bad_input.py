"""Makes the bad files of bad_input.sh, each from a good one of scenarios/ by one small edit, and prints a table of them:
name, kind, the bad file, the place that the refusal must name; separated by tabs.

The kinds are site, roster, policy and family: FOLDER/NAME/policy.json uses the bad file together with good ones. Besides
there are channels, which stand alone.

usage: bad_input.py SCENARIOS FOLDER
"""
import csv
import json
import os
import pathlib
import sys

SCENARIOS, FOLDER = map(pathlib.Path, sys.argv[1:])
SITE, ROSTER = SCENARIOS / "sites/metal-works.geojson", SCENARIOS / "rosters/metal-works.csv"
POLICY, FAMILY = SCENARIOS / "policies/demo.json", SCENARIOS / "families/fire-hot-work.json"


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), encoding="utf-8")


def put_policy(name, site=SITE, roster=ROSTER, families=SCENARIOS / "families", edit=None):
    """The demo's policy on one site, as NAME/policy.json."""
    policy = read(POLICY)
    policy["sites"] = [{"site": str(site), "roster": str(roster)}]
    policy["families"] = str(families)
    if edit:
        edit(policy)
    write(FOLDER / name / "policy.json", policy)
    return FOLDER / name / "policy.json"


def tell(name, kind, path, place):
    print(name, kind, path, f"{path}{place}", sep="\t")


def positions(shape):
    """All positions of a geometry's coordinates, to be changed in place."""
    if isinstance(shape[0], (int, float)):
        yield shape
    else:
        for part in shape:
            yield from positions(part)


def first(site, kind):
    return next(i for i, feature in enumerate(site["features"]) if feature["properties"]["kind"] == kind)


def open_ring(site):
    at = first(site, "zone")
    del site["features"][at]["geometry"]["coordinates"][0][-1]
    return f":/features/{at}/geometry/coordinates/0: "


def no_way_out(site):
    """A room without a door, and a zone in it."""
    room = {"type": "Polygon", "coordinates": [[[900, 900], [910, 900], [910, 908], [900, 908], [900, 900]]]}
    floor = site["sibu"]["floors"][0]["id"]
    name = {"zh": "暗室", "en": "Dark room"}
    site["features"] += [
        {"type": "Feature", "geometry": room, "properties": {"kind": "walkable", "floor": floor}},
        {"type": "Feature", "geometry": room,
         "properties": {"kind": "zone", "floor": floor, "id": "dark", "name": name, "use": "process"}}]
    return f":/features/{len(site['features']) - 1}"


def degrees(site):
    for feature in site["features"]:
        for position in positions(feature["geometry"]["coordinates"]):
            position[:] = [120.1 + position[0] / 96000, 30.2 + position[1] / 111000]
    return ":/sibu/coordinates: "


def metres_as_degrees(site):
    site["sibu"]["coordinates"] = "wgs84"
    return ":/sibu/coordinates: "


def unknown_kind(site):
    site["features"][7]["properties"]["kind"] = "pool"
    return ":/features/7/properties/kind: "


def unknown_floor(site):
    site["features"][7]["properties"]["floor"] = "F9"
    return ":/features/7/properties/floor: "


def typing_error(site):
    at = first(site, "muster")
    properties = site["features"][at]["properties"]
    properties["capcity"] = properties["capacity"]
    return f":/features/{at}/properties/capcity: "


def no_such_zone(site):
    site["sibu"]["timezone"] = "Asia/Atlantis"
    return ":/sibu/timezone: "


def sites():
    for edit in (open_ring, no_way_out, degrees, metres_as_degrees, unknown_kind, unknown_floor, typing_error):
        name = "site-" + edit.__name__.replace("_", "-")
        path = FOLDER / name / "site.geojson"
        data = read(SITE)
        place = edit(data)
        write(path, data)
        put_policy(name, site=path)
        tell(name, "site", path, place)
    path = FOLDER / "site-time-zone" / "site.geojson"   # only who draws looks for it
    data = read(SITE)
    place = no_such_zone(data)
    write(path, data)
    print("site-time-zone", "policy", put_policy("site-time-zone", site=path), f"{path}{place}", sep="\t")
    whole = SITE.read_text(encoding="utf-8")
    for name, text in (("cut-off", whole[:len(whole) // 2]), ("not-json", "这不是 JSON。\n"), ("empty", "")):
        path = FOLDER / f"site-{name}" / "site.geojson"
        write(path, text)
        put_policy(f"site-{name}", site=path)
        tell(f"site-{name}", "site", path, ":")


def rosters():
    with open(ROSTER, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    head = rows[0]
    for name, column, value, line in (("zone", "区域", "moon", 5), ("shift", "班次", "dusk", 17), ("id", "工号", rows[1][0], 9),
                                      ("name", "姓名", "", 3), ("role", "岗位", "captain", 4), ("column", None, None, 1)):
        changed = [list(row) for row in rows]
        if column:
            changed[line - 1][head.index(column)] = value
        else:
            column = changed[0][2] = "shoes"
        path = FOLDER / f"roster-{name}" / "roster.csv"
        path.parent.mkdir(parents=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(changed)
        put_policy(path.parent.name, roster=path)
        tell(path.parent.name, "roster", path, f":{line}: " if line == 1 else f":{line}:{column}: ")


def families():
    """A family that fixes something is a script; the others are plain mistakes."""
    edits = (("place", lambda family: family.update(zone="polishing"), "/zone"),
             ("point", lambda family: family["arises"].update({"坐标": [3, 4]}), "/arises/坐标"),
             ("time", lambda family: family["growth"]["peak_kw"].update(startAt=60), "/growth/peak_kw/startAt"),
             ("order", lambda family: family.update(steps=["spark", "fire"]), "/steps"),
             ("then", lambda family: family["headline"].update(then="x"), "/headline/then"),
             ("fixed", lambda family: family["growth"]["peak_kw"].update(min=500, max=500), "/growth/peak_kw"),
             ("word", lambda family: family.pop("ask"), ""))
    for name, edit, pointer in edits:
        folder = FOLDER / f"family-{name}" / "families"
        for path in sorted((SCENARIOS / "families").glob("*.json")):
            write(folder / path.name, path.read_text(encoding="utf-8"))
        data = read(FAMILY)
        assert "peak_kw" in data["growth"], "the good family has changed"
        edit(data)
        write(folder / FAMILY.name, data)
        put_policy(f"family-{name}", families=folder)
        tell(f"family-{name}", "family", folder / FAMILY.name, f":{pointer}")


def policies():
    edits = (("weekday", lambda policy: policy["windows"][0].update(days=["mon", "someday"]), "/windows/0/days/1"),
             ("clock", lambda policy: policy["windows"][0].update({"from": "25:00"}), "/windows/0/from"),
             ("tick", lambda policy: policy.update(tick_s=7), "/tick_s"),
             ("member", lambda policy: policy.update(next_drill="2026-12-01"), "/next_drill"),
             ("results", lambda policy: policy.update(results={"drills": 9, "poor_below": 0.8, "good_from": 0.95}),
              "/results/drills"),
             ("results-order", lambda policy: policy.update(results={"drills": 3, "poor_below": 0.9, "good_from": 0.8}),
              "/results/poor_below"),
             ("zone", lambda policy: policy.update(timezone="Mars/Olympus"), "/timezone"),
             ("date", lambda policy: policy.update(never=[{"from": "2026-02-30", "to": "2026-03-01"}]), "/never/0/from"),
             ("proof", lambda policy: policy.update(proof={}), "/proof"),
             ("witness-key", lambda policy: policy.update(proof={"witnesses": [{"url": "http://10.0.0.7:8091", "key": "?"}]}),
              "/proof/witnesses/0/key"),
             ("beacon-chain", lambda policy: policy.update(proof={"beacon": {"chain": "00", "urls": ["https://a.example"]}}),
              "/proof/beacon/chain"))
    for name, edit, pointer in edits:
        path = put_policy(f"policy-{name}", edit=edit)
        tell(f"policy-{name}", "policy", path, f":{pointer}")


def channels():
    """One channel to a group, two to persons, and the file of a secret that others can read."""
    good = {"sibu_channels": 1, "channels": [
        {"id": "ding", "kind": "dingtalk", "url": "https://oapi.dingtalk.com/robot/send?access_token=T"},
        {"id": "mail", "kind": "smtp", "url": "smtp://mail.example:587", "from": "drill@plant.example"},
        {"id": "sms", "kind": "generic", "to": "person", "url": "https://sms.example/", "encode": "form",
         "body": "To={phone}&Body={title}", "ok": {"path": "/code", "value": 0}}]}
    edits = (("kind", lambda file: file["channels"][0].update(kind="pigeon"), "/channels/0/kind"),
             ("network", lambda file: file["channels"][0].update(url="http://127.0.0.1:80/"), "/channels/0/url"),
             ("secret", lambda file: file["channels"][0].update(secret="SEC1"), "/channels/0/secret"),
             ("open", lambda file: file["channels"][0].update(secret_file="secret"), "/channels/0/secret_file"),
             ("place", lambda file: file["channels"][2].update(body="To={phone}&Body={titel}"), "/channels/2/body"),
             ("words", lambda file: file["channels"][2].update(body="To={phone}&Body={text_en}"), "/channels/2/body"),
             ("success", lambda file: file["channels"][2].pop("ok"), "/channels/2/ok"),
             ("order", lambda file: file.update(order=["sms"]), "/order"),
             ("member", lambda file: file.update(send_at="08:00"), "/send_at"))
    for name, edit, pointer in edits:
        data = json.loads(json.dumps(good))
        edit(data)
        path = FOLDER / f"channels-{name}" / "channels.json"
        write(path, data)
        write(path.parent / "secret", "SEC1\n")
        (path.parent / "secret").chmod(0o644)
        tell(f"channels-{name}", "channels", path, f":{pointer}: ")


def absences():
    """No such file, and a folder in its place."""
    os.makedirs(FOLDER / "nothing")
    for name, path in (("missing", FOLDER / "nothing" / "nowhere"), ("folder", FOLDER / "nothing")):
        tell(f"policy-{name}", "policy", path, ": ")
        put_policy(f"site-{name}", site=path)
        tell(f"site-{name}", "site", path, ": ")
        put_policy(f"roster-{name}", roster=path)
        tell(f"roster-{name}", "roster", path, ": ")
        tell(f"channels-{name}", "channels", path, ": ")
    put_policy("family-missing", families=FOLDER / "nothing" / "nowhere")
    tell("family-missing", "family", FOLDER / "nothing" / "nowhere", ": ")
    put_policy("family-empty", families=FOLDER / "nothing")
    tell("family-empty", "family", FOLDER / "nothing", ": ")


for part in (sites, rosters, families, policies, channels, absences):
    part()
