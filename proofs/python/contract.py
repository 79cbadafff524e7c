"""The interface description of the BRP: it says what the standard says, and the answers are what it says."""

import http.client
import json
import re
import ssl
import urllib.parse
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from house import House, Proof

BASE = "/haalcentraal/api/brp"
QUESTION = "RaadpleegMetBurgerservicenummer"
LIMITS = ("type", "format", "pattern", "enum", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
          "deprecated")
UNASKED = {"inOnderzoek", "geheimhoudingPersoonsgegevens", "opschortingBijhouding", "rni", "verificatie"}
"""What comes by itself and may not be asked."""

# What the standard has and we do not, besides the fields and questions that deviations.md names.
ABSENT = {
    "post /personen 401": "who shows no certificate is refused with 403",
    "post /personen 429": "there is no limit on the number of questions",
    "post /personen default": "every status that is answered is named",
    "post /personen 400.invalidParams[].type": "a wrong parameter has a code, no URI",
}
# What we have and the standard has not.
MORE = {
    "post /personen header X-Doelbinding": "names the purpose, for who has more than one",
    "post /personen 413": "a body has a largest size",
    "post /personen 501": "the questions that are not answered",
}
# What is described otherwise, by place and limit: the official texts and tables do not keep to these limits either, so
# we do not promise them.
OTHERWISE = {
    (r"post /personen [45]\d\d\.detail", "pattern"): "official texts have a colon",
    (r"post /personen [45]\d\d\.instance", "format"): "a path is no URI, but a reference to one",
    (r"post /personen 400\.invalidParams\[\]\.name", "pattern"): "fields[2] has brackets",
    (r"post /personen 400\.invalidParams\[\]\.reason", "pattern"): "it quotes a pattern",
    (r"post /personen 200<.*\.voorletters", "pattern"): "who has more than twenty given names has more than forty characters",
    (r"post /personen 200<.*(?<!verificatie)\.omschrijving", "pattern"): "tables 32 and 61.10 have a slash",
}

proof = Proof("the interface description of the BRP")
house = House.of_environment()
root = Path(house.proofs).parent


def own_document():
    """Our interface description, as the program gives it."""
    answer = house.caller().get(f"{house.public}{BASE}/openapi.json", timeout=30)
    proof.equal("the interface description of the BRP is given as JSON",
                (answer.status_code, answer.headers.get("content-type", "").split(";")[0]), (200, "application/json"))
    return answer.json() if answer.status_code == 200 else None


# ---- what a document says, as a flat list of places with their limits -----------------------------------------------

