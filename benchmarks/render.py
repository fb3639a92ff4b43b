"""The handbook of a large generated library: how long HTML takes, and how long the PDF takes beside a bare typst compile
of the same words."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from generate import write

AIMS = {"html": 3.0, "pdf": 1.5}
# The plainest document that says the same: headings, contents with page numbers, paragraphs, and the pages that the book
# refers to. No colours, boxes, rails, figures, running heads, links or bars; tagged as typst does by itself.
BARE = """
#let data = json("data.json")
#set document(title: data.name)
#set text(font: data.families, fallback: false, lang: "zh", region: "cn", size: 10pt)
#set page(paper: "a4", numbering: "1")
#let page-of(anchor) = context str(locate(label(anchor)).page())
#outline(title: none)
#for (kind, words, anchor, pages) in data.lines {
  if kind == 1 { pagebreak(weak: true) }
  if kind > 0 { [#heading(level: kind, words) #label(anchor)] } else { par(words + pages.map(page-of).join(" ")) }
}
"""
Line = tuple[int, str, str, list[str]]  # depth of a heading, 0 for a paragraph; words; anchor; anchors of pages named


class Clock:
    """Seconds that pass, and seconds of the processors."""

    def __enter__(self) -> Clock:
        self.wall, self.cpu = -time.perf_counter(), -time.process_time()
        return self

    def __exit__(self, *_error: object) -> None:
        self.wall, self.cpu = self.wall + time.perf_counter(), self.cpu + time.process_time()


def read(root: Path):
    from huashu.handbook.edition import edition
    from huashu.lint.workspace import open_library
    from huashu.store import snapshot

    work = open_library(root, lambda timezone: datetime(2026, 11, 21, 10, tzinfo=timezone))
    shot = snapshot.on_disk(root, work.library())
    return lambda: edition(shot, work.now)


def rendered(root: Path, name: str) -> Clock:
    """From a library that has been read to the bytes of its handbook; of the PDF, what HTML needs too is left out."""
    from huashu.handbook.formats import FORMATS

    make = read(root)
    edition = make() if name == "pdf" else None
    with Clock() as clock:
        FORMATS[name](edition or make())
    return clock


def bare(root: Path) -> Clock:
    """Typst alone for the words of the same handbook, which are put together before."""
    import typst

    from huashu.handbook import fonts, pdf
    from huashu.handbook.pdf_pages import pages

    edition = read(root)()
    data = pages(edition.handbook, edition.chapters, edition.pictures)
    words = json.dumps({"name": "bare", "families": fonts.FAMILIES, "lines": [*lines(data)]}).encode()
    files = {"main.typ": BARE.encode(), "data.json": words}
    with Clock() as clock:
        typst.compile(
            files,
            format="pdf",
            font_paths=pdf._fonts(),
            ignore_system_fonts=True,
            pdf_standards=[pdf.STANDARD],
            timestamp=datetime(2026, 11, 21, tzinfo=UTC),
        )
    return clock


def lines(data: dict) -> Iterator[Line]:
    """All that the handbook says, in its order."""
    ui = data["labels"]
    yield 0, " ".join([data["name"], data["edition"], *(meaning for _, _, meaning in data["cover"]["legend"])]), "", []
    for number, scene in enumerate(data["scenes"]):
        yield 1, scene["title"], f"bare-{number}", []
        yield 0, " ".join([scene["count"], *(stage["title"] + stage["by"] for stage in scene["stages"])]), "", []
        for script in scene["entries"]:
            yield from script_lines(script, ui)
    for section in data["sections"]:
        yield 2, section["title"], f"bare-{section['title']}", []
        for row in section["rows"]:
            yield 0, " ".join(words for cell in row for _kind, words in cell), "", []
    yield 1, ui["index"], "bare-index", []
    for group in data["index"]:
        yield 0, group["letter"], "", []
        for ask, anchors in group["asks"]:
            yield 0, ask + " ", "", anchors


def script_lines(script: dict, ui: dict) -> Iterator[Line]:
    yield 2, script["title"], script["anchor"], []
    yield 0, " ".join(words for _kind, words in script["marks"]), "", []
    if script["asks"]:
        yield 0, f"{ui['asks']} {script['asks']}", "", []
    for group in script["groups"]:
        for reply in group["replies"]:
            head = " ".join([str(group["number"]), group["stage"], *(words for _kind, words in reply["marks"])])
            for wording in reply["wordings"]:
                said = "".join(f"{{{words}}}" if kind == "slot" else words for kind, words in wording["text"])
                yield 0, " ".join([head, wording["channels"], said]), "", []
                head = ""
            if reply["note"]:
                yield 0, f"{ui['note']} {reply['note']}", "", []
    if script["escalate"]:
        yield 0, f"{script['escalate']['to']} {script['escalate']['when']}", "", []
    for link in script["related"]:
        yield 0, f"{link['title']} ", "", [link["anchor"]]
    yield 0, f"{script['meta']} {script['id']}", "", []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        name, root = options.one
        clock = bare(Path(root)) if name == "bare" else rendered(Path(root), name)
        print(clock.wall, clock.cpu)
        return
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), options.count)
        taken: dict[str, list[tuple[float, float]]] = {"html": [], "pdf": [], "bare": []}
        for _ in range(options.repeat):
            for name in taken:  # interleaved, each in a process of its own: typst remembers what it has set
                taken[name].append(alone(name, folder))
    print(f"{options.count} scripts, medians of {options.repeat}: seconds, CPU seconds")
    for name, clocks in taken.items():
        wall, cpu = (statistics.median(column) for column in zip(*clocks, strict=True))
        print(f"  {name:5}{wall:7.2f}{cpu:7.2f}")
    pairs = list(zip(taken["pdf"], taken["bare"], strict=True))
    held("HTML", statistics.median(wall for wall, _cpu in taken["html"]), "s", AIMS["html"])
    held("PDF", statistics.median(one[0] / other[0] for one, other in pairs), "× bare typst", AIMS["pdf"])
    print(f"  in CPU seconds {statistics.median(one[1] / other[1] for one, other in pairs):.2f} ×")


def alone(name: str, folder: str) -> tuple[float, float]:
    done = subprocess.run([sys.executable, __file__, "--one", name, folder], check=True, capture_output=True, text=True)
    wall, cpu = map(float, done.stdout.split())
    return wall, cpu


def held(what: str, value: float, unit: str, aim: float) -> None:
    print(f"{what}: {value:.2f} {unit}, aim {aim:g} {unit}: {'kept' if value <= aim else 'MISSED'}")


if __name__ == "__main__":
    main()
