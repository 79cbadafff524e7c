#!/usr/bin/env python3
"""The catalogue as DCAT-AP-NL 3.0: three forms of one graph, read by rdflib; what the profile demands, checked here; and, where the official
shapes are present (`official/dcat-ap-nl/*.ttl`, from Geonovum/DCAT-AP-NL30 `shapes/`), every one of them by pyshacl, without a violation
or a warning."""

from pathlib import Path

import rdflib
import requests
from house import House, Proof
from rdflib.compare import graph_diff, to_isomorphic
from rdflib.namespace import RDF

SECONDS_MAX = 30
FORMS = {"text/turtle": "turtle", "application/ld+json": "json-ld", "application/rdf+xml": "xml"}
DCAT, DCT = rdflib.Namespace("http://www.w3.org/ns/dcat#"), rdflib.Namespace("http://purl.org/dc/terms/")
FOAF, SPDX = rdflib.Namespace("http://xmlns.com/foaf/0.1/"), rdflib.Namespace("http://spdx.org/rdf/terms#")
VCARD, SH = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#"), rdflib.Namespace("http://www.w3.org/ns/shacl#")
EU = "http://publications.europa.eu/resource/authority"
CC0 = rdflib.URIRef("http://creativecommons.org/publicdomain/zero/1.0/deed.nl")


def graphs(proof, house):
    """The catalogue in every form."""
    caller = requests.Session()
    caller.trust_env = False
    found = {}
    for media_type, form in FORMS.items():
        answer = caller.get(f"{house.public}/catalog", headers={"Accept": media_type}, timeout=SECONDS_MAX)
        proof.equal(f"{media_type} is given to who asks for it", (answer.status_code, answer.headers["Content-Type"].split(";")[0]),
                    (200, media_type))
        found[form] = rdflib.Graph().parse(data=answer.content, format=form)
    turtle = to_isomorphic(found["turtle"])
    for form in ("json-ld", "xml"):
        other = to_isomorphic(found[form])
        proof.check(f"{form} says the {len(other)} statements of turtle", turtle == other,
                    [part.serialize() for part in graph_diff(turtle, other)[1:]] if turtle != other else None)
    return found["turtle"]


def check_demands(proof, graph):
    """What is required and easily forgotten, without any shapes."""
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))
    proof.check(f"there are {len(datasets)} datasets", datasets)
    fixed = {DCT.accessRights: f"{EU}/access-right/PUBLIC", DCAT.theme: f"{EU}/data-theme/GOVE",
             DCT.accrualPeriodicity: f"{EU}/frequency/ANNUAL", DCT.language: f"{EU}/language/NLD"}
    needed = [DCT.creator, DCT.publisher, DCAT.contactPoint, DCT.identifier, DCT.temporal, DCAT.landingPage, FOAF.page, DCT.conformsTo,
              DCAT.inSeries, DCAT.version, DCAT.distribution]
    wrong = [(dataset, name) for dataset in datasets for name, value in fixed.items()
             if (dataset, name, rdflib.URIRef(value)) not in graph]
    wrong += [(dataset, name) for dataset in datasets for name in needed if (dataset, name, None) not in graph]
    proof.check("every dataset says all that the profile demands", not wrong, wrong)
    contacts = set(graph.objects(None, DCAT.contactPoint))
    proof.check("every contact is a vcard:Kind", contacts and all((one, RDF.type, VCARD.Kind) in graph for one in contacts))
    check_distributions(proof, graph, datasets)
    services = set(graph.subjects(RDF.type, DCAT.DataService))
    proof.check("SDMX and OData are services that serve every dataset",
                {str(one).rpartition("#")[2] for one in services} >= {"sdmx", "odata"}
                and all((one, DCAT.servesDataset, dataset) in graph for one in services for dataset in datasets))
    series = set(graph.subjects(RDF.type, DCAT.DatasetSeries))
    proof.equal("there is one series", len(series), 1)
    replaced = [one for one in datasets for later in graph.objects(one, DCT.isReplacedBy)
                if (later, DCT.replaces, one) not in graph or later not in datasets]
    proof.check("what is replaced says by which dataset", not replaced, replaced)


