"""What one can set at the start, and do with the journal: a house of its own with a mail server, a theme, and an operator with commands."""

import datetime
import email
import email.policy
import html
import json
import os
import re
import shutil
import socket
import sqlite3
import tempfile
import time
from pathlib import Path

from aiosmtpd.controller import Controller

from house import Browser, House, Proof, within
from program import Program, make_database, run_sql

proof = Proof("a mail server, a theme, the end of a login, and the journal")
given = House.of_environment()
SUBJECT, TEXT = "Beschikking 4711", "U leest het besluit in de bijlage."
THEME = "/* Tokens of an organisation. */\n.proef-theme {\n  --utrecht-link-color: #154273;\n  --utrecht-document-font-family: serif;\n}\n"
FIRST_RETRY_SECONDS = 10


class Sink:
    """A mail server that keeps what it is sent, and can be told to refuse."""

    def __init__(self, port):
        self.port, self.letters, self.tried, self.refusals, self.controller = port, [], [], {}, None

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # the name that the library calls
        """Takes the address, or refuses it as often as it was told to."""
        self.tried.append(address)
        refusals = self.refusals.get(address, [])
        if refusals:
            return refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        """Keeps the letter."""
        self.letters.append((list(envelope.rcpt_tos), envelope.content))
        return "250 OK"

    def up(self):
        """Listens."""
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def down(self):
        """Listens no more."""
        self.controller.stop()

    def to(self, address):
        """Letters to this address."""
        return [content for recipients, content in self.letters if recipients == [address]]


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


sink = Sink(free_port())


class OwnHouse(Program):
    """With a mail server and a theme."""

    def arguments(self):
        return [*super().arguments(), "--mail", f"127.0.0.1:{self.sink_port}", "--theme", str(self.folder / "thema.css")]

    sink_port = sink.port


def house_of(program):
    """The house as proofs know it."""
    context = {**program.ready, "data": str(program.data)}
    context["ca"] = str(program.folder / context["ca"])
    for one in context["organisations"]:
        one["certificate"], one["key"] = (str(program.folder / one[name]) for name in ("certificate", "key"))
    return House(context)


# ---- mail -----------------------------------------------------------------------------------------------------------

def mail(house):
    """Notices: sent when there is a server, again when it was down, once, and telling nothing."""
    sender = house.organisation(0)

    def deliver(person, key):
        answer = house.deliver(sender, house.letter(person["bsn"], SUBJECT), f"{key} {person['bsn']}")
        return answer.status_code

    proof.equal("while the mail server is down letters are accepted", [deliver(one, "eerste") for one in house.people], [201] * 3)
    time.sleep(2)  # the first try, at a server that is not there
    began = time.monotonic()
    sink.up()
    arrived = within(FIRST_RETRY_SECONDS + 15, lambda: sink.letters)
    proof.check("when it is up the notices come", arrived, program.last_words())
    within(5, lambda: len(sink.letters) == 3)
    waited = time.monotonic() - began
    addresses = [recipients[0] for recipients, _ in sink.letters]
    proof.check("one to each who gave an address", 1 <= len(addresses) <= 3 and len(set(addresses)) == len(addresses), addresses)
    print(f"#   {len(addresses)} of three people gave an address; waited {waited:.1f} s", flush=True)
    for recipients, content in list(sink.letters):
        judge_notice(house, recipients, content)
    refusals(house, deliver, addresses)
    return addresses


def judge_notice(house, recipients, content):
    """A notice says from whom, and nothing else."""
    notice = email.message_from_bytes(content, policy=email.policy.default)
    text = notice.get_content()
    whole = content.decode() + text
    secrets = [SUBJECT, TEXT, "besluit", "http", *(one["bsn"] for one in house.people)]
    names = [word for one in house.people for word in one["name"].split() if word[0].isupper()]
    found = [one for one in secrets if one.lower() in whole.lower()] + [one for one in names if re.search(rf"\b{re.escape(one)}\b", whole)]
    proof.check("a notice holds nothing of the letter, no number, no name and no link", not found, f"{found}\n{whole}")
    proof.check("it says from whom there is a message, and that this is a test", house.organisations[0]["name"] in text and "testomgeving" in text, text)
    proof.equal("it is addressed to one person, from the sender that was set", (notice["To"], notice["From"], len(recipients)),
                (recipients[0], "noreply@stelsel.example", 1))
    proof.check("it has a date and an id", notice["Date"].datetime.date() in (datetime.date.today(), datetime.datetime.now(datetime.UTC).date())
                and re.fullmatch(r"<[0-9a-f-]{36}@stelsel\.example>", notice["Message-ID"]), content[:500])


