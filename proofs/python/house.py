"""What every Python proof needs: the running house, its callers, its pages, and lines that say what held."""

import base64
import html.parser
import json
import os
import secrets
import sys
import time
import traceback
import urllib.parse
import uuid
from pathlib import Path

import requests

SECONDS_MAX = 30
"""No answer may take longer than this."""


class Proof:
    """Prints one line per assertion and remembers whether one failed."""

    def __init__(self, title):
        self.failed = 0
        print(f"# {title}", flush=True)

    def check(self, sentence, held, detail=None):
        """One assertion; `detail` is shown when it does not hold."""
        print(f"{'ok' if held else 'not ok'} - {sentence}", flush=True)
        if not held:
            self.failed += 1
            if detail is not None:
                print(f"#   {str(detail)[:2000]}", flush=True)
        return held

    def equal(self, sentence, found, expected):
        """One assertion that two values are the same."""
        return self.check(sentence, found == expected, f"found {found!r}, expected {expected!r}")

    def skip(self, sentence):
        """Something that cannot be proven here, and why."""
        print(f"skip - {sentence}", flush=True)

    def part(self, sentence, function, *arguments):
        """Runs a part; when it breaks off, that is one failed assertion and the next part still runs."""
        try:
            return function(*arguments)
        except Exception:  # whatever broke, the other parts must still be proven
            self.check(sentence, False, traceback.format_exc())
            return None

    def end(self):
        """Leaves the program."""
        sys.exit(1 if self.failed else 0)


class House:
    """The running program, as its own ready line describes it."""

    def __init__(self, context):
        self.__dict__.update(context)
        self.operator_password = Path(self.data, "keys", "operator-password").read_text().strip()

    @classmethod
    def of_environment(cls):
        """The house that the runner started."""
        return cls(json.loads(Path(os.environ["PROOF_CONTEXT"]).read_text()))

    def caller(self, certificate=None, key=None):
        """A client of the port for organisations."""
        session = requests.Session()
        session.verify = self.ca
        session.trust_env = False
        if certificate:
            session.cert = (certificate, key)
        return session

    def organisation(self, index=0):
        """A client with the certificate of one of the demonstration organisations."""
        one = self.organisations[index]
        return self.caller(one["certificate"], one["key"])

    def ask(self, session, body, **headers):
        """A question to the BRP."""
        return session.post(
            f"{self.mtls}/haalcentraal/api/brp/personen",
            data=body if isinstance(body, (str, bytes)) else json.dumps(body),
            headers={"Content-Type": "application/json; charset=utf-8", **named(headers)},
            timeout=SECONDS_MAX,
        )

    def question(self, bsn, fields=("burgerservicenummer", "naam.volledigeNaam")):
        """The body of a question by number."""
        return {"type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": [bsn], "fields": list(fields)}

    def deliver(self, session, letter, key=None, **headers):
        """Delivers a letter to the Berichtenbox; `key` is any name, of which an Idempotency-Key is made."""
        own = {"Content-Type": "application/json", **named(headers)}
        if key:
            own["Idempotency-Key"] = key_of(key)
        return session.post(
            f"{self.mtls}/api/v1/aanleveringen", data=json.dumps(letter), headers=own, timeout=SECONDS_MAX
        )

    def letter(self, bsn, subject="Uw aanvraag is goedgekeurd", attachments=None, sender=0):
        """The body of a letter with a PDF."""
        if attachments is None:
            attachments = [{"naam": "besluit.pdf", "mimeType": "application/pdf", "inhoud": as_base64(PDF)}]
        return {
            "afzender": self.organisations[sender]["oin"],
            "ontvanger": {"type": "BSN", "waarde": bsn},
            "onderwerp": subject,
            "inhoud": "U leest het besluit in de bijlage.",
            "bijlagen": attachments,
        }

    def die(self, session, bsn, gemeente, day):
        """Registers a death at the BRP."""
        body = {
            "gebeurtenistype": "overlijden",
            "objecten": [{"burgerservicenummer": bsn, "datum": day, "plaats": gemeente, "land": "6030"}],
            "brondocument": {
                "soort": "akte van overlijden",
                "identificatie": "1AA0001",
                "datum": day,
                "organisatie": gemeente,
            },
        }
        return session.post(f"{self.mtls}/brp/v1/mutaties", json=body, timeout=SECONDS_MAX)

    def gemeente_of(self, session, bsn):
        """Code of the municipality where someone is registered."""
        answer = self.ask(session, self.question(bsn, ["gemeenteVanInschrijving"]))
        return answer.json()["personen"][0]["gemeenteVanInschrijving"]["code"]


