"""The report as PDF, read by readers that know nothing of how it was made: qpdf, poppler, pikepdf.

Without arguments it asks the running program for the report and the files of its edition. By hand on files:
    report.py FILE.pdf FOLDER [YEAR]    where FOLDER holds the files that should be attached, observations.csv among them
"""

import collections
import csv
import functools
import hashlib
import io
import re
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pikepdf

from house import House, Proof

TOOL_SECONDS_MAX = 600
YEAR = "2020"
VERSION = "1.0.0"
NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}
HEADING = re.compile(r"/H([1-6])$")

proof = Proof("report")


@functools.cache
def run(*command):
    """A tool's output as text; fails when the tool does. Poppler takes a while over the structure, so each is asked once."""
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=TOOL_SECONDS_MAX).stdout


def plain(text):
    """Text without the traces of layout: one kind of space, no soft hyphens, one form of each letter."""
    text = unicodedata.normalize("NFC", text.replace("\u00ad", ""))
    return re.sub(r"\s+", " ", text).strip()


class Structure:
    """The tree of tags, as pikepdf gives it."""

    def __init__(self, document):
        self.root = document.Root.StructTreeRoot
        self.elements = list(self._walk(self.root.K, None))

    def _walk(self, node, parent):
        if isinstance(node, pikepdf.Array):
            for one in node:
                yield from self._walk(one, parent)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield str(node.S), node, parent
            if "/K" in node:
                yield from self._walk(node.K, str(node.S))

    def of(self, *tags):
        """The elements with one of these tags."""
        return [node for tag, node, _ in self.elements if tag in tags]

    def levels(self):
        """Levels of the headings, in the order of reading."""
        return [int(match[1]) for tag, _, _ in self.elements if (match := HEADING.match(tag))]


def attribute(node, name):
    """An attribute of a structure element, or nothing."""
    sets = node.get("/A", [])
    for one in sets if isinstance(sets, pikepdf.Array) else [sets]:
        if isinstance(one, pikepdf.Dictionary) and name in one:
            return one[name]
    return None


def metadata(document):
    """What the XMP packet says: path of an element to its text."""
    tree = ElementTree.fromstring(document.Root.Metadata.read_bytes())
    return lambda path: "".join(found.itertext()).strip() if (found := tree.find(f".//{path}", NAMESPACES)) is not None else None


def sound(file):
    """qpdf finds no fault in the file's syntax."""
    checked = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, timeout=120, check=False)
    proof.check("qpdf --check finds no error and no warning", checked.returncode == 0, checked.stdout + checked.stderr)
    proof.check("its text extracts as structure (pdfinfo -struct-text)", "Table" in run("pdfinfo", "-struct-text", file))


def described(file, document):
    """Title, language, tags, and the two standards that the file claims."""
    told = dict(line.split(":", 1) for line in run("pdfinfo", file).splitlines() if ":" in line)
    said = metadata(document)
    title = told.get("Title", "").strip()
    proof.check("pdfinfo shows a title", title != "", told)
    proof.equal("pdfinfo says that it is tagged", told.get("Tagged", "").strip(), "yes")
    proof.equal("it runs no script and is not encrypted", (told["JavaScript"].strip(), told["Encrypted"].strip()), ("no", "no"))
    proof.equal("its title in XMP is the same", said("dc:title"), title)
    proof.equal("its language is Dutch", str(document.Root.Lang).split("-")[0], "nl")
    proof.equal("it claims PDF/UA-1", said("pdfuaid:part"), "1")
    proof.equal("it claims PDF/A-3a", (said("pdfaid:part"), said("pdfaid:conformance")), ("3", "A"))
    moments = {str(document.docinfo.get(name, "")) for name in ("/CreationDate", "/ModDate")}
    proof.check("its dates are one moment, in UTC", len(moments) == 1 and re.search(r"(\+00'?00'?|Z)$", moments.pop()) is not None)


