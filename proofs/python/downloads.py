#!/usr/bin/env python3
"""The files of every publication: hashes as the manifest and the catalogue say, tables read by frictionless and csvw, both of which must
refuse a broken reference, and workbooks read by openpyxl and odfpy, every value equal to observations.csv."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import requests
from house import House, Proof

SECONDS_MAX = 30
READER_SECONDS_MAX = 120
DCAT, SPDX = "http://www.w3.org/ns/dcat#", "http://spdx.org/rdf/terms#"
HEADER_ROW = 3
NUMBERS = {"editie", "periode", "waarde", "ondergrens", "bovengrens", "definitieversie", "vorige_waarde", "verandering_pct"}
HEADER = ("editie,versie,indicator,uitsplitsing,periode,waarde,ondergrens,bovengrens,waarde_tekst,status,vertrouwelijk,bron,schaal,"
          "definitieversie,vorige_waarde,reden_correctie,verandering_pct,verandering_weergave,voorziening,seednaam,weergave")


def publications(proof, caller, house):
    """The folders of all publications, each with its files and their hashes, from the catalogue."""
    import rdflib

    answer = caller.get(f"{house.public}/catalog", headers={"Accept": "text/turtle"}, timeout=SECONDS_MAX)
    proof.equal("the catalogue answers", answer.status_code, 200)
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    dcat, spdx = rdflib.Namespace(DCAT), rdflib.Namespace(SPDX)
    found = {}
    for distribution, checksum in graph.subject_objects(spdx.checksum):
        address = str(graph.value(distribution, dcat.downloadURL))
        folder, _, path = address.partition("/data/monitor/")[2].partition("/")
        version, _, path = path.partition("/")
        found.setdefault((folder, version), {})[path] = str(graph.value(checksum, spdx.checksumValue)).lower()
    return found


def fetch(proof, caller, house, place, hashes, folder):
    """Downloads a publication into a folder; its manifest."""
    base = f"{house.public}/data/monitor/{place[0]}/{place[1]}"
    manifest = caller.get(f"{base}/manifest.json", timeout=SECONDS_MAX).json()
    proof.equal("the manifest names its edition", (str(manifest["editie"]), manifest["versie"]), place)
    paths = [one["pad"] for one in manifest["bestanden"]]
    proof.equal("the manifest lists files by path", paths, sorted(paths))
    wrong = []
    for one in manifest["bestanden"]:
        answer = caller.get(f"{base}/{one['pad']}", timeout=SECONDS_MAX)
        body = answer.content
        digest = hashlib.sha256(body).hexdigest()
        if (answer.status_code, len(body), digest) != (200, one["bytes"], one["sha256"]):
            wrong.append((one["pad"], answer.status_code, len(body), digest))
        if hashes.get(one["pad"], digest) != digest:
            wrong.append((one["pad"], "the catalogue says another hash"))
        if one["pad"].endswith(".csv") and "describedby" not in answer.headers.get("Link", ""):
            wrong.append((one["pad"], "no Link to csv-metadata.json"))
        target = folder / one["pad"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    proof.check(f"{len(paths)} files have the size and hash of the manifest and the catalogue", not wrong, wrong)
    unnamed = {path for path in hashes if path not in paths and not path.startswith("manifest.json")}
    for path in sorted(unnamed):
        digest = hashlib.sha256(caller.get(f"{base}/{path}", timeout=SECONDS_MAX).content).hexdigest()
        proof.equal(f"{path} has the hash of the catalogue", digest, hashes[path])
    return manifest


def run(*command, folder):
    """A reader as a program; its exit code and what it said."""
    ended = subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, timeout=READER_SECONDS_MAX, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def frictionless(folder):
    """The report of frictionless on a folder: valid, and types of errors."""
    _, said = run("-m", "frictionless", "validate", "datapackage.json", "--json", folder=folder)
    report = json.loads(said[said.index("{"):])
    errors = [(task["name"], error["type"], error["message"]) for task in report["tasks"] for error in task["errors"]]
    return report, errors


def csvw(folder):
    """What csvwvalidate says of a folder: exit code and words."""
    return run("-c", "from csvw.__main__ import csvwvalidate; csvwvalidate()", "--verbose", "csv-metadata.json", folder=folder)


def break_reference(folder, column, target):
    """A copy of a package in which one row leads nowhere; size and hash are made to fit, so that only the reference is wrong."""
    shutil.copytree(folder, target)
    path = target / "observations.csv"
    old = path.read_bytes()
    rows = list(csv.reader(io.StringIO(old.decode(), newline="")))
    rows[1][rows[0].index(column)] = "bestaat-niet"
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_bytes(text.getvalue().encode())
    description = json.loads((target / "datapackage.json").read_text())
    for resource in description["resources"]:
        if resource["path"] == "observations.csv":
            resource["bytes"] = path.stat().st_size
            resource["hash"] = "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    (target / "datapackage.json").write_text(json.dumps(description))


def check_tables(proof, folder):
    """Both readers accept the package and refuse a broken reference."""
    report, errors = frictionless(folder)
    names = {task["name"] for task in report["tasks"]}
    proof.check(f"frictionless: {len(names)} tables are VALID", report["valid"] and len(names) >= 5, errors or report["errors"])
    code, said = csvw(folder)
    proof.check("csvwvalidate: OK", code == 0 and "OK" in said, said)
    for column in ("indicator", "voorziening", "uitsplitsing"):
        with tempfile.TemporaryDirectory() as scratch:
            broken = Path(scratch) / "package"
            break_reference(folder, column, broken)
            report, errors = frictionless(broken)
            only = [error for error in errors if error[1] != "foreign-key"]
            proof.check(f"frictionless refuses a row whose {column} is nowhere, and nothing else",
                        not report["valid"] and errors and not only, errors)
            code, said = csvw(broken)
            proof.check(f"csvwvalidate refuses a row whose {column} is nowhere", code != 0 and "bestaat-niet" in said, said)


def observations(folder):
    """Header and rows of observations.csv, read by Python's own reader."""
    text = (folder / "observations.csv").read_bytes().decode()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    return text, rows[0], rows[1:]