def key_of(name):
    """An Idempotency-Key that is the same for the same name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def named(headers):
    """Header names from argument names."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def as_base64(content):
    """Base64 as text."""
    return base64.b64encode(content).decode()


def make_pdf(text):
    """A small, valid PDF of one page."""
    stream = f"BT /F1 18 Tf 60 760 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return out


PDF = make_pdf("Besluit")


class Page(html.parser.HTMLParser):
    """The forms, links and text of a page."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.forms, self.links, self.texts = [], [], []
        self._form = None
        self._hidden = 0
        self.feed(text)
        self.text = " ".join(" ".join(self.texts).split())

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag in ("script", "style"):
            self._hidden += 1
        if tag == "a" and "href" in values:
            self.links.append(values)
        if tag == "form":
            self._form = {"action": values.get("action", ""), "method": values.get("method", "get"), "fields": {},
                          "types": {}}
            self.forms.append(self._form)
        if self._form is not None and tag in ("input", "textarea", "select") and values.get("name"):
            if values.get("type") not in ("checkbox", "radio"):
                self._form["fields"][values["name"]] = values.get("value", "")
            self._form["types"][values["name"]] = values.get("type", tag)

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self._hidden -= 1
        if tag == "form":
            self._form = None

    def handle_data(self, data):
        if not self._hidden:
            self.texts.append(data)

    def form(self, action):
        """The first form whose address begins with `action`."""
        for form in self.forms:
            if form["action"].startswith(action):
                return form
        raise LookupError(f"no form for {action} on a page that says: {self.text[:700]}")


class Browser:
    """Someone who follows links and fills in forms, without scripts."""

    def __init__(self, origin, trace=None):
        self.origin = origin
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Accept"] = "text/html,application/xhtml+xml"
        self.session.headers["Accept-Language"] = "nl"
        if trace:
            self.session.headers["traceparent"] = trace
        self.response = None

    def _seen(self, response):
        self.response = response
        return Page(response.text) if "html" in response.headers.get("content-type", "") else None

    def open(self, path):
        """Opens an address."""
        here = self.response.url if self.response is not None and path.startswith("?") else self.origin
        return self._seen(self.session.get(urllib.parse.urljoin(here, path), timeout=SECONDS_MAX))

    def send(self, form, **values):
        """Sends a form."""
        fields = {**form["fields"], **values}
        address = urllib.parse.urljoin(self.response.url, form["action"])
        return self._seen(self.session.post(address, data=fields, timeout=SECONDS_MAX))

    def log_in(self, person, password=None, start="/mijnoverheid"):
        """Goes to MijnOverheid and logs in with DigiD; the page that comes then."""
        page = self.open(start)
        form = page.form("/digid/inloggen")
        return self.send(
            form,
            gebruikersnaam=person["username"],
            wachtwoord=password or person["password"],
            handeling="inloggen",
        )

    @property
    def path(self):
        """Where it is now."""
        return urllib.parse.urlsplit(self.response.url).path

    def log_in_operator(self, password):
        """Logs in to the console."""
        page = self.open("/console/inloggen")
        form = page.form("/console/inloggen")
        field = next(name for name, kind in form["types"].items() if kind == "password")
        return self.send(form, **{field: password})

    def all_pages(self, path):
        """A list over all its pages."""
        pages, seen = [], set()
        while path and path not in seen:
            seen.add(path)
            page = self.open(path)
            pages.append(page)
            path = next((link["href"] for link in page.links if link.get("rel") == "next"), None)
        return pages


def trace():
    """A new chain of calls: its id, and the header that carries it."""
    trace_id = secrets.token_hex(16)
    return trace_id, f"00-{trace_id}-{secrets.token_hex(8)}-01"


def within(seconds, condition, pause=0.05):
    """Whether a condition becomes true before a deadline; its last value."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > deadline:
            return value
        time.sleep(pause)
