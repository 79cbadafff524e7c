"""Kills the program with SIGKILL at random moments under load, again and again on the same data. What was acknowledged must be
there, once: every letter, question and login; journalled, counted, and every hash chain whole."""

import json
import os
import random
import statistics
import threading
import time
import uuid
from collections import Counter
from pathlib import Path

import requests

from house import Browser, House, Proof, trace, within
from program import Program

SETTINGS = json.loads(os.environ["CRASH"])
KILLS = int(os.environ.get("PROOF_KILLS", "50"))
SEED = int(os.environ.get("PROOF_SEED", "2019"))
LETTER_WORKERS, QUESTION_WORKERS, LOGIN_WORKERS = 3, 2, 2
ACKNOWLEDGED_MIN, ACKNOWLEDGED_MAX = 5, 120
LATER_START_SECONDS_MAX = 1.0
ROUND_SECONDS_MAX = 60

# What an acknowledged act is called in the journal.
LETTER, QUESTION = "mijnoverheid.bericht.aangeleverd", "brp.persoon.verstrekt"
DIGID, LOGIN = "digid.inloggen.gelukt", "mijnoverheid.inloggen"

proof = Proof(f"{KILLS} kills on {SETTINGS['engine']}")
chance = random.Random(SEED)


class Ledger:
    """What the program acknowledged, as its callers remember it."""

    def __init__(self):
        self.lock = threading.Condition()
        self.letters, self.questions, self.logins = {}, [], []
        self.unsure = {"question": [], "login": []}
        self.wrong = []
        self.total = 0

    def acknowledged(self, add):
        """Remembers one act."""
        with self.lock:
            add()
            self.total += 1
            self.lock.notify_all()

    def wait_for(self, total, seconds):
        """Until this many acts were acknowledged."""
        with self.lock:
            return self.lock.wait_for(lambda: self.total >= total or self.wrong, seconds)


ledger = Ledger()
serving = threading.Event()
over = threading.Event()


def unexpected(what, answer):
    """An answer that no crash explains. A full queue and a start that is under way are no fault."""
    if answer.status_code != 503:
        with ledger.lock:
            ledger.wrong.append(f"{what}: {answer.status_code} {answer.text[:300]}")


class Caller(threading.Thread):
    """Somebody who does one thing after another, and tries again what was not acknowledged where that is safe."""

    def __init__(self, house, number):
        super().__init__(daemon=True)
        self.house, self.number = house, number
        self.session = None

    def run(self):
        while not over.is_set():
            if not serving.wait(0.1):
                continue
            self.session = self.session or self.house.organisation(0)
            try:
                self.act()
            except requests.exceptions.RequestException:
                self.session = None
                self.broken()
            except LookupError as error:
                with ledger.lock:
                    ledger.wrong.append(f"{type(self).__name__}: {error}")

    def broken(self):
        """The connection broke before the answer."""


class Sender(Caller):
    """Sends letters; after a broken connection the same letter under the same key."""

    pending = None

    def act(self):
        if self.pending is None:
            key = str(uuid.uuid4())
            self.pending = (key, self.house.people[self.number % 3]["bsn"], *trace())
        key, bsn, _, header = self.pending
        answer = self.house.deliver(self.session, self.house.letter(bsn, f"Brief {key}", []), key, traceparent=header)
        if answer.status_code == 201:
            letter, body = self.pending, answer.text
            ledger.acknowledged(lambda: ledger.letters.__setitem__(letter[0], (letter[1], letter[2], body)))
            self.pending = None
        else:
            unexpected("a letter", answer)


class Asker(Caller):
    """Asks questions, each in a chain of calls of its own."""

    asked = None

    def act(self):
        self.asked, header = trace()
        person = self.house.people[self.number % 3]
        answer = self.house.ask(self.session, self.house.question(person["bsn"]), traceparent=header)
        if answer.status_code == 200 and len(answer.json()["personen"]) == 1:
            ledger.acknowledged(lambda: ledger.questions.append(self.asked))
        else:
            unexpected("a question", answer)

    def broken(self):
        with ledger.lock:
            ledger.unsure["question"].append(self.asked)


class Visitor(Caller):
    """Logs in to MijnOverheid through DigiD."""

    asked = None

    def act(self):
        self.asked, header = trace()
        browser = Browser(self.house.public, header)
        page = browser.open("/mijnoverheid")
        if browser.response.status_code == 503:
            return
        person = self.house.people[self.number % 3]
        browser.send(page.form("/digid/inloggen"), gebruikersnaam=person["username"], wachtwoord=person["password"],
                     handeling="inloggen")
        if browser.response.status_code == 200 and browser.path == "/mijnoverheid":
            ledger.acknowledged(lambda: ledger.logins.append(self.asked))
        else:
            unexpected("a login", browser.response)

    def broken(self):
        with ledger.lock:
            ledger.unsure["login"].append(self.asked)


def house_of(program):
    """The running program for its callers."""
    return House({**program.ready, "data": str(program.data), "engine": SETTINGS["engine"], "folder": SETTINGS["folder"]})


def first_login(house):
    """The very first login works too."""
    browser = Browser(house.public)
    browser.log_in(house.people[0])
    proof.equal("the first login of all works", (browser.response.status_code, browser.path), (200, "/mijnoverheid"))


