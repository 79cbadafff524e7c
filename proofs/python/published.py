"""The figures of an edition as its plain CSV file tells them: the second source for every other form."""

import csv
import io
from decimal import Decimal

import requests

SECONDS_MAX = 30


def code(name):
    """An id as a code: capitals, digits and `_`."""
    return "".join(sign if sign.isalnum() else "_" for sign in name.upper())


class Published:
    """Rows of observations.csv of one version of an edition."""

    def __init__(self, house, year, version):
        self.caller = requests.Session()
        self.caller.trust_env = False
        address = f"{house.public}/data/monitor/{year}/{version}/observations.csv"
        answer = self.caller.get(address, timeout=SECONDS_MAX)
        answer.raise_for_status()
        self.rows = list(csv.DictReader(io.StringIO(answer.content.decode())))

    def by_measure(self, measures):
        """Rows by measure, breakdown and period. A series by sender has its sender at the end of its id, its measure has not."""
        found = {}
        for row in self.rows:
            whole = code(row["indicator"])
            measure = whole if whole in measures else code(row["indicator"].rpartition(".")[0])
            found[measure, row["uitsplitsing"], row["periode"]] = row
        return found

    @staticmethod
    def value(row):
        """The exact value of a row; None when there is none."""
        return Decimal(row["waarde"]) if row["waarde"] else None
