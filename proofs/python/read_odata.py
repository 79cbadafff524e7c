#!/usr/bin/env python3
"""OData as cbsodata4 reads it, the client for CBS, against observations.csv; and the pages, filters and refusals it does not ask for."""

import json
import os
import tempfile
import xml.etree.ElementTree
from decimal import Decimal
from pathlib import Path

from house import House, Proof
from published import SECONDS_MAX, Published

TITLE = "OData read by cbsodata4"
CATALOG = "MDO"
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"


def client(house):
    """cbsodata4, told to trust the house and to use no proxy."""
    if isinstance(house.ca, str):
        os.environ["SSL_CERT_FILE"] = house.ca
    os.environ["NO_PROXY"] = "*"
    import cbsodata4  # after the environment is set, for it makes its connections with what it finds there

    return cbsodata4


def key_of(row, breakdown):
    """Measure, group and year of an observation."""
    return row["Measure"], row[breakdown] if breakdown else "_T", row["Perioden"][:4]


def as_float(value):
    """A cell of a data frame: None when it is empty."""
    return None if value is None or value != value else float(value)


def check_values(proof, sentence, frame, breakdown, rows):
    """Whether every value of a frame is that of observations.csv."""
    found = {key_of(row, breakdown): as_float(row["Value"]) for row in frame.to_dict("records")}
    expected = {key: None if (value := Published.value(row)) is None else float(value) for key, row in rows.items()}
    wrong = [(key, found.get(key), expected.get(key)) for key in found.keys() | expected.keys()
             if found.get(key, "absent") != expected.get(key, "absent")]
    proof.check(f"{sentence}: {len(found)} values are those of observations.csv", found and not wrong, wrong[:5])


def rows_of(published, codes):
    """Rows of observations.csv by code of the measure, for the measures of a dataset; `codes` maps SDMX codes to OData codes."""
    measures = set(codes)
    return {(codes[measure], group, year): row for (measure, group, year), row in published.by_measure(measures).items()
            if measure in measures}


def codes_of(caller, house, edition):
    """OData codes by measure: JSON-stat has the same measures in the same order."""
    found = {}
    for dataset in edition["datasets"]:
        slug = dataset.split("-", 2)[2]
        shown = caller.get(f"{house.public}/jsonstat/{edition['year']}/{slug}.json", timeout=SECONDS_MAX).json()
        codes = caller.get(f"{house.public}/odata/v1/{CATALOG}/{dataset}/MeasureCodes", timeout=SECONDS_MAX).json()
        names = shown["dimension"]["indicator"]["category"]["index"]
        found[dataset] = dict(zip(names, [code["Identifier"] for code in codes["value"]], strict=True))
    return found


def read_dataset(proof, cbs, base, dataset, rows):
    """One dataset, whole and in pages of seven rows, with all that cbsodata4 can add to it."""
    with tempfile.TemporaryDirectory() as folder:
        def observations(name, query=None):
            return cbs.get_observations(dataset, catalog=CATALOG, base_url=base, query=query,
                                        download_dir=Path(folder, name))

        frame = observations("whole")
        meta = frame.attrs["meta"]
        breakdown = next((one for one in meta.dimension_identifiers if one != "Perioden"), None)
        check_values(proof, dataset, frame, breakdown, rows)
        # The client takes a column without texts on its first page for one without type, so texts are read whole only.
        names = ["Id", "Measure", "ValueAttribute", "Value", "Perioden", *([breakdown] if breakdown else [])]
        paged = observations("paged", f"maxpagesize=7&$select={','.join(names)}")
        check_values(proof, f"{dataset} in pages of 7", paged, breakdown, rows)
        labelled = cbs.add_label_columns(frame)
        proof.check(f"{dataset}: every measure and period has a label",
                    not labelled["MeasureLabel"].isna().any() and not labelled["PeriodenLabel"].isna().any())
        united = cbs.add_unit_column(frame)
        proof.check(f"{dataset}: every figure has a unit", not united["Unit"].isna().any())
        dated = cbs.add_date_column(frame)
        proof.check(f"{dataset}: every period is a date and a year", set(dated["Perioden_freq"]) == {"Y"}
                    and all(str(date.year) == code[:4] for date, code in zip(dated["Perioden_date"], dated["Perioden"])))
        wide = cbs.get_wide_data(dataset, catalog=CATALOG, base_url=base, name_measure_columns=False,
                                 download_dir=Path(folder, "wide"))
        filled = sum(int(wide[code].notna().sum()) for code in {key[0] for key in rows} if code in wide)
        proof.equal(f"{dataset}: the wide table has every value", filled,
                    sum(1 for row in rows.values() if row["waarde"]))