def accessible(document):
    """The points of the Matterhorn Protocol 1.1 that a machine can decide on this tree."""
    root, structure = document.Root, Structure(document)
    proof.check("06: MarkInfo says that all content is tagged", bool(root.MarkInfo.Marked))
    proof.check("07: the window shows the title", bool(root.ViewerPreferences.DisplayDocTitle))
    suspects = bool(root.MarkInfo.get("/Suspects", False))
    proof.check("01: no content is suspect", not suspects)
    roles = {str(name): str(role) for name, role in root.StructTreeRoot.get("/RoleMap", {}).items()}
    circular = [name for name, role in roles.items() if roles.get(role) == name or name == role]
    proof.equal("02: no role is mapped in a circle", circular, [])
    levels = structure.levels()
    gaps = [(one, two) for one, two in zip(levels, levels[1:]) if two > one + 1]
    proof.check("14: headings begin at level 1 and skip none", levels[:1] == [1] and not gaps, gaps or levels[:5])
    figures = structure.of("/Figure", "/Formula")
    proof.check("13: every figure has an alternative text", figures and all(str(one.get("/Alt", "")).strip() for one in figures), len(figures))
    boxed = all(attribute(one, "/BBox") is not None for one in figures)
    proof.check("13: every figure has its place", boxed)
    headers = structure.of("/TH")
    scopes = [str(attribute(one, "/Scope")) for one in headers]
    proof.check("15: every table header has a scope", headers and all(scope in ("/Row", "/Column", "/Both") for scope in scopes),
                collections.Counter(scopes))
    proof.check("15: every table has rows with a header of its own and a summary", all(
        attribute(one, "/Summary") is not None for one in structure.of("/Table")))
    known = {str(node["/ID"]) for _, node, _ in structure.elements if "/ID" in node}
    named = [str(one) for cell in structure.of("/TD", "/TH") for one in (attribute(cell, "/Headers") or [])]
    proof.check("15: every header that a cell names exists", named and set(named) <= known)
    parents = {parent for tag, _, parent in structure.elements if tag == "/TR"}
    proof.check("09: rows stand in tables, cells in rows", parents <= {"/Table", "/THead", "/TBody", "/TFoot"} and
                {parent for tag, _, parent in structure.elements if tag in ("/TD", "/TH")} == {"/TR"}, parents)
    proof.check("09: items stand in lists", {parent for tag, _, parent in structure.elements if tag == "/LI"} <= {"/L"})
    proof.check("17: it has bookmarks", "/Outlines" in root and int(root.Outlines.get("/Count", 0)) != 0)
    links = [one for page in document.pages for one in page.get("/Annots", []) if one.Subtype == "/Link"]
    proof.check("28: every link says where it goes", all(str(one.get("/Contents", "")).strip() or "/StructParent" in one for one in links), len(links))
    proof.check("28: pages with links take the order of the structure",
                all(page.get("/Tabs") == "/S" for page in document.pages if page.get("/Annots")))
    proof.check("31: every font is embedded", embedded(document))


def embedded(document):
    """Whether every font's program is in the file."""
    held = []
    for one in document.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor":
            held.append(any(name in one for name in ("/FontFile", "/FontFile2", "/FontFile3")))
    return bool(held) and all(held)


def printed(file):
    """The cells of all tables: (caption, name of the row, texts of its cells), from poppler's view of the structure."""
    rows, caption, kind, row, text = [], None, None, None, []

    def close():
        nonlocal text
        joined, text = plain(" ".join(text)), []
        if kind == "Caption":
            return joined
        if row is not None and kind in ("TH", "TD"):
            row[1].append((kind, joined))
        return None

    for line in run("pdfinfo", "-struct-text", file).splitlines():
        stripped = line.strip()
        tag = re.match(r"(Table|Caption|TR|TH|TD|H[1-6]|P|Div|Document|Figure|TOC|Span|Strong|Em)\b", stripped)
        if tag and tag[1] not in ("Span", "Strong", "Em"):
            caption = close() or caption
            kind = tag[1]
            if kind == "TR":
                row = (caption, [])
                rows.append(row)
            elif kind not in ("Caption", "TH", "TD"):
                row = None
        if (quoted := re.search(r'"(.*)"$', stripped)) and kind in ("Caption", "TH", "TD"):
            text.append(re.sub(r'\\(["\\])', r"\1", quoted[1]))
    close()
    return rows


def figures(file, observations):
    """Every printed cell of every table is one of observations.csv and the other way round, counted as often as it is printed.

    A cell is (name of the row, text). From the file: the cells of rows that begin with a name, in tables of years and of splits. From
    the data: for every row of observations.csv its `weergave`, and its `verandering_weergave` where it stands, under its `seednaam`, or
    under its `uitsplitsing` when it has one; series that share a cell (which then holds several values with a comma and a space between)
    count once.
    """
    expected, seen = collections.Counter(), set()
    for one in csv.DictReader(io.StringIO(observations)):
        shared = (one["voorziening"], one["seednaam"], one["periode"], one["weergave"])
        if ", " in one["weergave"] and shared in seen:
            continue
        seen.add(shared)
        name = code(one["seednaam"]) if one["uitsplitsing"] == "_T" else one["uitsplitsing"]
        expected.update((name, plain(text)) for text in (one["weergave"], one["verandering_weergave"]) if text.strip())
    found = collections.Counter()
    for caption, cells in printed(file):
        if cells and cells[0][0] == "TH" and all(kind == "TD" for kind, _ in cells[1:]) and is_of_figures(caption):
            found.update((code(cells[0][1]), text) for _, text in cells[1:] if text)
    missing, extra = expected - found, found - expected
    proof.check(f"the {sum(expected.values())} printed figures and changes are those of observations.csv, as multisets",
                expected and not missing and not extra, f"missing {missing.most_common(8)}, extra {extra.most_common(8)}")
    text = plain(run("pdftotext", "-layout", file, "-"))
    absent = [one for _, one in expected if " " not in one and one not in text]
    proof.equal("pdftotext gives every one of them", absent, [])


