"""The page of a report, looked at with other people's programs: HTML Tidy says whether it is HTML 5, and a browser prints it in both
languages, where no word may be cut, lie off the paper, or be lost.

usage: page.py REPORT_SAMPLE SIBU SITE.geojson
"""
import collections
import html
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

SAMPLE, SIBU, SITE = sys.argv[1:4]
SPACE = "{http://www.w3.org/1999/xhtml}"
A4_PT, MARGIN_PT = (595, 842), 39  # 14 mm


def run(*words, expect=(0,), given=None):
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, input=given, timeout=240)
    assert done.returncode in expect, (words, done.returncode, done.stdout[-500:], done.stderr[-500:])
    return done


def faults(page):
    """What Tidy finds. It takes the id of an SVG's <title> for wrong, which HTML 5 allows on every element, and so for what has one."""
    said = run("tidy", "-q", "-e", "-utf8", expect=(0, 1, 2), given=page).stderr.splitlines()
    return [line for line in said if re.match(r"line \d+ column \d+ - (Warning|Error)", line)
            and not line.endswith('<title> proprietary attribute "id"')]


def check_valid(page):
    assert faults(page) == [], faults(page)[:5]
    head, foot = page.split("<section>", 1)
    for spoiled in (head + "<section><p><div>a</div></p>" + foot, page.replace("</main>", "</main><main></main>"),
                    head + "<section><table><div>a</div></table>" + foot, page.replace("</table>", "", 1),
                    page.replace("<section>", '<section aline="left">', 1)):
        assert faults(spoiled), "a fault that was put in was not found"


def print_page(page, to):
    """On paper, by a browser. It writes an answer to stderr also where all is well."""
    run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        f"--user-data-dir={to.parent / 'browser'}", "--no-pdf-header-footer", f"--print-to-pdf={to}", page)


def words_of(path):
    """[(page, left, top, right, bottom, word)]"""
    pages = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', run("pdftotext", "-bbox", path, "-").stdout, re.S)
    for number, (width, height, body) in enumerate(pages, 1):
        assert abs(float(width) - A4_PT[0]) < 2 and abs(float(height) - A4_PT[1]) < 2, (width, height)
        for *box, word in re.findall(r'xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', body):
            yield (number, *map(float, box), html.unescape(word))


def squeezed(text):
    """Without blanks and what a font writes otherwise: lines are broken elsewhere."""
    return re.sub(r"[\s\u00a0\u00ad]+", "", text)


def shown(element):
    """The texts that are on paper: not what is folded away, nor what a picture says to who cannot see it."""
    if element.tag in (SPACE + "details", SPACE + "style") or element.tag.split("}")[1] in ("title", "desc"):
        return
    if element.text and element.text.strip():
        yield element.text
    for child in element:
        yield from shown(child)
        if child.tail and child.tail.strip():
            yield child.tail


def check_printed(page, language, path):
    words = list(words_of(path))
    for number, left, top, right, bottom, word in words:
        spare = (bottom - top) / 3  # a font's own box is higher than its letters
        inside = left > MARGIN_PT - 2 and right < A4_PT[0] - MARGIN_PT + 2 and top > MARGIN_PT - spare and (
            bottom < A4_PT[1] - MARGIN_PT + spare)
        assert inside, ("off the paper", language, number, word, left, top, right, bottom)
    article = next(each for each in xml.fromstring(page).iter(SPACE + "article") if each.get("lang") == language)
    printed = squeezed("".join(word for *_, word in words))
    texts = [squeezed(text) for text in shown(article)]
    lost = collections.Counter("".join(texts))  # by letters: words of a narrow column stand between those of others
    lost.subtract(printed)
    assert len(texts) > 300 and not +lost, (language, "not on paper", +lost)
    other = next(each for each in xml.fromstring(page).iter(SPACE + "article") if each.get("lang") != language)
    assert squeezed(other.find(f".//{SPACE}h2").text) not in printed, "both languages at once"


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        record = folder / "d.drill"
        run(SAMPLE, SITE, record, "sealed", "updates")
        for language in ("zh", "en"):
            page = folder / f"{language}.html"
            page.write_text(run(SIBU, "report", record, "--lang", language).stdout)
            check_valid(page.read_text())
            print_page(page, folder / f"{language}.pdf")
            check_printed(page.read_text(), language, folder / f"{language}.pdf")


main()
