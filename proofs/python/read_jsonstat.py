#!/usr/bin/env python3
"""JSON-stat as other people's programs read it: jsonstat-validator and pyjstat, against observations.csv."""

import itertools
import json
import math
from decimal import Decimal

import jsonstat_validator
from pyjstat import pyjstat

from house import House, Proof
from published import SECONDS_MAX, Published

TITLE = "JSON-stat read by jsonstat-validator and pyjstat"


def cells(dataset):
    """Every cell of a dataset: codes of its dimensions, value, status."""
    names = dataset["id"]
    codes = [dataset["dimension"][name]["category"]["index"] for name in names]
    for place, key in enumerate(itertools.product(*codes)):
        yield dict(zip(names, key)), dataset["value"][place], dataset.get("status", {}).get(str(place))


def compare(proof, slug, dataset, rows, whole):
    """Whether every cell is what observations.csv says, and for the table of everything the reverse too."""
    wrong, seen = [], set()
    for key, value, status in cells(dataset):
        breakdown = key.get("afzender") or key.get("uitsplitsing") or "_T"
        found = (key["indicator"], breakdown, key["periode"])
        row = rows.get(found)
        if row is None:
            if value is not None or status is not None:
                wrong.append((found, value, "no row"))
            continue
        seen.add(found)
        expected = Published.value(row)
        if value != expected:
            wrong.append((found, value, expected))
        if (status or "A") != row["status"]:
            wrong.append((found, status, row["status"]))
    proof.check(f"{slug}: all {len(seen)} figures are those of observations.csv", seen and not wrong, wrong[:5])
    if whole:
        proof.equal(f"{slug}: no figure is left out", len(seen), len(rows))
    return len(seen)


def read_with_pyjstat(proof, slug, text, dataset):
    """pyjstat makes a table of it with the same values in the same order."""
    frame = pyjstat.from_json_stat(json.loads(text, object_pairs_hook=pyjstat.OrderedDict), naming="id")[0]
    read = [None if value is None or math.isnan(value) else value for value in frame["value"]]
    expected = [None if value is None else float(value) for value in dataset["value"]]
    proof.check(f"{slug}: pyjstat reads {len(read)} values as they are", read == expected,
                [pair for pair in zip(read, expected) if pair[0] != pair[1]][:5])


def read(proof, house, caller):
    """Every dataset of every edition."""
    editions = caller.get(f"{house.public}/jsonstat", timeout=SECONDS_MAX).json()
    proof.check("the list of editions is a collection", jsonstat_validator.validate_jsonstat(editions))
    for edition in editions["link"]["item"]:
        collection = caller.get(edition["href"], timeout=SECONDS_MAX).json()
        proof.check(f"{edition['label']} is a collection", jsonstat_validator.validate_jsonstat(collection))
        extension = collection["extension"]
        published = Published(house, extension["editie"], extension["versie"])
        for item in collection["link"]["item"]:
            answer = caller.get(item["href"], timeout=SECONDS_MAX)
            slug = item["href"].rpartition("/")[2]
            dataset = json.loads(answer.text, parse_float=Decimal, parse_int=Decimal)
            proof.equal(f"{slug}: any page may read it", answer.headers.get("access-control-allow-origin"), "*")
            proof.check(f"{slug}: jsonstat-validator finds no fault",
                        jsonstat_validator.validate_jsonstat(json.loads(answer.text)))
            proof.equal(f"{slug}: value is as long as its sizes multiply to", len(dataset["value"]),
                        int(math.prod(dataset["size"])))
            rows = published.by_measure(dataset["dimension"]["indicator"]["category"]["index"])
            compare(proof, slug, dataset, rows, slug.startswith("alles.json"))
            read_with_pyjstat(proof, slug, answer.text, dataset)


def main():
    """All of it."""
    proof, house = Proof(TITLE), House.of_environment()
    proof.part("reading", read, proof, house, house.caller())
    proof.end()


if __name__ == "__main__":
    main()