def code(name):
    """A name as the code of a breakdown: capitals, digits and `_`."""
    return re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")


def is_of_figures(caption):
    """Whether a table holds figures: its caption ends in its years, or it splits one of them."""
    return bool(re.search(r", (\d{4}(\u2013\d{4})?|verdeling)$", caption or ""))


def attached(file, expected):
    """The attachments, extracted, are the files of the edition, byte for byte."""
    with tempfile.TemporaryDirectory(prefix="stelsel-report-") as folder:
        run("pdfdetach", "-saveall", "-o", folder, file)
        found = {str(one.relative_to(folder)): one.read_bytes() for one in Path(folder).rglob("*") if one.is_file()}
    proof.check("it has files attached", bool(found))
    proof.equal("the attached files are those of the edition", sorted(found), sorted(expected))
    differ = [name for name, content in expected.items() if found.get(name) not in (None, content)]
    proof.equal("and equal them to the byte", differ, [])


def associated(document):
    """Every attachment says what it is to the document, as PDF/A-3 wants."""
    files = list(document.Root.get("/AF", []))
    relations = {str(one.get("/AFRelationship")) for one in files}
    proof.check("every attachment says what it is to the report", files and relations <= {"/Data", "/Source", "/Supplement", "/Alternative"}, relations)
    proof.check("every attachment is described", all(str(one.get("/Desc", "")) for one in files))


def hashed(file, manifest):
    """The hash of the manifest stands at the foot of every page but the cover."""
    digest = hashlib.sha256(manifest).hexdigest()
    pages = run("pdftotext", file, "-").split("\f")[1:-1]
    without = [number for number, page in enumerate(pages, 2) if digest not in re.sub(r"\s", "", page)]
    proof.equal("the manifest's hash stands on every page", without, [])


def from_house():
    """The report and the files of its edition, from the running program."""
    house = House.of_environment()
    caller = house.caller()

    def get(path):
        answer = caller.get(f"{house.public}{path}", timeout=30)
        answer.raise_for_status()
        return answer

    answer = get(f"/monitor/{YEAR}/monitor.pdf")
    proof.equal("the report is served as PDF", answer.headers["content-type"], "application/pdf")
    proof.check("the same address gives the same bytes", get(f"/monitor/{YEAR}/monitor.pdf").content == answer.content)
    base = f"/data/monitor/{YEAR}/{VERSION}"
    with tempfile.TemporaryDirectory(prefix="stelsel-report-") as folder:
        run_on = Path(folder, "monitor.pdf")
        run_on.write_bytes(answer.content)
        names = re.findall(r"^\d+: (.+)$", run("pdfdetach", "-list", str(run_on)), re.MULTILINE)
    expected = {name: get(f"{base}/{name}").content for name in names}
    return answer.content, expected, get(f"{base}/manifest.json").content, get(f"{base}/observations.csv").text


def from_files():
    """The same from files, for trying by hand."""
    folder = Path(sys.argv[2])
    expected = {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}
    manifest = expected.get("manifest.json")
    observations = expected.get("observations.csv")
    return Path(sys.argv[1]).read_bytes(), expected, manifest, observations.decode() if observations else None


def main():
    """All of it, each part for itself."""
    content, expected, manifest, observations = from_files() if len(sys.argv) > 2 else from_house()
    with tempfile.TemporaryDirectory(prefix="stelsel-report-") as folder:
        file = str(Path(folder, "monitor.pdf"))
        Path(file).write_bytes(content)
        with pikepdf.open(file) as document:
            proof.part("it is sound", sound, file)
            proof.part("it is described", described, file, document)
            proof.part("it is accessible", accessible, document)
            proof.part("its attachments are associated", associated, document)
        if observations is not None:
            proof.part("its figures are those of the data", figures, file, observations)
        proof.part("its attachments are the package", attached, file, expected)
        if manifest is not None:
            proof.part("its manifest is named", hashed, file, manifest)
    proof.end()


main()