def as_read(column, text):
    """A cell of the CSV as a workbook holds it."""
    if not text:
        return None
    return Decimal(text) if column in NUMBERS else text


def xlsx_sheets(path):
    """Sheets of an XLSX file: name, rows of values; and what breaks the rules for accessible workbooks."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheets, faults = {}, []
    for sheet in book.worksheets:
        rows = [[Decimal(repr(cell)) if isinstance(cell, (int, float)) else cell for cell in row] for row in sheet.iter_rows(values_only=True)]
        sheets[sheet.title] = rows
        if sheet.merged_cells.ranges:
            faults.append(f"{sheet.title}: merged cells")
        if len(sheet.tables) != (0 if sheet.title == book.sheetnames[0] else 1):
            faults.append(f"{sheet.title}: {len(sheet.tables)} tables")
        if sheet.tables and sheet.freeze_panes != f"B{HEADER_ROW + 2}":
            faults.append(f"{sheet.title}: panes frozen at {sheet.freeze_panes}")
    if book.custom_doc_props["Language"].value != "nl-NL":
        faults.append("no language")
    return sheets, faults


def ods_sheets(path):
    """The same of an ODS file."""
    from odf import teletype
    from odf.opendocument import load
    from odf.table import CoveredTableCell, Table, TableCell, TableHeaderRows, TableRow

    book = load(path)
    sheets, faults = {}, []
    for place, sheet in enumerate(book.spreadsheet.getElementsByType(Table)):
        name = sheet.getAttribute("name")
        rows = []
        for row in sheet.getElementsByType(TableRow):
            cells = []
            for cell in row.getElementsByType(TableCell):
                if cell.getAttribute("valuetype") == "float":
                    cells.append(Decimal(cell.getAttribute("value")))
                else:
                    cells.append(teletype.extractText(cell) or None)
                if cell.getAttribute("numbercolumnsspanned") or cell.getAttribute("numberrowsspanned"):
                    faults.append(f"{name}: merged cells")
            rows.append(cells)
        sheets[name] = rows
        if sheet.getElementsByType(CoveredTableCell):
            faults.append(f"{name}: covered cells")
        if len(sheet.getElementsByType(TableHeaderRows)) != (1 if place else 0):
            faults.append(f"{name}: header rows")
    language = [node for node in book.meta.childNodes if node.qname[1] == "language"]
    if [str(node) for node in language] != ["nl-NL"]:
        faults.append("no language")
    return sheets, faults


def check_workbook(proof, kind, read, header, rows):
    """A workbook says what observations.csv says, twice: in the long sheet, and in one sheet per facility."""
    sheets, faults = read
    proof.check(f"{kind}: one table a sheet, headers frozen, no merged cells, language nl", not faults, faults)
    names = list(sheets)
    proof.equal(f"{kind}: cover, contents and notes come first", names[:3], ["Voorblad", "Inhoud", "Toelichting"])
    empty = [name for name in names[1:] if None in sheets[name][HEADER_ROW] or "" in sheets[name][HEADER_ROW]]
    proof.check(f"{kind}: no header cell is empty", not empty, empty)
    every = sheets["Waarnemingen"]
    proof.equal(f"{kind}: all observations have the columns of observations.csv", every[HEADER_ROW], header)
    expected = [[as_read(column, text) for column, text in zip(header, row)] for row in rows]
    found = [row + [None] * (len(header) - len(row)) for row in every[HEADER_ROW + 1:]]
    wrong = [(number, one, other) for number, (one, other) in enumerate(zip(found, expected)) if one != other]
    proof.check(f"{kind}: {len(found)} rows are equal to observations.csv, cell by cell",
                not wrong and len(found) == len(expected), (len(found), len(expected), wrong[:2]))
    check_facilities(proof, kind, sheets, names[3:-1], [dict(zip(header, row)) for row in rows])


def check_facilities(proof, kind, sheets, names, rows):
    """Every figure of observations.csv stands in the sheet of its facility: its value, or how it was printed."""
    labels = {}
    shown = {}
    for name in names:
        header = sheets[name][HEADER_ROW]
        for row in sheets[name][HEADER_ROW + 1:]:
            cells = dict(zip(header, row))
            labels.setdefault(cells["Id"], set()).add(cells["Uitsplitsing"])
            for year in (column for column in header if str(column).isdigit() and len(str(column)) == 4):
                shown.setdefault((cells["Id"], year), []).append(cells[year])
    missing = []
    for row in rows:
        cells = shown.get((row["indicator"], row["periode"]), [])
        value = Decimal(row["waarde"]) if row["waarde"] else None
        held = value in cells if value is not None else any(isinstance(cell, str) for cell in cells)
        if value is None and (row["ondergrens"] or row["bovengrens"]):
            held = row["weergave"] in cells
        if not held:
            missing.append((row["indicator"], row["periode"], row["weergave"], cells))
    proof.check(f"{kind}: {len(rows)} figures stand in the sheets of {len(names)} facilities", not missing, missing[:3])


def check_publication(proof, caller, house, place, hashes):
    """One publication."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        fetch(proof, caller, house, place, hashes, folder)
        text, header, rows = observations(folder)
        proof.equal("observations.csv has exactly these columns", ",".join(header), HEADER)
        proof.check("observations.csv has line feeds only, and ends with one", "\r\n" not in text and text.endswith("\n"))
        keys = [(row[2], row[3], row[4]) for row in rows]
        proof.equal("no figure stands in two rows", len(set(keys)), len(keys))
        check_tables(proof, folder)
        check_workbook(proof, "openpyxl", xlsx_sheets(folder / "monitor.xlsx"), header, rows)
        check_workbook(proof, "odfpy", ods_sheets(folder / "monitor.ods"), header, rows)


def main():
    """Every publication of the house."""
    proof = Proof("the files of every publication")
    house = House.of_environment()
    caller = requests.Session()
    caller.trust_env = False
    found = proof.part("the catalogue is read", publications, proof, caller, house) or {}
    proof.check("there is a publication", bool(found), found)
    for place, hashes in sorted(found.items()):
        print(f"# edition {place[0]}, version {place[1]}", flush=True)
        proof.part("a publication is read", check_publication, proof, caller, house, place, hashes)
    proof.end()


if __name__ == "__main__":
    main()
