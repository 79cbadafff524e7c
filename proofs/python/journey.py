"""Steps 1, 2 and 7 of the walk as organisations see them: real HTTP over mutual TLS, exact answers."""

import datetime
import json
import socket
import ssl
import subprocess
import tempfile
import urllib.parse
from pathlib import Path

import requests
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from house import PDF, Browser, House, Proof, as_base64

BAD_REQUEST = "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.1"
FORBIDDEN = "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.3"
PERSONEN = "/haalcentraal/api/brp/personen"
LETTERS = "/api/v1/aanleveringen"

proof = Proof("the journey over mutual TLS")
house = House.of_environment()
municipality = house.organisation(0)
anna, _, oldest = house.people


def problem(status, code, title, detail, kind, params=None, path=PERSONEN):
    """A refusal as the BRP gives it."""
    body = {"type": kind, "title": title, "status": status, "detail": detail, "instance": path, "code": code}
    return body if params is None else {**body, "invalidParams": params}


def wrong(*params):
    """The refusal of a question with these wrong parameters: name, code, reason."""
    names = ", ".join(name for name, _, _ in params)
    listed = [{"name": name, "code": code, "reason": reason} for name, code, reason in params]
    return problem(400, "paramsValidation", "Een of meerdere parameters zijn niet correct.",
                   f"De foutieve parameter(s) zijn: {names}.", BAD_REQUEST, listed)


def refused(sentence, answer, expected):
    """An answer is exactly this problem."""
    kind = answer.headers.get("content-type", "").split(";")[0]
    found = (answer.status_code, kind, parsed(answer))
    proof.equal(sentence, found, (expected["status"], "application/problem+json", expected))


def parsed(answer):
    """The body of an answer as JSON, or its beginning."""
    try:
        return answer.json()
    except ValueError:
        return answer.text[:200]


def refused_with(sentence, answer, status, code):
    """An answer is a problem with this status and code, complete and about this path."""
    body = parsed(answer)
    whole = isinstance(body, dict) and {"type", "title", "status", "detail", "instance", "code"} <= set(body)
    path = urllib.parse.urlsplit(answer.url).path
    held = whole and body["status"] == answer.status_code == status and body["code"] == code
    held = held and body["instance"] == path and len(body["detail"]) > 10
    proof.check(sentence, held, f"{answer.status_code} {body}")


# ---- step 1 ---------------------------------------------------------------------------------------------------------

def question():
    """A question that may be asked."""
    answer = house.ask(municipality, house.question(anna["bsn"]))
    expected = {"type": "RaadpleegMetBurgerservicenummer", "personen": [
        {"burgerservicenummer": anna["bsn"], "naam": {"volledigeNaam": anna["name"]}}]}
    proof.equal("a municipality that asks by number is answered with exactly the fields it asked for",
                (answer.status_code, parsed(answer)), (200, expected))
    proof.equal("the answer is JSON in UTF-8", answer.headers.get("content-type", "").lower(),
                "application/json; charset=utf-8")
    wide = house.ask(municipality, house.question(anna["bsn"], [
        "aNummer", "burgerservicenummer", "naam", "geboorte", "geslacht", "leeftijd", "nationaliteiten", "ouders",
        "partners", "kinderen", "verblijfplaats", "adressering", "gemeenteVanInschrijving", "immigratie", "overlijden",
        "datumEersteInschrijvingGBA", "datumInschrijvingInGemeente"]))
    proof.equal("a question for everything is answered", wide.status_code, 200)
    schema(wide.json())
    both = house.ask(municipality, {**house.question(anna["bsn"], ["burgerservicenummer"]),
                                    "burgerservicenummer": [anna["bsn"], oldest["bsn"], anna["bsn"]]})
    proof.equal("several numbers are answered in their order, each once",
                [one["burgerservicenummer"] for one in both.json()["personen"]], [anna["bsn"], oldest["bsn"]])
    nobody = house.ask(municipality, house.question("123456789"))
    proof.equal("a number that fails the check on its digits finds nobody",
                (nobody.status_code, parsed(nobody)),
                (200, {"type": "RaadpleegMetBurgerservicenummer", "personen": []}))
    accepted = [house.ask(municipality, house.question(anna["bsn"]), Accept=accept).status_code
                for accept in ("*/*", "application/json", "application/json; charset=utf-8", "")]
    proof.equal("an Accept header that allows JSON is answered", accepted, [200] * 4)


