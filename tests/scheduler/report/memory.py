"""All files of a report, of drills with 2,500, 5,000 and 10,000 people: 300 MB at the most, and memory grows as the people do.

usage: memory.py REPORT_SAMPLE SIBU SITE.geojson
"""
import os
import pathlib
import subprocess
import sys
import tempfile

SAMPLE, SIBU, SITE = sys.argv[1:4]
FORMS = ("html", "pdf", "summary", "json", "csv", "zones", "exits", "deliveries", "msel")
PEOPLE = (2500, 5000, 10000)


def peak_mb(folder, people):
    record = folder / f"{people}.drill"
    subprocess.run([SAMPLE, SITE, record, "sealed", "updates", str(people)], check=True)
    words = [word for form in FORMS for word in (f"--{form}", folder / form)]
    running = subprocess.Popen([SIBU, "report", record, *words])
    _, status, usage = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode == 0
    assert all((folder / form).stat().st_size > 0 for form in FORMS)
    return usage.ru_maxrss / 1024


def main():
    with tempfile.TemporaryDirectory() as name:
        small, middle, large = (peak_mb(pathlib.Path(name), people) for people in PEOPLE)
    print(f"{small:.0f}, {middle:.0f} and {large:.0f} MB")
    assert large < 300, large
    assert large - middle < 2 * 1.3 * (middle - small) + 4, "twice the people, twice what they take (and 4 MB)"


main()
