"""The report stands alone: well-formed, in both languages, and loads nothing from anywhere.
Prints "ok NAME" or "FAILED NAME: why" for each thing that it looks at.

usage: demo_report.py ANSWER.json
"""
import json
import re
import sys
import xml.etree.ElementTree as xml

LOADING = {"script", "link", "iframe", "frame", "object", "embed", "applet", "base", "audio", "video", "source", "image",
           "portal", "foreignObject", "form"}
ADDRESSES = {"href", "src", "srcset", "action", "formaction", "poster", "data", "cite", "background", "ping", "manifest"}


def check(name, holds, why=""):
    print(f"ok {name}" if holds else f"FAILED {name}: {why}")


def outside(name, value):
    """Whether an attribute, or a style, reaches out of the page."""
    if name.split("}")[-1] in ADDRESSES and not re.match(r"#|data:", value):
        return True
    loads = re.sub(r"url\(\s*['\"]?(#|data:)", "", value)
    return bool(re.search(r"url\(|@import|https?://|^\s*//|javascript:", loads, re.I))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        answer = json.load(file)
    with open(answer["report"], "rb") as file:
        page = file.read()
    root = xml.fromstring(page)   # throws where it is not well-formed
    check("the report is a page", root.tag.split("}")[-1] == "html", root.tag)
    check("no entity is declared", b"<!ENTITY" not in page)
    names = {element.tag.split("}")[-1] for element in root.iter()}
    check("the report has no element that loads or runs", not names & LOADING, names & LOADING)
    found = [(name, value) for element in root.iter() for name, value in element.attrib.items() if outside(name, value)]
    check("no attribute reaches outside", not found, found[:5])
    handlers = [name for element in root.iter() for name in element.attrib if name.lower().startswith("on")]
    check("nothing runs", not handlers, handlers[:5])
    styles = [element.text or "" for element in root.iter() if element.tag.endswith("}style")]
    check("the styles stand in the page and load nothing", styles and not any(outside("style", style) for style in styles))
    check("charts are drawn", sum(element.tag.endswith("}svg") for element in root.iter()) >= 4)
    bands = [element for svg in root.iter() if svg.attrib.get("aria-labelledby", "").startswith("curves-")
             for element in svg.iter() if element.attrib.get("class") == "band"]
    check("the forecast is drawn behind the curves", len(bands) == 4, len(bands))
    marks = {value for element in root.iter() for name, value in element.attrib.items() if name.split("}")[-1] == "lang"}
    check("both languages are marked", {"zh", "en"} <= {mark[:2] for mark in marks}, marks)
    text = " ".join("".join(root.itertext()).split())
    for word in ("演练", "drill", str(answer["expected"]), str(answer["checked_in"]), str(answer["missing"])):
        check(f"the report says {word}", word in text)
    check("it names no machine", not re.search(r"127\.0\.0\.1|/tmp/|/dev/shm/|localhost", text))


main()