def schema(body):
    """The answer fits the official interface description, when that is at hand."""
    path = Path(house.official, "brp", "personen-openapi.yaml")
    if not path.exists():
        proof.skip("the answer against the official interface description: shared/official is absent")
        return
    document = yaml.safe_load(path.read_text())
    registry = Registry().with_resource("urn:brp", Resource.from_contents(document, default_specification=DRAFT202012))
    operation = document["paths"]["/personen"]["post"]
    reference = operation["responses"]["200"]["content"]
    body_schema = next(iter(reference.values()))["schema"]
    errors = list(Draft202012Validator(
        json.loads(json.dumps(body_schema).replace('"#/', '"urn:brp#/')), registry=registry).iter_errors(body))
    proof.check("the answer fits the official interface description", not errors,
                [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors[:5]])


def wrong_questions():
    """Questions that are wrong, with the exact official answers."""
    good = house.question(anna["bsn"])

    def ask(**changes):
        body = {**good, **changes}
        return house.ask(municipality, {name: value for name, value in body.items() if value is not ...})

    refused("a question without a type is told so", ask(type=...), wrong(("type", "required", "Parameter is verplicht.")))
    refused("an unknown type is told so", ask(type="Zoek"), wrong(("type", "value", "Waarde is geen geldig zoek type.")))
    refused("all that is missing is told at once", ask(burgerservicenummer=..., fields=...),
            wrong(("burgerservicenummer", "required", "Parameter is verplicht."),
                  ("fields", "required", "Parameter is verplicht.")))
    refused("empty arrays are told at once", ask(burgerservicenummer=[], fields=[]),
            wrong(("burgerservicenummer", "minItems", "Array bevat minder dan 1 items."),
                  ("fields", "minItems", "Array bevat minder dan 1 items.")))
    refused("no array is told so", ask(burgerservicenummer=anna["bsn"], fields="naam"),
            wrong(("burgerservicenummer", "array", "Parameter is geen array."),
                  ("fields", "array", "Parameter is geen array.")))
    refused("twenty-one numbers are too many", ask(burgerservicenummer=[anna["bsn"]] * 21),
            wrong(("burgerservicenummer", "maxItems", "Array bevat meer dan 20 items.")))
    refused("one hundred and thirty-one fields are too many", ask(fields=["naam"] * 131),
            wrong(("fields", "maxItems", "Array bevat meer dan 130 items.")))
    refused("a number of eight digits is named by its place", ask(burgerservicenummer=[anna["bsn"], "12345678"]),
            wrong(("burgerservicenummer[1]", "pattern", "Waarde voldoet niet aan patroon ^[0-9]{9}$.")))
    refused("a wrong municipality code is told so", ask(gemeenteVanInschrijving="12"),
            wrong(("gemeenteVanInschrijving", "pattern", "Waarde voldoet niet aan patroon ^[0-9]{4}$.")))
    refused("an unknown parameter and an unknown field are told at once", ask(bsn="1", fields=["naam", "bestaatNiet"]),
            wrong(("bsn", "unknownParam", "Parameter is niet verwacht."),
                  ("fields[1]", "fields", "Parameter bevat een niet bestaande veldnaam.")))
    refused("a field that comes by itself may not be asked", ask(fields=["inOnderzoek"]),
            wrong(("fields[0]", "fields", "Parameter bevat een niet toegestane veldnaam.")))
    refused_with("a type that is not built says so", ask(type="ZoekMetPostcodeEnHuisnummer"), 501, "notImplemented")
    answer = house.ask(municipality, "{")
    proof.equal("a body that is no JSON is refused", (answer.status_code, answer.headers["content-type"].split(";")[0]),
                (400, "application/problem+json"))
    for accept in ("application/xml", "application/json;charset=utf-16", "text/html;q=0.1, application/hal+json"):
        if "html" not in accept:
            refused_with(f"Accept {accept} is refused", house.ask(municipality, good, Accept=accept), 406, "notAcceptable")
    for kind in ("text/plain", "application/xml", "*/*", "application/json; charset=iso-8859-1"):
        answer = house.ask(municipality, good, **{"Content-Type": kind})
        refused_with(f"Content-Type {kind} is refused", answer, 415, "unsupportedMediaType")
    answer = municipality.get(f"{house.mtls}{PERSONEN}")
    refused_with("GET is refused", answer, 405, "methodNotAllowed")
    proof.equal("and told which method is allowed", answer.headers.get("allow"), "POST")
    refused_with("an unknown path is refused", municipality.post(f"{house.mtls}{PERSONEN}/x", json=good), 404, "notFound")


