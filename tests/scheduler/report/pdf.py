"""Runs `sibu report --pdf` on the record of a whole drill and looks at the file with other people's programs: qpdf says whether it is
sound, pdffonts whether all letters are embedded, pdftotext what it says, pdfinfo how it is tagged.

usage: pdf.py REPORT_SAMPLE SIBU SITE.geojson
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

SAMPLE, SIBU, SITE = sys.argv[1:4]
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}
SPACE = "{http://www.w3.org/1999/xhtml}"


def run(*words, expect=0):
    done = subprocess.run([*map(str, words)], capture_output=True, env=ENVIRONMENT)
    assert done.returncode == expect, (words, done.returncode, done.stdout[-500:], done.stderr[-500:])
    return done.stdout.decode()


def words_of(path, *options):
    return run("pdftotext", *options, path, "-")


def squeezed(text):
    """Without blanks: lines are broken elsewhere on paper than on a screen."""
    return re.sub(r"\s+", "", text)


def check_sound(path):
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", path)
    fonts = run("pdffonts", path).splitlines()[2:]
    assert fonts
    for font in fonts:
        # name, type, encoding, then emb sub uni: letters can be shown everywhere and copied as what they are
        assert re.search(r"\s(yes) (yes) (yes)\s+\d+\s+\d+$", font), font


def check_pages(path):
    """Each page says which it is, of how many, and which drill it is of; the paper is A4."""
    pages = words_of(path).split("\f")[:-1]
    for number, page in enumerate(pages, 1):
        assert re.search(rf"\b{number} ?/ ?{len(pages)}\b", page), (number, page[-100:])
        assert "2026-000017" in page
    assert "(A4)" in run("pdfinfo", path)
    return pages


def check_same_words(text, page, language):
    """All that the page says in this language is on paper, pictures' words aside: those are compared by their titles."""
    main = next(main for main in xml.fromstring(page).iter(SPACE + "article") if main.get("lang") == language)
    looked = 0
    for element in main.iter():
        if element.tag.split("}")[-1] in ("h1", "h2", "h3", "li", "summary", "td", "th", "dt", "dd", "code"):
            for words in [element.text or ""] + [child.tail or "" for child in element]:
                # a line at a time: long ones are broken between others where columns stand side by side
                for word in words.split():
                    assert squeezed(word)[:6] in text, (element.tag, word)
                    looked += 1
    assert looked > 300
    for chart in main.iter("svg"):
        assert squeezed(chart.find("desc").text)[:10] in text


def check_marks(path, title):
    """Bookmarks, tags, title and language are what a reader goes by who does not see the page."""
    info = run("pdfinfo", path)
    assert re.search(r"^Tagged:\s+yes$", info, re.M) and title in info
    assert re.search(r"^CreationDate:\s+Mon Nov 23 06:40:20 2026 UTC$", info, re.M), info
    tags = [line.split()[0] for line in run("pdfinfo", "-struct", path).splitlines() if line.strip()]
    for tag in ("H1", "H2", "H3", "P", "Table", "TR", "TH", "TD", "Figure", "Caption"):
        assert tag in tags, tag
    document = json.loads(run("qpdf", "--json", path))
    outlines = document["outlines"]
    return [outline["title"] for outline in outlines], outlines


def check_both(folder, record):
    path, page, summary = folder / "both.pdf", folder / "page.html", folder / "summary.pdf"
    run(SIBU, "report", record, "--pdf", path, "--html", page, "--summary", summary)
    check_summary(summary)
    check_sound(path)
    pages = check_pages(path)
    titles, outlines = check_marks(path, "演练评估报告")
    assert titles == ["青屿化工园区 A 装置", "Qingyu Chemical Park, Unit A"]
    for outline in outlines:
        chapters = [kid for kid in outline["kids"] if kid["title"][0] in "12345"]
        sections = [kid for chapter in chapters for kid in chapter["kids"]]
        assert len(chapters) == 5 and len(sections) >= 14
        assert all(kid["destpageposfrom1"] >= 1 for kid in outline["kids"] + sections)
    assert b"/Lang (zh-CN)" in path.read_bytes()
    first = path.read_bytes()
    run(SIBU, "report", record, "--pdf", path, "--lang", "en")
    assert path.read_bytes() == first, "the same record gives the same bytes"
    text = squeezed(words_of(path, "-layout")) + squeezed(words_of(path, "-raw"))
    for language in ("zh", "en"):
        check_same_words(text, page.read_text(), language)
    assert "下限" in squeezed("".join(pages)) and "lower bound" in " ".join("".join(pages).split())


def check_summary(path):
    """One page in each language, with the verdict, the interval of a median, what stands out, and what a drill cannot say."""
    check_sound(path)
    pages = [squeezed(page) for page in check_pages(path)]
    assert len(pages) == 2, len(pages)
    for page, words in zip(pages, (("应到363人中", "要点", "2分30秒–2分46秒", "下限", "最慢的区域", "AQ/T9009：中", "重大14项", "下落不明"),
                                   ("348of363people", "Whatstandsout", "2min30s–2min46s", "lowerbound", "Slowestwas", "AQ/T9009:fair", "14critical", "accountedfor"))):
        for word in words:
            assert word in page, (word, page)


def check_many(folder):
    """Ten thousand people: all reports within 300 MB. The time is for docs/report.md: builds differ, and machines are shared."""
    record = folder / "many.drill"
    run(SAMPLE, SITE, record, "sealed", "updates", 11000)
    paths = {form: folder / f"many.{form}" for form in ("html", "pdf", "summary", "json", "csv", "zones", "exits", "msel")}
    words = [SIBU, "report", record, *(word for form, path in paths.items() for word in (f"--{form}", path))]
    child = subprocess.Popen([*map(str, words)], env=ENVIRONMENT)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    print(f"10,000 people: {usage.ru_utime + usage.ru_stime:.2f} s of processor, {usage.ru_maxrss / 1024:.0f} MB")
    assert child.returncode == 0 and usage.ru_maxrss < 300 * 1024
    assert json.loads(paths["json"].read_text())["expected"] == 10000
    check_sound(paths["pdf"])
    check_pages(paths["pdf"])


def check_one(folder, record):
    for language, has, has_not in (("zh", "未到人员", "Missing people"), ("en", "Missing people", "未到人员")):
        path = folder / f"{language}.pdf"
        run(SIBU, "report", record, "--pdf", path, "--language", language)
        check_sound(path)
        text = "".join(check_pages(path))
        assert has in text and has_not not in text
        assert "某人" not in text, "no names"
        titles, outlines = check_marks(path, "演练评估报告" if language == "zh" else "Drill evaluation")
        assert any(has == kid["title"] for outline in outlines for kid in outline["kids"])
    run(SIBU, "report", record, "--pdf", folder / "never.pdf", "--language", "fr", expect=2)
    assert not (folder / "never.pdf").exists()


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        record = folder / "d.drill"
        run(SAMPLE, SITE, record, "sealed", "updates")
        check_both(folder, record)
        check_one(folder, record)
        check_many(folder)


main()
