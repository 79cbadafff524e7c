"""A node without the BRP: MijnOverheid there asks the BRP of the first node, over mutual TLS, as any organisation would."""

import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from house import Browser, House, Proof, within
from program import Program

proof = Proof("a node whose BRP is elsewhere")
first = House.of_environment()
anna, bram, _ = first.people


class Relay:
    """A line between two nodes: passes bytes on, counts connections, and can be cut."""

    def __init__(self, target):
        self.target, self.accepted, self.ended, self.pairs, self.listener = target, 0, 0, [], None
        self.port = None
        self.up()

    def up(self):
        """Takes connections, on the port of before."""
        self.listener = socket.create_server(("127.0.0.1", self.port or 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def down(self):
        """Takes no connections any more, and ends those there are."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.cut()

    def cut(self):
        """Ends every connection."""
        for pair in self.pairs:
            for one in pair:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        self.pairs.clear()

    def _accept(self, listener):
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            self.accepted += 1
            far = socket.create_connection(("127.0.0.1", self.target))
            self.pairs.append((near, far))
            threading.Thread(target=self._pass_on, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(far, near, False), daemon=True).start()

    def _pass_on(self, source, sink, is_caller):
        try:
            while part := source.recv(65536):
                sink.sendall(part)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        self.ended += is_caller


class NodeWithoutBrp(Program):
    """A node on the same database with everything but the BRP."""

    def arguments(self):
        return [*super().arguments(), "--keys", str(Path(first.data, "keys")), "--only", "digid,pkioverheid,mijnoverheid,monitor",
                "--remote", f"brp=https://localhost:{relay.port}"]


relay = Relay(urlsplit(first.mtls).port)


def own_data(browser):
    """What the page with the citizen's own data says."""
    return browser.open("/mijnoverheid/gegevens").text.split("Mijn gegevens")[-1]


def questions():
    """How many questions the BRP counted."""
    shown = first.caller().get(f"{first.public}/monitor/api/v1/live").json()
    return next(one["jaar"] for one in shown if one["id"] == "brp.berichten")


def serves(program):
    """The page is the same as at the node that has the BRP."""
    here, there = Browser(first.public), Browser(program.ready["public"])
    here.log_in(anna)
    there.log_in(anna)
    proof.equal("a citizen logs in at a node without the BRP", there.path, "/mijnoverheid")
    answer = first.caller().post(f"{program.ready['mtls']}/haalcentraal/api/brp/personen", json={})
    proof.equal("that node has no BRP of its own", answer.status_code, 404)
    before = relay.accepted
    proof.check("it asked the BRP elsewhere at the login", before >= 1, before)
    text = own_data(there)
    proof.check("it shows the citizen's own data", anna["bsn"] in text and anna["name"].split()[-1] in text, text[:500])
    proof.equal("and they are those of the node with the BRP", text, own_data(here))
    time.sleep(1)  # counts may be half a second old
    counted = questions()
    for _ in range(5):
        own_data(there)
    proof.check("each is a question that the BRP counts", within(5, lambda: questions() == counted + 5), f"{counted} {questions()}")
    proof.equal("all questions one after the other go over one connection", relay.accepted, before)
    seen = there.open("/mijnoverheid/bekeken").text
    proof.check("each stands in what the citizen sees of who looked, with its purpose", seen.count("inzage persoonsgegevens") >= 6, seen[:800])
    return there


def many_at_once(there):
    """Many citizens at once share few connections."""
    other = Browser(there.origin)
    other.log_in(bram)
    cookies = [(browser.session.cookies, person) for browser, person in ((there, anna), (other, bram))]

    def ask(number):
        cookie, person = cookies[number % 2]
        browser = Browser(there.origin)
        browser.session.cookies.update(cookie)
        return person["bsn"] in own_data(browser)

    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(ask, range(96)))
    proof.check("ninety-six questions at once are all answered, each with the right person", all(answers), answers)
    few = within(5, lambda: relay.accepted - relay.ended <= 8)
    proof.check("and at most eight connections are kept", few, f"{relay.accepted} {relay.ended}")


def broken_line(there):
    """A line that breaks is noticed; one that is gone is told, and found again."""
    relay.cut()
    before = relay.accepted
    proof.check("after a break the next question is answered over a new connection", anna["bsn"] in own_data(there) and relay.accepted == before + 1,
                relay.accepted - before)
    relay.down()
    began = time.monotonic()
    text = own_data(there)
    proof.check("without the BRP the page says so, at once", "zijn nu niet op te halen" in text and time.monotonic() - began < 5, text[:500])
    inbox = there.open("/mijnoverheid")
    proof.check("and the inbox is still there", there.response.status_code == 200 and "Berichtenbox" in inbox.text, inbox.text[:300])
    relay.up()
    proof.check("when the BRP is back so are the data", within(10, lambda: anna["bsn"] in own_data(there), 0.2))


program = NodeWithoutBrp(first.binary, Path(first.folder), Path(first.folder) / "data-remote",
                         [int(port) for port in os.environ["PROOF_PORTS"].split(",")], first.store, "remote")
try:
    program.start()
    browser = proof.part("serves came to its end", serves, program)
    for step in (many_at_once, broken_line):
        proof.part(f"{step.__name__} came to its end", step, browser)
except Exception as error:  # without the node nothing can be shown
    proof.check("a node without the BRP starts", False, error)
finally:
    code = program.stop()
    proof.equal("it stops when asked", code, 0)
    text = program.log.read_text(errors="replace")
    proof.check("its log has no errors and names no citizen",
                not any(one in text for one in ("ERROR", "panicked", *(person["bsn"] for person in first.people))), text[-2000:])
proof.end()