# ---- who may ask ----------------------------------------------------------------------------------------------------

def new_oin(number):
    """An OIN with an RSIN that passes its check and that no organisation of the country has."""
    for last in range(10):
        digits = f"8977{number:04d}{last}"
        total = sum((9 - place) * int(digit) for place, digit in enumerate(digits[:8])) - int(digits[8])
        if total % 11 == 0:
            return f"00000001{digits}000"
    return new_oin(number + 1)


def connect(operator, oin, name, purpose, attributes, facility="brp"):
    """An operator connects an organisation to a facility and issues a certificate; its files."""
    today = datetime.date.today().isoformat()
    page = operator.open("/console/verbindingen/nieuw")
    form = page.form("/console/verbindingen")
    operator.send(form, oin=oin, naam=name, voorziening=facility, doelen=purpose, gegevens=attributes, vanaf=today, tot="",
                  certificaat="ja")
    page = operator.open(f"/console/organisaties/{oin}")
    words = page.text.split()
    certificate = str(Path(house.folder, next(one for one in words if one.endswith(".crt.pem") and oin in one)))
    return certificate, certificate.replace(".crt.pem", ".key.pem"), page


def authorisation():
    """What a connection does not allow."""
    operator = Browser(house.public)
    operator.log_in_operator(house.operator_password)
    proof.check("the operator logs in to the console", operator.path.startswith("/console"), operator.response.url)
    oin = new_oin(1)
    certificate, key, page = connect(operator, oin, "Waterschap De Proef", "bestrijding van wateroverlast", "10120\n10210")
    caller = house.caller(certificate, key)
    answer = house.ask(caller, house.question(anna["bsn"], ["burgerservicenummer", "naam.voornamen"]))
    proof.equal("an organisation that the operator connected a moment ago is answered", answer.status_code, 200)
    refused("one field without authorisation refuses the whole question, and is named",
            house.ask(caller, house.question(anna["bsn"], ["naam.voornamen", "geboorte.datum", "geslacht"])),
            problem(403, "unauthorizedField", "U bent niet geautoriseerd voor één of meerdere opgegeven field waarden.",
                    "U bent niet geautoriseerd om de volgende gegevens op te vragen met fields: geboorte.datum, geslacht",
                    FORBIDDEN))
    refused("a parameter without authorisation is named",
            house.ask(caller, {**house.question(anna["bsn"], ["naam.voornamen"]), "gemeenteVanInschrijving": "0599"}),
            problem(403, "unauthorizedParameter", "U bent niet geautoriseerd voor de gebruikte parameter(s).",
                    "U bent niet geautoriseerd voor het gebruik van parameter(s): gemeenteVanInschrijving.", FORBIDDEN))
    other = house.ask(caller, house.question(anna["bsn"]), X_Doelbinding="iets anders")
    proof.equal("another purpose than the registered one is refused", other.status_code, 403)
    answer = house.deliver(caller, {**house.letter(anna["bsn"]), "afzender": oin})
    proof.check("a connection to one facility opens no other", answer.status_code == 403 and "code" in answer.json(),
                f"{answer.status_code} {answer.text[:200]}")
    certificate_none, key_none, _ = connect(operator, new_oin(50), "Waterschap Zonder", "geen", "")
    refused("a connection without attributes may ask nothing",
            house.ask(house.caller(certificate_none, key_none), house.question(anna["bsn"])),
            problem(403, "unauthorized", "U bent niet geautoriseerd voor het gebruik van deze API.",
                    "Niet geautoriseerd voor ad hoc bevragingen.", FORBIDDEN))
    revoke(operator, page, certificate, key)