def refusals(house, deliver, addresses):
    """A server that refuses for now is tried again; one that refuses for good is not."""
    later = addresses[0]
    never = addresses[1] if len(addresses) > 1 else None
    sink.letters.clear()
    sink.tried.clear()
    sink.refusals = {later: ["451 later"], **({never: ["550 onbekend"]} if never else {})}
    for person in house.people:
        deliver(person, "tweede")
    proof.check("a notice that was refused for now comes later", within(FIRST_RETRY_SECONDS + 10, lambda: sink.to(later)), sink.tried)
    time.sleep(3)  # long enough for a second one to come, if there were one
    proof.equal("once", (len(sink.to(later)), sink.tried.count(later)), (1, 2))
    if never:
        proof.equal("a notice that was refused for good is not sent again", (len(sink.to(never)), sink.tried.count(never)), (0, 1))


# ---- theme and login ------------------------------------------------------------------------------------------------

def theme(house):
    """A stylesheet of an organisation comes after the built-in one."""
    page = html.unescape(house.caller().get(house.public, headers={"Accept": "text/html"}).text)
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    proof.check("the theme stands behind the built-in stylesheet, each under a hash of its content",
                len(sheets) == 2 and all(re.fullmatch(r"/vast/[0-9a-f]{16}/(stelsel|theme)\.css", one) for one in sheets) and "theme" in sheets[1], sheets)
    answer = house.caller().get(house.public + sheets[1])
    proof.equal("it is served as it is in the file, to be kept for ever",
                (answer.text, answer.headers["content-type"], "immutable" in answer.headers["cache-control"]), (THEME, "text/css; charset=utf-8", True))
    proof.check("the page carries its class", re.search(r'<body class="[^"]*\bproef-theme"', page), page[:1500])
    wrong = program.folder / "fout.css"
    wrong.write_text("@import 'https://elders.example/a.css';")
    ended = program.command("up", "--theme", str(wrong), "--listen", "127.0.0.1:1")
    proof.check("a theme that loads other files is refused at the start, with the reason", ended.returncode == 2 and "loads other files" in ended.stderr,
                f"{ended.returncode} {ended.stderr}")


def end_of_login(house):
    """Until when one stays logged in, and longer, without scripts."""
    browser = Browser(house.public)
    page = browser.log_in(house.people[0])
    proof.check("a page says until when one stays logged in", re.search(r"U blijft ingelogd tot \d\d:\d\d uur\.", page.text), page.text[:600])
    left = browser.session.get(f"{house.public}/sessie/mijnoverheid").json()
    proof.check("which is a quarter of an hour", 840 < left["seconds"] <= 900, left)
    page = browser.open("/mijnoverheid/gegevens")
    browser.send(page.form("/sessie/mijnoverheid"))
    proof.equal("the button for longer leads back to the page", (browser.path, browser.response.status_code), ("/mijnoverheid/gegevens", 200))
    browser.session.headers["Accept-Language"] = "en"
    page = browser.open("/mijnoverheid")
    proof.check("it says so in English too", re.search(r"You stay logged in until \d\d:\d\d ?\.", page.text), page.text[:600])
    nobody = Browser(house.public)
    proof.equal("who is not logged in has no time left", nobody.session.get(f"{house.public}/sessie/mijnoverheid").json(), {"seconds": 0})
    refused = nobody.session.post(f"{house.public}/sessie/mijnoverheid", headers={"Accept": "application/json"})
    proof.equal("and cannot get longer", refused.status_code, 401)
    without = browser.session.post(f"{house.public}/sessie/mijnoverheid", headers={"Accept": "application/json"})
    proof.equal("nor can a form that did not come from the page", without.status_code, 403)


# ---- the journal ----------------------------------------------------------------------------------------------------

def verified():
    """What verifying says: exit code and outcome."""
    ended = program.command("journal", "verify", "--json")
    return ended.returncode, json.loads(ended.stdout.splitlines()[-1]) if ended.stdout else ended.stderr


def raw(statement):
    """Changes something behind the program's back."""
    if program.store:
        run_sql(program.store, statement)
        return
    with sqlite3.connect(program.data / "main.db") as connection:
        connection.execute(statement)
    connection.close()