def exact(proof, caller, base, dataset, rows):
    """The same with exact numbers, and with the reason where there is no value."""
    answer = caller.get(f"{base}/{CATALOG}/{dataset}/Observations", timeout=SECONDS_MAX)
    wrong = []
    for row in json.loads(answer.text, parse_float=Decimal, parse_int=Decimal)["value"]:
        breakdown = next((name for name in ("Afzender", "Uitsplitsing") if name in row), None)
        expected = rows[key_of(row, breakdown)]
        plain = expected["status"] == "A" and expected["waarde"] != ""
        if row["Value"] != Published.value(expected) or (row["ValueAttribute"] == "None") != plain:
            wrong.append((row, expected))
    proof.check(f"{dataset}: exact values, and a reason where there is none", not wrong, wrong[:3])


def options(proof, caller, base, dataset):
    """Filters, pages and refusals."""
    address = f"{base}/{CATALOG}/{dataset}"

    def ask(path, status=200, **parameters):
        answer = caller.get(f"{address}/{path}", params=parameters, timeout=SECONDS_MAX)
        proof.equal(f"{path} {parameters} answers {status}", answer.status_code, status)
        return answer.json()

    everything = ask("Observations", **{"$count": "true"})
    proof.equal("the count is the number of rows", everything["@odata.count"], len(everything["value"]))
    page, seen = ask("Observations", maxpagesize="7"), []
    while True:
        seen.append(page["value"])
        if "@odata.nextLink" not in page:
            break
        page = caller.get(page["@odata.nextLink"], timeout=SECONDS_MAX).json()
    proof.check("a page has at most 7 rows", all(len(rows) <= 7 for rows in seen))
    proof.equal("the pages together are the whole", [row for rows in seen for row in rows], everything["value"])
    measure = everything["value"][0]["Measure"]
    found = ask("Observations", **{"$filter": f"(Measure eq '{measure}' or Measure in ('x')) and endswith(Perioden,'JJ00')",
                                   "$select": "Measure,Value", "$orderby": "Perioden desc", "$top": "2"})["value"]
    expected = [row for row in everything["value"] if row["Measure"] == measure]
    expected.sort(key=lambda row: row["Perioden"], reverse=True)
    proof.equal("a filter, a selection, an order and a top together", found,
                [{"Measure": row["Measure"], "Value": row["Value"]} for row in expected[:2]])
    for parameters, status, target in [({"$filter": "Meting eq 'x'"}, 400, "Meting"), ({"$top": "-1"}, 400, "$top"),
                                       ({"$filter": "Measure eq"}, 400, "$filter"), ({"$select": "Waarde"}, 400, "Waarde"),
                                       ({"$expand": "Measure"}, 501, "$expand"), ({"$apply": "x"}, 501, "$apply")]:
        error = ask("Observations", status, **parameters)["error"]
        proof.equal(f"and says what is wrong: {parameters}", error["target"], target)
    ask("Waarnemingen", 404)
    metadata = caller.get(f"{address}/$metadata", timeout=SECONDS_MAX)
    tree = xml.etree.ElementTree.fromstring(metadata.content)
    described = {one.get("Name") for one in tree.iter(f"{EDM}EntitySet")}
    listed = {one["name"] for one in caller.get(address, timeout=SECONDS_MAX).json()["value"]}
    proof.equal("$metadata describes every set that is listed", described | {"Properties"}, listed)


def main():
    """All datasets of all editions."""
    proof, house = Proof(TITLE), House.of_environment()
    cbs, caller, base = client(house), house.caller(), f"{house.public}/odata/v1"
    listed = cbs.get_datasets(catalog=CATALOG, base_url=base)
    proof.check("get_datasets lists the catalogue", len(listed) > 0 and set(listed["Catalog"]) == {CATALOG})
    proof.equal("get_catalogs knows the catalogue", [one["Identifier"] for one in cbs.get_catalogs(base)["value"]], [CATALOG])
    current = listed[listed["Status"] == "Regulier"]
    for year in sorted({name.split("-")[1] for name in current["Identifier"]}):
        names = [name for name in current["Identifier"] if name.split("-")[1] == year]
        version = current[current["Identifier"] == names[0]]["Version"].iloc[0]
        published = Published(house, year, version)
        codes = codes_of(caller, house, {"year": year, "datasets": names})
        for name in names:
            rows = rows_of(published, codes[name])
            proof.part(name, read_dataset, proof, cbs, base, name, rows)
            proof.part(name, exact, proof, caller, base, name, rows)
        proof.part("options", options, proof, caller, base, names[0])
    proof.end()


if __name__ == "__main__":
    main()