def at(document, value):
    """What a value stands for, with its reference followed; what stands beside the reference goes along."""
    while "$ref" in value:
        target = document
        for step in value["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        value = {**target, **{name: one for name, one in value.items() if name != "$ref"}}
    return value


def merged(document, schema):
    """A schema with all it is made of: limits, properties, required names, and its own variants."""
    whole = {"properties": {}, "required": set()}
    schema = at(document, schema)
    for part in schema.get("allOf", []):
        other = merged(document, part)
        whole["properties"].update(other.pop("properties"))
        whole["required"] |= other.pop("required")
        other.pop("discriminator", None)  # the variants of its parent are its brothers
        whole.update(other)
    whole.update({name: schema[name] for name in (*LIMITS, "items", "discriminator") if name in schema})
    whole["properties"].update(schema.get("properties", {}))
    whole["required"] |= set(schema.get("required", []))
    return whole


def places(document, schema, path, found, variant=False):
    """Adds every place below a schema to `found`, with its limits."""
    whole = merged(document, schema)
    if "discriminator" in whole and not variant:
        name, mapping = whole["discriminator"]["propertyName"], whole["discriminator"]["mapping"]
        found[path] = {"type": "object", "discriminator": name}
        for key, target in mapping.items():
            places(document, {"$ref": target}, f"{path}<{key}>", found, variant=True)
            # That the name has this one value is what the mapping says; how a schema repeats it is free.
            found[f"{path}<{key}>.{name}"] = {"type": "string"}
        return
    limits = {name: whole[name] for name in LIMITS if name in whole}
    if whole["properties"]:
        limits["type"] = "object"
    if whole["required"]:
        limits["required"] = sorted(whole["required"])
    found[path] = limits
    for name, one in whole["properties"].items():
        places(document, one, f"{path}.{name}", found)
    if "items" in whole:
        places(document, whole["items"], f"{path}[]", found)


def contents(document, holder, path, found):
    """Adds the bodies of a request or response."""
    for kind, content in holder.get("content", {}).items():
        found[f"{path} as {kind}"] = {}
        places(document, content["schema"], path, found)


def said(document):
    """Everything a document says of its paths."""
    found = {}
    for path, item in document["paths"].items():
        for method in sorted(set(item) & {"get", "put", "post", "delete", "patch", "head", "options"}):
            operation, place = item[method], f"{method} {path}"
            found[place] = {"operationId": operation["operationId"]}
            for one in [at(document, one) for one in operation.get("parameters", [])]:
                found[f"{place} {one['in']} {one['name']}"] = {}
            if "requestBody" in operation:
                contents(document, at(document, operation["requestBody"]), f"{place} question", found)
            for status, response in operation["responses"].items():
                found[f"{place} {status}"] = {}
                contents(document, at(document, response), f"{place} {status}", found)
    return found


# ---- (a) against the standard ---------------------------------------------------------------------------------------

def section(text, heading):
    """A section of deviations.md."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if not found:
        raise LookupError(f"deviations.md has no section {heading}")
    return found[1]


def deviations():
    """The fields that deviations.md says are never delivered, and the questions it says are not answered."""
    text = (root / "facilities" / "record" / "brp" / "deviations.md").read_text()
    fields = set()
    for paragraph in re.split(r"\n\n", section(text, "Fields that may be asked and are not delivered")):
        if paragraph.startswith("|"):
            cells = [row.split("|")[1] for row in paragraph.splitlines()]
            fields |= {name for cell in cells for name in re.findall(r"`([\w.]+)`", cell)}
        elif paragraph.startswith("Not delivered unasked either"):
            fields |= set(re.findall(r"`([\w.]+)`", paragraph))
    row = next(one for one in section(text, "Questions").splitlines() if "`notImplemented`" in one)
    # A name that begins with a full stop lies below the field before it, which is absent as a whole.
    return {name for name in fields if not name.startswith(".")}, set(re.findall(r"`(Zoek\w+)`", row.split("|")[1]))


def below(path, place):
    """Whether a path is this place or lies below it."""
    return path == place or (path.startswith(place) and path[len(place)] in ".<[ ")


def absences(official):
    """The places that may be absent, by the reason why: each a test on a path."""
    fields, questions = deviations()
    person = f"post /personen 200<{QUESTION}>.personen[]"
    tests = {f"field {name}": lambda path, place=f"{person}.{name}": below(path, place) for name in fields}
    for name in questions:
        answer, question = f"post /personen 200<{name}>", f"post /personen question<{name}>"
        tests[f"answer to {name}"] = lambda path, place=answer: below(path, place)
        tests[f"parameters of {name}"] = (
            lambda path, place=question: below(path, place) and path not in (place, f"{place}.type"))
    for name, reason in ABSENT.items():
        tests[f"{name}: {reason}"] = lambda path, place=name: below(path, place)
    unknown = [name for name, test in tests.items() if not any(test(path) for path in official)]
    proof.check("every known absence is something that the standard has", not unknown, unknown)
    return tests, questions


def differences(own, official, questions):
    """Where both say something of a place and it is not the same; and the expected differences that were found."""
    wrong, met = [], set()
    for path in sorted(set(own) & set(official)):
        if any(path == f"post /personen question<{name}>" for name in questions):
            continue  # only that it exists is described
        mine, theirs = own[path], official[path]
        names = {name for name in set(mine) | set(theirs) if mine.get(name) != theirs.get(name)}
        expected = {(place, name) for place, name in OTHERWISE if name in names and re.fullmatch(place, path)}
        met |= expected
        wrong += [f"{path}: {name} {mine.get(name)!r}, in the standard {theirs.get(name)!r}"
                  for name in names - {name for _, name in expected}]
    return wrong, met


def against_standard(document):
    """Ours and the official document, place by place."""
    path = Path(house.official, "brp", "personen-openapi.yaml")
    if not path.exists():
        proof.skip("our interface description against the official one: shared/official is absent")
        return
    standard = yaml.safe_load(path.read_text())
    own, official = said(document), said(standard)
    print(f"#   {len(own)} places described, {len(official)} in the standard", flush=True)
    proof.equal("the version is the one of the standard", document["info"]["version"], standard["info"]["version"])
    tests, questions = absences(official)
    surplus = [one for one in own if one not in official and not any(below(one, place) for place in MORE)]
    proof.check("every path, status, parameter and property of ours is in the standard", not surplus, surplus)
    stale = [place for place in MORE if place in official or place not in own]
    proof.check("what we have more than the standard is exactly what is stated here", not stale, stale)
    wrong, met = differences(own, official, questions)
    proof.check("every property of ours has the type, pattern, limits and required names of the standard", not wrong,
                wrong)
    proof.equal("what is described otherwise is exactly what is stated here", met, set(OTHERWISE))
    missing = [one for one in official if one not in own and not any(test(one) for test in tests.values())]
    proof.check("everything in the standard is described, except for the known absences", not missing, missing)
    present = [f"{one}: {name}" for one in own for name, test in tests.items() if test(one)]
    proof.check("no known absence is described", not present, present)


# ---- (b) against the answers ----------------------------------------------------------------------------------------

def strict(value):
    """The same schemas, in which an object has no property that is not described."""
    if isinstance(value, list):
        return [strict(one) for one in value]
    if not isinstance(value, dict):
        return value
    closed = {name: strict(one) for name, one in value.items()}
    if value.get("type") == "object" and isinstance(value.get("properties"), dict):
        closed["additionalProperties"] = False
    return closed


def validator(document, status=None):
    """Judges a body against the response that the document describes for a status, or against the question."""
    operation = document["paths"]["/personen"]["post"]
    holder = at(document, operation["responses"][str(status)]) if status else operation["requestBody"]
    schema = next(iter(holder["content"].values()))["schema"]
    registry = Registry().with_resource(
        "urn:own", Resource.from_contents(strict(document), default_specification=DRAFT202012))
    absolute = json.loads(json.dumps(strict(schema)).replace('"#/', '"urn:own#/'))
    return Draft202012Validator(absolute, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


def causes(error):
    """The deepest causes of an error, by place only: an answer is about people."""
    if error.context:
        best = max(len(one.absolute_path) for one in error.context)
        return [one for inner in error.context if len(inner.absolute_path) == best for one in causes(inner)]
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.validator}"]


def faults(judge, body):
    """What is wrong with a body."""
    return sorted({one for error in judge.iter_errors(body) for one in causes(error)})


def people(document):
    """The demonstration people with everything that may be asked, judged by our document."""
    municipality = house.organisation(0)
    asked, judge = validator(document), validator(document, 200)
    fields = [name for name in document["components"]["schemas"]["Persoon"]["properties"] if name not in UNASKED]
    seen = set()
    for place, person in enumerate(house.people, 1):
        question = house.question(person["bsn"], fields)
        wrong = faults(asked, question)
        proof.check(f"a question for all fields of person {place} fits our description", not wrong, wrong)
        answer = house.ask(municipality, question)
        body = answer.json()
        held = answer.status_code == 200 and len(body["personen"]) == 1
        proof.check(f"the question for all fields of person {place} is answered", held, answer.status_code)
        wrong = faults(judge, body)
        proof.check(f"everything that is delivered of person {place} is described, and fits", not wrong, wrong)
        seen |= {name for name, value in body["personen"][0].items() if value not in ([], {})}
    expected = {"aNummer", "burgerservicenummer", "naam", "geslacht", "leeftijd", "geboorte", "nationaliteiten", "ouders",
                "verblijfplaats", "adressering", "gemeenteVanInschrijving", "datumInschrijvingInGemeente",
                "datumEersteInschrijvingGBA"}
    proof.check("those answers had something in every group that everybody has", expected <= seen, sorted(expected - seen))
    bites(judge, body)


def bites(judge, body):
    """The judging itself: a body with one thing wrong does not fit."""
    def changed(change):
        copy = json.loads(json.dumps(body))
        change(copy["personen"][0], copy)
        return copy

    for sentence, change in (
        ("a field that is not described", lambda one, _: one.update(bestaatNiet=True)),
        ("a field in a group that is not described", lambda one, _: one["naam"].update(bestaatNiet="x")),
        ("a number of eight digits", lambda one, _: one.update(burgerservicenummer="12345678")),
        ("a date of a type that does not exist", lambda one, _: one["geboorte"]["datum"].update(type="Dag")),
        ("a date of another type than its parts", lambda one, _: one["geboorte"]["datum"].update(type="JaarDatum")),
        ("a day that does not exist", lambda one, _: one["geboorte"].update(
            datum={"type": "Datum", "datum": "2023-02-30", "langFormaat": "30 februari 2023"})),
        ("a field that is never delivered", lambda one, _: one.update(gezag=[])),
        ("an answer of another type", lambda _, whole: whole.update(type="ZoekMetPostcodeEnHuisnummer")),
    ):
        proof.check(f"the description does not let through {sentence}", not judge.is_valid(changed(change)))


def refusals(document):
    """What is refused, with a status and body that our document describes."""
    municipality, bsn = house.organisation(0), house.people[0]["bsn"]
    good = house.question(bsn)
    every = document["components"]["schemas"]["PersonenQuery"]["discriminator"]["mapping"]
    answers = [
        ("a wrong question", 400, house.ask(municipality, {**good, "burgerservicenummer": ["1"], "fields": ["x", "naam("]})),
        ("a body that is no JSON", 400, house.ask(municipality, "{")),
        ("who shows no certificate", 403, house.ask(house.caller(), good)),
        ("who wants XML", 406, house.ask(municipality, good, Accept="application/xml")),
        ("a body of another kind", 415, house.ask(municipality, good, **{"Content-Type": "text/plain"})),
        *((name, 501, house.ask(municipality, {"type": name})) for name in every if name != QUESTION),
    ]
    for sentence, status, answer in answers:
        described(document, sentence, status, answer.status_code, answer.json())
    described(document, "a body that is too large", 413, *too_large())


def described(document, sentence, expected, status, body):
    """A refusal has this status, and the body that the document describes for it."""
    wrong = faults(validator(document, expected), body)
    held = status == body["status"] == expected and not wrong
    proof.check(f"{sentence} is refused with {expected}, as described", held, (status, wrong))


def too_large():
    """Announces a body that is too large and sends none of it, so that the answer cannot cross it: status and body."""
    address, one = urllib.parse.urlsplit(house.mtls), house.organisations[0]
    context = ssl.create_default_context(cafile=house.ca)
    context.load_cert_chain(one["certificate"], one["key"])
    connection = http.client.HTTPSConnection(address.hostname, address.port, context=context, timeout=30)
    try:
        connection.putrequest("POST", f"{BASE}/personen")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", "70000")
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


ours = proof.part("the interface description can be read", own_document)
if ours:
    proof.part("it is laid beside the standard", against_standard, ours)
    proof.part("the answers are laid beside it", people, ours)
    proof.part("the refusals are laid beside it", refusals, ours)
proof.end()