def check_distributions(proof, graph, datasets):
    """Every distribution has licence, typed format, addresses, language, service and, when a file, a checksum."""
    every = {one for dataset in datasets for one in graph.objects(dataset, DCAT.distribution)}
    wrong = []
    for one in every:
        if (one, DCT.license, CC0) not in graph:
            wrong.append((one, "licence"))
        forms = set(graph.objects(one, DCT["format"]))
        if any((form, RDF.type, DCT.MediaTypeOrExtent) not in graph or not str(form).startswith(f"{EU}/file-type/") for form in forms):
            wrong.append((one, "format"))
        wrong += [(one, name) for name in (DCAT.accessURL, DCAT.downloadURL, DCT.language, DCT.conformsTo, DCAT.accessService)
                  if (one, name, None) not in graph]
        if graph.value(one, DCAT.byteSize) is not None:
            checksum = graph.value(one, SPDX.checksum)
            if len(str(graph.value(checksum, SPDX.checksumValue))) != 64:
                wrong.append((one, "checksum"))
    proof.check(f"{len(every)} distributions say all that the profile demands", every and not wrong, wrong[:5])


def whole(shapes):
    """Leaves out references to property shapes without a path, which one official file has; how many."""
    loose = [(shape, named) for shape, named in shapes.subject_objects(SH.property) if (named, SH.path, None) not in shapes]
    for shape, named in loose:
        shapes.remove((shape, SH.property, named))
    return len(loose)


def check_shapes(proof, house, graph):
    """Every official file of shapes, by pyshacl."""
    folder = Path(house.official) / "dcat-ap-nl"
    files = sorted(folder.glob("**/*SHACL*.ttl")) if folder.is_dir() else []
    if not files:
        proof.skip("the DCAT-AP-NL shapes are not present (official/dcat-ap-nl), so pyshacl has nothing to check")
        return
    import pyshacl

    base = [path for path in files if path.name == "dcat-ap-nl-SHACL.ttl"]
    for path in files:
        shapes = rdflib.Graph().parse(path, format="turtle")
        if path not in base and path.name.startswith("dcat-ap-nl"):
            for one in base:
                shapes.parse(one, format="turtle")
        left_out = whole(shapes)
        conforms, results, words = pyshacl.validate(graph, shacl_graph=shapes, advanced=True)
        found = list(results.subjects(RDF.type, SH.ValidationResult))
        note = f" ({left_out} shapes without a path left out)" if left_out else ""
        proof.check(f"pyshacl: no violation and no warning by {path.relative_to(folder)}{note}", conforms and not found, words[:1500])
    refuses(proof, files, graph)


def refuses(proof, files, graph):
    """The shapes are really used: a dataset without access rights is refused."""
    import pyshacl

    damaged = rdflib.Graph()
    for statement in graph:
        if statement[1] != DCT.accessRights:
            damaged.add(statement)
    for path in files:
        if path.name == "dcat-ap-nl-SHACL.ttl":
            conforms, _, _ = pyshacl.validate(damaged, shacl_graph=rdflib.Graph().parse(path, format="turtle"), advanced=True)
            proof.check(f"pyshacl refuses a catalogue without access rights by {path.name}", not conforms)
            return


def main():
    """The catalogue of the house."""
    proof = Proof("the catalogue in DCAT-AP-NL")
    house = House.of_environment()
    graph = proof.part("the catalogue is read in three forms", graphs, proof, house)
    if graph is not None:
        proof.part("the demands are checked", check_demands, proof, graph)
        proof.part("the shapes are checked", check_shapes, proof, house, graph)
    proof.end()


if __name__ == "__main__":
    main()