def revoke(operator, page, certificate, key):
    """A certificate that the operator revokes is refused at once."""
    form = next(form for form in page.forms if "intrek" in form["action"].lower() or "revoke" in form["action"].lower())
    operator.send(form)
    proof.check("the operator revokes the certificate", operator.response.status_code == 200, operator.response.status_code)
    try:
        answer = house.ask(house.caller(certificate, key), house.question(anna["bsn"]))
    except requests.exceptions.RequestException as error:
        proof.check("a revoked certificate is refused in the handshake", "alert" in str(error).lower(), error)
        return
    refused_with("a revoked certificate is refused with a reason", answer, 403, "certificateRevoked")


# ---- certificates ---------------------------------------------------------------------------------------------------

def no_certificate():
    """Who shows no certificate."""
    for name, origin in (("the port for organisations", house.mtls), ("the public port", house.public)):
        for path, body in ((PERSONEN, house.question(anna["bsn"])), (LETTERS, house.letter(anna["bsn"])),
                           ("/brp/v1/mutaties", {})):
            answer = house.caller().post(f"{origin}{path}", json=body)
            refused_with(f"without a certificate {path} on {name} is refused with a reason", answer, 403,
                         "certificateRequired")


def openssl(folder, *arguments):
    """Runs openssl."""
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def foreign(folder):
    """A certificate of an authority that nobody here knows, with the name and OIN of the municipality."""
    one = house.organisations[0]
    subject = f"/C=NL/O={one['name']}/serialNumber={one['oin']}/CN=proef.example"
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2",
            "-subj", "/C=NL/O=Een andere uitgever/CN=Een andere uitgever")
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", subject)
    openssl(folder, "x509", "-req", "-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
            "leaf.pem", "-days", "2")
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "self.key", "-out", "self.pem", "-days",
            "2", "-subj", subject)
    return [("another authority", "leaf.pem", "leaf.key"), ("itself", "self.pem", "self.key")]


def handshake(certificate, key, version):
    """Offers a certificate; the alert that came back, or what was answered."""
    context = ssl.create_default_context(cafile=house.ca)
    context.minimum_version = context.maximum_version = version
    context.load_cert_chain(certificate, key)
    where = urllib.parse.urlsplit(house.mtls)
    try:
        with socket.create_connection((where.hostname, where.port), 10) as plain:
            with context.wrap_socket(plain, server_hostname=where.hostname) as secure:
                secure.sendall(f"GET / HTTP/1.1\r\nHost: {where.netloc}\r\nConnection: close\r\n\r\n".encode())
                return f"answered {secure.recv(100)[:40]!r}"
    except ssl.SSLError as error:
        return error.reason or str(error)
    except OSError as error:
        return f"{type(error).__name__}"


def other_authorities():
    """Certificates that our authority did not issue."""
    with tempfile.TemporaryDirectory() as folder:
        for issuer, certificate, key in foreign(folder):
            for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
                reason = handshake(f"{folder}/{certificate}", f"{folder}/{key}", version)
                proof.check(f"a certificate issued by {issuer} is refused in the handshake ({version.name})",
                            "ALERT" in reason.upper(), reason)
    one = house.organisations[0]
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        found = handshake(one["certificate"], one["key"], version)
        proof.check(f"our own certificate is accepted ({version.name})", found.startswith("answered"), found)


# ---- step 2 ---------------------------------------------------------------------------------------------------------

def inbox(person):
    """Subjects in someone's inbox, read as that person, without opening a letter."""
    browser = Browser(house.public)
    browser.log_in(person)
    pages = browser.all_pages("/mijnoverheid")
    return " ".join(page.text for page in pages)


