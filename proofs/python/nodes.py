"""Two nodes on one PostgreSQL database serve the journey together."""

import copy
import datetime
import os
import threading
from pathlib import Path

from house import Browser, House, Proof, trace, within
from program import Program

proof = Proof("two nodes on one database")
first = House.of_environment()
anna, bram, oldest = first.people


class SecondNode(Program):
    """A node with a data folder of its own and the keys of the first."""

    def arguments(self):
        return [*super().arguments(), "--keys", str(Path(first.data, "keys"))]


def start():
    """Starts the second node beside the first."""
    ports = [int(port) for port in os.environ["PROOF_PORTS"].split(",")]
    folder = Path(first.folder)
    program = SecondNode(first.binary, folder, folder / "data-2", ports, first.store, "second")
    program.start()
    second = copy.copy(first)
    second.public, second.mtls = program.ready["public"], program.ready["mtls"]
    return program, second


def together(second):
    """What happens at one node holds at the other."""
    one, other = first.organisation(0), second.organisation(0)
    letter = first.letter(anna["bsn"], "Brief aan twee knopen")
    here = first.deliver(one, letter, "knoop-1")
    there = second.deliver(other, letter, "knoop-1")
    proof.equal("a letter that one node accepted is known at the other under its key",
                (here.status_code, there.status_code, there.json().get("berichtId")), (201, 201, here.json().get("berichtId")))
    conflict = second.deliver(other, {**letter, "onderwerp": "Iets anders"}, "knoop-1")
    proof.equal("another letter under that key is refused at the other", conflict.status_code, 409)
    browser = Browser(first.public)
    browser.log_in(anna)
    proof.equal("a citizen logs in at the first node", browser.path, "/mijnoverheid")
    page = browser.open(f"{second.public}/mijnoverheid")
    proof.check("and is logged in at the second", browser.path == "/mijnoverheid" and page.text.count("Brief aan twee knopen") == 1,
                browser.response.url)
    _, header = trace()
    proof.equal("the second node answers a question", second.ask(other, second.question(bram["bsn"]), traceparent=header).status_code, 200)
    reader = Browser(first.public)
    reader.log_in(bram)
    seen = reader.open("/mijnoverheid/bekeken").text
    proof.check("the citizen finds it at the first", first.organisations[0]["name"] in seen, seen[:500])


def same_key_at_once(second):
    """The same letter at both nodes at the same moment."""
    bodies = []

    def send(house, key):
        answer = house.deliver(house.organisation(0), house.letter(bram["bsn"], f"Tegelijk {key}", []), f"tegelijk-{key}")
        bodies.append((key, answer.status_code, answer.json().get("berichtId")))

    for key in range(10):
        threads = [threading.Thread(target=send, args=(house, key)) for house in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    # Whoever comes second while the first is still busy may be asked to come back; the answer is then the first one's.
    again = {key: second.deliver(second.organisation(0), second.letter(bram["bsn"], f"Tegelijk {key}", []), f"tegelijk-{key}").json()["berichtId"]
             for key in range(10)}
    wrong = [one for one in bodies if one[1] not in (201, 409, 503) or one[1] == 201 and one[2] != again[one[0]]]
    proof.check("the same letter at both nodes at once is one letter", not wrong, wrong[:3])
    reader = Browser(second.public)
    reader.log_in(bram)
    text = " ".join(page.text for page in reader.all_pages("/mijnoverheid"))
    proof.equal("the citizen has each of them once", [text.count(f"Tegelijk {key}") for key in range(10)], [1] * 10)


def death(second):
    """A death at one node works through at the other at once."""
    gemeente = first.gemeente_of(first.organisation(0), oldest["bsn"])
    answer = first.die(first.organisation(0), oldest["bsn"], gemeente, datetime.date.today().isoformat())
    proof.check("a death is registered at the first node", answer.status_code in (200, 201), answer.text[:300])
    letter = second.deliver(second.organisation(0), second.letter(oldest["bsn"], "Na het overlijden"), "knoop-dood")
    proof.check("the next letter is refused at the second", (letter.status_code, letter.json()["code"]) == (403, "OntvangerOverleden"), f"{letter.status_code} {letter.text[:300]}")
    browser = Browser(second.public)
    browser.log_in(oldest)
    proof.check("the next login is refused at the second", browser.path != "/mijnoverheid", browser.response.url)


def one_falls(program, second):
    """When one node falls the other goes on; it comes back by itself."""
    program.kill()
    answer = first.ask(first.organisation(0), first.question(anna["bsn"]))
    proof.equal("when the second node is killed the first goes on", answer.status_code, 200)
    seconds = program.start()
    proof.check("the second node comes back by itself", program.ready["ready"], seconds)
    answer = second.deliver(second.organisation(0), second.letter(anna["bsn"], "Na de val"), "knoop-val")
    proof.equal("and accepts letters again", answer.status_code, 201)


def counts(second):
    """Both nodes show the same counts."""
    def both():
        shown = [house.caller().get(f"{house.public}/monitor/api/v1/live").json() for house in (first, second)]
        figures = [{one["id"]: one["jaar"] for one in body} for body in shown]
        return figures[0] == figures[1] and figures[0]

    proof.check("both nodes show the same counts", within(15, both, 0.5))


program = None
try:
    program, other_house = start()
    for step in (together, same_key_at_once, death, counts):
        proof.part(f"{step.__name__} came to its end", step, other_house)
    proof.part("one_falls came to its end", one_falls, program, other_house)
except Exception as error:  # without the second node nothing can be shown
    proof.check("the second node starts on the same database", False, error)
finally:
    if program is not None and program.process is not None:
        code = program.stop()
        proof.check("the second node stops when asked", code == 0, code)
        errors = [line for line in program.log.read_text(errors="replace").splitlines() if "ERROR" in line or "panicked" in line]
        proof.check("the log of the second node has no errors", not errors, errors[:5])
proof.end()