def storm(program):
    """Kills and restarts while the callers go on."""
    kinds = [(Sender, LETTER_WORKERS), (Asker, QUESTION_WORKERS), (Visitor, LOGIN_WORKERS)]
    house = house_of(program)
    callers = [kind(house, number) for kind, count in kinds for number in range(count)]
    for caller in callers:
        caller.start()
    starts = []
    try:
        for kill in range(KILLS):
            serving.set()
            enough = ledger.wait_for(ledger.total + chance.randint(ACKNOWLEDGED_MIN, ACKNOWLEDGED_MAX), ROUND_SECONDS_MAX)
            if ledger.wrong or not enough:
                proof.check(f"the program works between the kills (kill {kill + 1})", False,
                            ledger.wrong[:5] or "too few answers")
                break
            program.kill()
            serving.clear()
            starts.append(program.start(30))
            house.__dict__.update(program.ready)
    finally:
        serving.set()
        ledger.wait_for(ledger.total + 20, ROUND_SECONDS_MAX)
        over.set()
        for caller in callers:
            caller.join(60)
    return starts


def journal_of(program):
    """How often each act stands in the journal: by chain of calls and name."""
    exported = program.command("journal", "export", "--json-lines")
    if exported.returncode != 0:
        raise RuntimeError(exported.stderr[-2000:])
    entries = [json.loads(line) for line in exported.stdout.splitlines()]
    return Counter((entry["trace_id"], entry["name"]) for entry in entries if entry["status"] == "Ok")


def judge_journal(found):
    """Every acknowledged act stands in the journal once; what was not acknowledged at most once."""
    for name, kind, traces in (("letter", LETTER, [letter[1] for letter in ledger.letters.values()]),
                               ("question", QUESTION, ledger.questions), ("login at DigiD", DIGID, ledger.logins), ("login at MijnOverheid", LOGIN, ledger.logins)):
        wrong = [one for one in traces if found[one, kind] != 1]
        names = sorted({other for (one, other) in found if one == (wrong or [None])[0]})
        proof.check(f"each of {len(traces)} acknowledged acts ({name}) is in the journal exactly once", traces and not wrong,
                    f"{len(wrong)} are not; the first one's entries: {names}")
    for name, kind in (("question", QUESTION), ("login", LOGIN)):
        twice = [one for one in ledger.unsure[name] if found[one, kind] > 1]
        proof.check(f"each of {len(ledger.unsure[name])} {name}s whose answer was lost is in the journal at most once",
                    not twice, len(twice))


def judge_letters(house):
    """Every acknowledged letter is in its box once, and sending it again changes nothing."""
    session = house.organisation(0)
    wrong = []
    for key, (bsn, _, body) in ledger.letters.items():
        answer = house.deliver(session, house.letter(bsn, f"Brief {key}", []), key)
        if (answer.status_code, answer.text) != (201, body):
            wrong.append(f"{key}: {answer.status_code} {answer.text[:200]}, first {body[:200]}")
    proof.check(f"each of {len(ledger.letters)} acknowledged letters, sent again, gives the same answer", not wrong, wrong[:3])
    boxes = Counter()
    for person in house.people:
        browser = Browser(house.public)
        browser.log_in(person)
        for page in browser.all_pages("/mijnoverheid"):
            boxes.update(word for one, word in zip(page.text.split(), page.text.split()[1:]) if one == "Brief")
    missing = [key for key in ledger.letters if boxes[key] != 1]
    proof.check("each of them is in its box exactly once", not missing, f"{len(missing)}, {[(key, boxes[key]) for key in missing[:3]]}")
    strange = [key for key, count in boxes.items() if count > 1]
    proof.check("no letter is in a box twice", not strange, strange[:3])


def judge_counts(house):
    """The counts, and the counts taken again from the facts, agree."""
    def differing():
        body = house.caller().get(f"{house.public}/monitor/api/v1/live").json()
        return [one for one in body if not one["hertelling"]["gelijk"] or one["jaar"] != one["hertelling"]["herteld"]]

    proof.check("every count equals its recount", within(30, lambda: not differing(), 0.5), differing())


def main():
    """The whole proof."""
    folder = Path(SETTINGS["folder"])
    program = Program(Path(SETTINGS["binary"]), folder, folder / "data", SETTINGS["ports"], SETTINGS["store"])
    program.start()
    proof.part("before the first kill a citizen logs in", first_login, house_of(program))
    began = time.monotonic()
    starts = storm(program)
    proof.equal("it came back by itself after every kill", len(starts), KILLS)
    print(f"#   {ledger.total} acts acknowledged in {time.monotonic() - began:.0f} s; starts took "
          f"{min(starts or [0]):.2f} to {max(starts or [0]):.2f} s, seed {SEED}", flush=True)
    if starts:
        middle = statistics.median(starts)
        proof.check(f"half of the starts after a kill are ready within {LATER_START_SECONDS_MAX} s", middle <= LATER_START_SECONDS_MAX,
                    f"median {middle:.2f} s")
    proof.check("no answer was wrong", not ledger.wrong, ledger.wrong[:5])
    proof.equal("it stops when asked", program.stop(), 0)
    verified = program.command("journal", "verify", "--json")
    proof.check("every hash chain verifies", verified.returncode == 0, verified.stdout[-1500:] + verified.stderr[-1500:])
    proof.part("the journal was read", lambda: judge_journal(journal_of(program)))
    program.start()
    house = house_of(program)
    proof.part("the letters were looked up", judge_letters, house)
    proof.part("the counts were read", judge_counts, house)
    proof.equal("it stops once more", program.stop(), 0)
    log = program.log.read_text(errors="replace")
    errors = [line for line in log.splitlines() if "ERROR" in line or "panicked" in line]
    proof.check("the log has no errors", not errors, "\n".join(errors[:10]))


try:
    main()
except Exception as error:  # the proof ends with what it has
    proof.check("the crash proof came to its end", False, repr(error))
    over.set()
proof.end()