def seals():
    """Seals over all chains are there, signed; whoever touches one is found out."""
    code, outcome = verified()
    proof.check("every chain verifies, and the signed seal over all of them", code == 0 and outcome["sound"] and outcome["cross_seals"] >= 1, outcome)
    for sentence, harm, cure in (
        ("changed", "UPDATE journal_cross_seal SET content = replace(content, '\"number\":1', '\"number\": 1')",
         "UPDATE journal_cross_seal SET content = replace(content, '\"number\": 1', '\"number\":1')"),
        ("with another signature", "UPDATE journal_cross_seal SET signed = signed || 'AAAA'",
         "UPDATE journal_cross_seal SET signed = substr(signed, 1, length(signed) - 4)"),
        ("removed", "UPDATE journal_cross_seal SET number = number + 1000000", "UPDATE journal_cross_seal SET number = number - 1000000"),
    ):
        raw(harm)
        code, outcome = verified()
        proof.check(f"a seal that is {sentence} is found", code == 1 and any("cross-seal 1" in one for one in outcome["faults"]), outcome)
        raw(cure)
    key = program.data / "keys" / "journal-seal.pem"
    kept = key.read_bytes()
    key.unlink()
    code, outcome = verified()
    proof.check("a seal of another key is found", code == 1 and "cross-seal 1: its signature does not fit" in outcome["faults"], outcome)
    key.write_bytes(kept)
    proof.equal("nothing else was wrong", verified()[0], 0)


def destroyed_key(house, person):
    """What the journal holds about somebody can be made unreadable for ever, and nothing else changes."""
    asked = program.command("journal", "destroy-key", given="123456789\n")
    proof.check("a number that is none is refused, and not repeated", asked.returncode == 2 and "123456789" not in asked.stderr + asked.stdout, asked.stderr)
    before = verified()[1]["entries"]
    ended = program.command("journal", "destroy-key", "--json", given=f"{person['bsn']}\n")
    proof.equal("an operator destroys the key of a person", (ended.returncode, json.loads(ended.stdout)), (0, {"destroyed": True}))
    again = program.command("journal", "destroy-key", given=person["bsn"])
    proof.equal("there is nothing left to destroy then", again.returncode, 1)
    code, outcome = verified()
    proof.equal("every entry is still there, and every chain verifies", (code, outcome["entries"]), (0, before + 1))
    exported = program.command("journal", "export").stdout
    proof.check("that it was done stands in the journal, without the number", exported.count("journaal.sleutel.vernietigd") == 1 and person["bsn"] not in exported)


def looked_at(house, person):
    """Whether a citizen sees that the municipality asked."""
    browser = Browser(house.public)
    browser.log_in(person)
    return house.organisations[0]["name"] in browser.open("/mijnoverheid/bekeken").text


def journal(house):
    """Seals and destroyed keys, with the program stopped in between: a folder has one user at a time."""
    anna, bram, _ = house.people
    for person in (anna, bram):
        house.ask(house.organisation(0), house.question(person["bsn"]))
    proof.equal("both citizens see that the municipality asked", [looked_at(house, one) for one in (anna, bram)], [True, True])
    within(10, lambda: "journaal.verzegeld" in program.command("journal", "export").stdout if program.store else True, 1)
    if not program.store:
        program.stop()
    seals()
    destroyed_key(house, anna)
    if program.store:
        time.sleep(2.5)  # a running node lets go of a destroyed key within a second, twice
    else:
        program.start()
    proof.equal("afterwards only the other one does", [looked_at(house, one) for one in (anna, bram)], [False, True])
    house.ask(house.organisation(0), house.question(anna["bsn"]))
    proof.equal("what happens later is seen again", looked_at(house, anna), True)
    program.stop()
    proof.equal("and every chain verifies", verified()[0], 0)


folder = Path(tempfile.mkdtemp(prefix="stelsel-options-"))
(folder / "thema.css").write_text(THEME)
server = os.environ.get("STELSEL_TEST_POSTGRES") if given.store else None
program = OwnHouse(given.binary, folder, folder / "data", [free_port(), free_port()],
                   make_database(server, f"proofs_options_{os.getpid()}") if server else None, "options")
try:
    program.start()
    own = house_of(program)
    for step in (theme, end_of_login, mail, journal):
        proof.part(f"{step.__name__} came to its end", step, own)
    text = program.log.read_text(errors="replace")
    given_up = [one for one in text.splitlines() if "ERROR" in one]
    proof.check("the log has no error but the notice that was given up", all("a message was given up" in one for one in given_up), given_up[:5])
    proof.check("and names neither a citizen nor an address",
                not any(one in text for person in own.people for one in (person["bsn"], person["name"])) and "@stelsel.example" not in text, text[-2000:])
except Exception as error:  # without the house nothing can be shown
    proof.check("a house with a mail server and a theme starts", False, error)
finally:
    if program.process is not None:
        program.stop()
    if sink.controller is not None:
        sink.down()
    shutil.copy(program.log, Path(given.output) / "options.log")
    shutil.rmtree(folder, ignore_errors=True)
proof.end()