def letters():
    """Letters that arrive, once."""
    letter = house.letter(anna["bsn"], "Brief van de proef 1")
    first = house.deliver(municipality, letter, "proef-0001")
    proof.equal("a letter with a PDF is accepted", first.status_code, 201)
    proof.check("the answer says its version", bool(first.headers.get("api-version")), dict(first.headers))
    again = house.deliver(municipality, letter, "proef-0001")
    proof.equal("the same letter under the same key gives the same answer", (again.status_code, parsed(again)),
                (201, parsed(first)))
    other = house.deliver(municipality, {**letter, "onderwerp": "Iets anders"}, "proef-0001")
    proof.check("another letter under the same key is refused",
                other.status_code == 409 and other.headers["content-type"].startswith("application/problem+json"),
                f"{other.status_code} {other.text[:300]}")
    seen = inbox(anna)
    proof.equal("the citizen has it once", (seen.count("Brief van de proef 1"), seen.count("Iets anders")), (1, 0))


def refused_letters():
    """Letters that are refused, each with the reason."""
    base = house.letter(anna["bsn"], "Mag niet aankomen")
    pdf = base["bijlagen"][0]
    big = as_base64(PDF[:-6] + b"\n%" + b"x" * 600_000 + b"\n%%EOF\n")

    def to(kind, value):
        return {"ontvanger": {"type": kind, "waarde": value}}

    unknown = unused_bsn()
    for name, change, code in (
        ("to a number that nobody has", to("BSN", unknown), "OntvangerOnbekend"),
        ("to a box that is not active", to("BSN", inactive_box()), "NietActiefOfGeabonneerd"),
        ("to a company", to("KVK", "69599084"), "NietActiefOfGeabonneerd"),
    ):
        answer = house.deliver(municipality, {**base, **change}, f"geweigerd {name}")
        refused_with(f"a letter {name} is refused", answer, 403, code)
        proof.check(f"the refusal of a letter {name} does not repeat the number",
                    change["ontvanger"]["waarde"] not in answer.text, answer.text)
    other = house.deliver(municipality, {**base, "afzender": house.organisations[1]["oin"]}, "geweigerd afzender")
    proof.check("a letter in another organisation's name is refused", other.status_code == 403, f"{other.status_code} {other.text[:300]}")
    attachment = "bijlagen[0].inhoud"
    for name, change, faults in (
        ("to a number that fails its check", to("BSN", "123456789"), [("ontvanger.waarde", "pattern")]),
        ("without a subject and a text", {"onderwerp": "", "inhoud": " "}, [("onderwerp", "minLength"), ("inhoud", "minLength")]),
        ("with nothing in it", {name: None for name in base}, [("afzender", "required"), ("ontvanger", "required"),
                                                              ("onderwerp", "required"), ("inhoud", "required")]),
        ("with a subject of 256 characters", {"onderwerp": "x" * 256}, [("onderwerp", "maxLength")]),
        ("with a line break in its subject", {"onderwerp": "a\nb"}, [("onderwerp", "pattern")]),
        ("with three attachments", {"bijlagen": [pdf] * 3}, [("bijlagen", "maxItems")]),
        ("with an attachment that is no base64", {"bijlagen": [{**pdf, "inhoud": "%%%"}]}, [(attachment, "format")]),
        ("with an attachment of another kind", {"bijlagen": [{**pdf, "mimeType": "text/html"}]}, [("bijlagen[0].mimeType", "enum")]),
        ("with an attachment that is too large", {"bijlagen": [{**pdf, "inhoud": big}]}, [("bijlagen", "maxBytes")]),
        ("to be published in two years", {"publicatietijdstip": f"{datetime.date.today().year + 2}-12-31T08:00:00Z"},
         [("publicatietijdstip", "maximum")]),
    ):
        answer = house.deliver(municipality, {**base, **change}, f"geweigerd {name}")
        body = parsed(answer)
        found = [(one["name"], one["code"]) for one in body.get("invalidParams", [])] if isinstance(body, dict) else body
        proof.equal(f"a letter {name} is refused, and told why", (answer.status_code, found), (400, faults))
    for name, content in (("is no PDF", b"geen pdf"), ("is broken off", PDF[:200])):
        answer = house.deliver(municipality, {**base, "bijlagen": [{**pdf, "inhoud": as_base64(content)}]}, f"geweigerd {name}")
        body = parsed(answer)
        proof.equal(f"a letter with an attachment that {name} is refused",
                    (answer.status_code, [one["name"] for one in body.get("invalidParams", [])]), (400, [attachment]))
    without = municipality.post(f"{house.mtls}{LETTERS}", json=base)
    proof.equal("a letter without an Idempotency-Key is refused",
                (without.status_code, [one["name"] for one in parsed(without).get("invalidParams", [])]), (400, ["Idempotency-Key"]))
    proof.check("none of them arrived", "Mag niet aankomen" not in inbox(anna))


def inactive_box():
    """The number of someone who never used MijnOverheid: looked for in the families of the people to log in as."""
    found, asked = [person["bsn"] for person in house.people], set()
    while found:
        number = found.pop(0)
        if number in asked:
            continue
        asked.add(number)
        answer = house.deliver(municipality, house.letter(number, "Wie is dit", []), f"wie is {number}")
        if answer.status_code == 403 and answer.json()["code"] == "NietActiefOfGeabonneerd":
            return number
        family = house.ask(municipality, house.question(number, ["partners.burgerservicenummer", "kinderen.burgerservicenummer",
                                                                 "ouders.burgerservicenummer"])).json()["personen"]
        for group in ("partners", "kinderen", "ouders"):
            found += [one["burgerservicenummer"] for person in family for one in person.get(group, []) if "burgerservicenummer" in one]
    raise LookupError(f"every box of {len(asked)} relatives is active or absent")


def unused_bsn():
    """A number that passes its check and that nobody has."""
    number = 100_000_000
    while True:
        digits = str(number)
        total = sum((9 - place) * int(digit) for place, digit in enumerate(digits[:8])) - int(digits[8])
        if total % 11 == 0:
            found = house.ask(municipality, house.question(digits, ["burgerservicenummer"])).json()["personen"]
            if not found:
                return digits
        number += 1


# ---- step 7 ---------------------------------------------------------------------------------------------------------

def death():
    """A death works through everywhere, at once."""
    browser = Browser(house.public)
    browser.log_in(oldest)
    proof.equal("before the death the citizen logs in", (browser.path, browser.response.status_code), ("/mijnoverheid", 200))
    proof.equal("before the death a letter is accepted",
                house.deliver(municipality, house.letter(oldest["bsn"], "Voor het overlijden"), "proef-leeft").status_code, 201)
    gemeente = house.gemeente_of(municipality, oldest["bsn"])
    today = datetime.date.today().isoformat()
    foreign_answer = house.die(house.organisation(1), oldest["bsn"], gemeente, today)
    proof.equal("an organisation that does not keep the list may not register a death", foreign_answer.status_code, 403)
    future = (datetime.date.today() + datetime.timedelta(days=400)).isoformat()
    proof.equal("a death in the future is refused", house.die(municipality, oldest["bsn"], gemeente, future).status_code, 400)
    answer = house.die(municipality, oldest["bsn"], gemeente, today)
    if not proof.check("the municipality registers the death", answer.status_code in (200, 201), f"{answer.status_code} {answer.text[:500]}"):
        return
    person = house.ask(municipality, house.question(oldest["bsn"], ["overlijden"])).json()["personen"][0]
    proof.equal("the BRP says so", person.get("opschortingBijhouding", {}).get("reden", {}).get("code"), "O")
    letter = house.deliver(municipality, house.letter(oldest["bsn"], "Na het overlijden"), "proef-overleden")
    refused_with("the next letter is refused", letter, 403, "OntvangerOverleden")
    browser.open("/mijnoverheid")
    proof.check("the running session has ended", browser.path != "/mijnoverheid", browser.response.url)
    fresh = Browser(house.public)
    fresh.log_in(oldest)
    proof.check("the next login is refused", fresh.path != "/mijnoverheid", fresh.response.url)
    again = house.die(municipality, oldest["bsn"], gemeente, today)
    proof.check("the same death cannot be registered twice", again.status_code == 409, f"{again.status_code} {again.text[:300]}")


for one in (question, wrong_questions, no_certificate, other_authorities, letters, refused_letters, authorisation, death):
    proof.part(f"{one.__name__} came to its end", one)
proof.end()
