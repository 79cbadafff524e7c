"""Everything that callers get wrong, on every interface: clear refusals, and no growth."""

import json
import resource
import socket
import threading
import time
import urllib.parse
from pathlib import Path

from house import House, Proof, key_of, within

IDLE_CONNECTIONS = 10_000
IDLE_BYTES_EACH_MAX = 24 * 1024
"""What an idle connection may cost the program."""
BACK_WITHIN_BYTES = 96 * 1024 * 1024
"""How much more than before it may hold once they are gone: what an allocator keeps ready."""
SLOW_SECONDS_MAX = 100
"""A client that does not finish what it began is sent away within this time."""
METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH")

proof = Proof("bad input")
house = House.of_environment()
organisation = house.organisation(0)
public = house.caller()


def memory():
    """Bytes of memory that the program holds."""
    for line in Path(f"/proc/{house.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise LookupError("VmRSS")


def is_problem(answer, *statuses):
    """Whether an answer is a refusal as RFC 9457 says, with one of these statuses."""
    if answer.status_code not in statuses or not answer.headers.get("content-type", "").startswith("application/problem+json"):
        return False
    body = answer.json()
    path = urllib.parse.urlsplit(answer.url).path
    return body["status"] == answer.status_code and body["instance"] == path and all(body[name] for name in ("type", "title", "detail"))


def shown(answer):
    """An answer for a failure's detail."""
    return f"{answer.request.method} {answer.request.path_url}: {answer.status_code} {answer.headers.get('content-type')} {answer.text[:200]}"


def interfaces():
    """Every operation that is described: base, path with values, path as described, methods."""
    for one in public.get(f"{house.public}/openapi").json():
        document = public.get(f"{house.public}{one['base']}/openapi.json").json()
        for path, item in document["paths"].items():
            methods = {name.upper() for name in item if name.upper() in (*METHODS, "HEAD", "OPTIONS")}
            filled = path
            while "{" in filled:
                filled = f"{filled[:filled.index('{')]}onbekend{filled[filled.index('}') + 1:]}"
            address = one["base"].rstrip("/") + filled
            yield one["base"], address, path, methods, item


def operations():
    """Wrong methods, types and bodies on every operation."""
    found = list(interfaces())
    proof.check("operations are described", len(found) >= 3, found)
    for _, address, path, methods, item in found:
        for method in METHODS:
            if method in methods:
                continue
            answer = organisation.request(method, f"{house.mtls}{address}", json={})
            held = is_problem(answer, 405) and all(one in answer.headers.get("allow", "") for one in methods - {"HEAD", "OPTIONS"})
            proof.check(f"{method} {path} is refused, and told what is allowed", held, shown(answer) + f" allow {answer.headers.get('allow')}")
        for method in sorted(methods & {"POST", "PUT", "PATCH"}):
            wrong_bodies(method, address, path)
        if "GET" in methods:
            answer = organisation.get(f"{house.mtls}{address}", headers={"Accept": "application/xml"})
            as_json = answer.status_code == 200 and answer.headers["content-type"].startswith("application/json")
            proof.check(f"GET {path} as XML is refused or answered in JSON", as_json or is_problem(answer, 403, 404, 406), shown(answer))


def wrong_bodies(method, address, path):
    """Bodies that cannot be read."""
    def send(body, kind="application/json", **headers):
        own = {"Content-Type": kind, "Idempotency-Key": key_of("fout"), **{name.replace("_", "-"): value for name, value in headers.items()}}
        return organisation.request(method, f"{house.mtls}{address}", data=body, headers=own)

    if is_problem(send(b"{}"), 403):
        # Who may not use an operation learns nothing about what it takes.
        for name, body in (("that is broken off", b'{"a":'), ("that is empty", b"")):
            answer = send(body)
            proof.check(f"{method} {path} is refused to who has no connection, with a body {name} too", is_problem(answer, 403), shown(answer))
        return
    for name, body in (("that is broken off", b'{"a":'), ("that is a list", b"[]"), ("that is a number", b"1"),
                       ("that is not UTF-8", b'{"a":"\xff"}'), ("with a thousand levels", b'{"a":' * 1000 + b"1" + b"}" * 1000),
                       ("that is empty", b""), ("with nothing in it", b"{}")):
        answer = send(body)
        proof.check(f"{method} {path} with a body {name} is refused", is_problem(answer, 400, 415), shown(answer))
    answer = send(b"<a/>", "application/xml")
    proof.check(f"{method} {path} with XML is refused", is_problem(answer, 415), shown(answer))
    answer = send(b"{}", Accept="application/xml")
    proof.check(f"{method} {path} answered in XML is refused", is_problem(answer, 406), shown(answer))


def raw(origin, sent, certificate=None, seconds=20):
    """Sends bytes and reads what comes back until the other side is done."""
    connection = connect(origin, certificate)
    connection.settimeout(seconds)
    answer = b""
    try:
        connection.sendall(sent)
        while part := connection.recv(65536):
            answer += part
            head, _, body = answer.partition(b"\r\n\r\n")
            length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), None)
            if body and length is not None and len(body) >= length:
                break
    except OSError as error:
        answer += f" <{type(error).__name__}>".encode()
    finally:
        connection.close()
    return answer


def connect(origin, certificate=None):
    """An open connection, over TLS where the origin says so."""
    import ssl
    where = urllib.parse.urlsplit(origin)
    plain = socket.create_connection(("127.0.0.1", where.port), 20)
    if where.scheme == "http":
        return plain
    context = ssl.create_default_context(cafile=house.ca)
    if certificate:
        context.load_cert_chain(certificate["certificate"], certificate["key"])
    return context.wrap_socket(plain, server_hostname=where.hostname)


def status_of(answer):
    """The status of a raw answer, or 0."""
    return int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0


def too_large():
    """Bodies over the limit, declared and undeclared, are refused before they are read."""
    before = memory()
    host = urllib.parse.urlsplit(house.mtls).netloc
    one = house.organisations[0]
    for path, size in (("/haalcentraal/api/brp/personen", 8 << 20), ("/brp/v1/mutaties", 8 << 20), ("/api/v1/aanleveringen", 64 << 20)):
        head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nIdempotency-Key: {key_of('groot')}\r\n"
        answer = raw(house.mtls, f"{head}Content-Length: {size}\r\n\r\n".encode() + b"{", one)
        proof.check(f"a body of {size >> 20} MiB at {path} is refused by its length alone", status_of(answer) == 413, answer[:300])
        chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
        answer = chunked(head, chunk, size // 65536, one)
        proof.check(f"a body of {size >> 20} MiB at {path} without a length is refused while it comes", status_of(answer) == 413, answer[:300])
    form = public.post(f"{house.public}/digid/inloggen", data="gebruikersnaam=" + "x" * (2 << 20),
                       headers={"Content-Type": "application/x-www-form-urlencoded"})
    proof.equal("a form of 2 MiB is refused", form.status_code, 413)
    proof.check("that cost no memory", memory() - before < 32 << 20, f"{(memory() - before) >> 20} MiB more")


def chunked(head, chunk, count, certificate):
    """Sends a body in chunks until the other side answers."""
    connection = connect(house.mtls, certificate)
    answer = b""
    try:
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        for _ in range(count):
            connection.sendall(chunk)
    except OSError:
        pass  # it closed its ear: the answer is waiting
    try:
        connection.settimeout(20)
        answer = connection.recv(65536)
    except OSError as error:
        answer = f"<{type(error).__name__}>".encode()
    finally:
        connection.close()
    return answer


def whole_body_first():
    """A client that sends all of its body before it listens is told why it was refused, every time, and may go on on the same connection."""
    one, wrong = house.organisations[0], []
    host = urllib.parse.urlsplit(house.mtls).netloc
    for origin, certificate, path, kind in ((house.public, None, "/digid/inloggen", "application/x-www-form-urlencoded"),
                                            (house.mtls, one, "/brp/v1/mutaties", "application/json")):
        request = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\nContent-Type: {kind}\r\nContent-Length: {3 << 20}\r\n\r\n".encode() + b"x" * (3 << 20)
        connection = connect(origin, certificate)
        connection.settimeout(20)
        for number in range(25):
            try:
                connection.sendall(request)
                head = b""
                while b"\r\n\r\n" not in head:
                    head += connection.recv(65536) or b" <closed> \r\n\r\n"
                head, _, body = head.partition(b"\r\n\r\n")
                length = int(next(line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")))
                while len(body) < length:
                    body += connection.recv(65536)
                status = status_of(head)
            except (OSError, StopIteration) as error:
                status = type(error).__name__
                connection.close()
                connection = connect(origin, certificate)
            if status != 413:
                wrong.append((path, number, status))
        connection.close()
    proof.check("fifty clients that send 3 MiB before they listen all see 413", not wrong, wrong[:5])


def malformed():
    """Requests that are no HTTP, or too much of it."""
    for name, sent, statuses in (
        ("that is no HTTP", b"dit is geen http\r\n\r\n", (400,)),
        ("of HTTP/3.7", b"GET / HTTP/3.7\r\nHost: x\r\n\r\n", (400, 505)),
        ("with a header of 200 KiB", b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 200_000 + b"\r\n\r\n", (400, 431)),
        ("with 2,000 headers", b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: 1\r\n" % one for one in range(2000)) + b"\r\n", (400, 431)),
        ("with an address of 100 KiB", b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", (400, 414, 431)),
        ("with two lengths", b"POST /brp/v1/mutaties HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", (400, 403)),
    ):
        answer = raw(house.public, sent)
        proof.check(f"a request {name} is refused", status_of(answer) in statuses, answer[:200])
    for path in ("/bestaat-niet", "/api/v1/bestaat-niet", "/..%2f..%2fetc/passwd", "/mijnoverheid/%00", "/mijnoverheid/%ff", "//", "/monitor/1999", "/console/../keys"):
        answer = public.get(f"{house.public}{path}", allow_redirects=False)
        proof.check(f"GET {path} is refused", is_problem(answer, 400, 401, 404), shown(answer))
        page = public.get(f"{house.public}{path}", headers={"Accept": "text/html"}, allow_redirects=False)
        proof.check(f"GET {path} in a browser says so on a page, or leads to a login",
                    page.status_code in (303, 307) or page.status_code in (400, 404) and "<h1" in page.text, f"{page.status_code} {page.text[:200]}")
    for method in ("TRACE", "CONNECT", "FOO"):
        answer = raw(house.public, f"{method} / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        proof.check(f"method {method} is refused", 400 <= status_of(answer) < 500 or status_of(answer) == 501, answer[:200])
    plain = raw(house.mtls.replace("https:", "http:"), b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    proof.check("plain HTTP on the port for organisations is refused", status_of(plain) in (0, 400), plain[:100])


def forms():
    """Forms that do not come from our pages."""
    for path in ("/digid/inloggen", "/console/inloggen"):
        answer = public.post(f"{house.public}{path}", data={"gebruikersnaam": "x", "wachtwoord": "x"}, headers={"Origin": "https://elders.example"})
        proof.check(f"a form for {path} from elsewhere does not log in", answer.status_code in (400, 401, 403) and "set-cookie" not in answer.headers, f"{answer.status_code} {answer.headers}")
    for path in ("/mijnoverheid", "/mijnoverheid/bekeken", "/mijnoverheid/gegevens", "/console/organisaties", "/console/verbindingen/nieuw"):
        answer = public.get(f"{house.public}{path}", allow_redirects=False)
        proof.check(f"without a login {path} shows nothing", answer.status_code in (401, 303, 302, 307), answer.status_code)
    answer = public.get(f"{house.public}/taal/en?terug=https://elders.example/", allow_redirects=False)
    proof.check("the change of language leads nowhere else", answer.headers.get("location", "/").startswith("/"), answer.headers)
    answer = public.get(f"{house.public}/taal/en?terug=//elders.example/", allow_redirects=False)
    proof.check("nor to an address without a scheme", not answer.headers.get("location", "/").startswith("//"), answer.headers)


class Slow(threading.Thread):
    """A client that begins and does not go on; how long it was borne with, and the answer."""

    def __init__(self, name, sent, origin=None, certificate=None):
        super().__init__(daemon=True)
        self.title, self.sent, self.origin, self.certificate = name, sent, origin or house.public, certificate
        self.seconds, self.answer = None, b""

    def run(self):
        connection = connect(self.origin, self.certificate) if not self.sent.startswith(b"\x16") else connect(self.origin.replace("https:", "http:"))
        connection.settimeout(SLOW_SECONDS_MAX)
        began = time.monotonic()
        try:
            connection.sendall(self.sent)
            while part := connection.recv(65536):
                self.answer += part
        except OSError as error:
            if isinstance(error, TimeoutError):
                return
        finally:
            connection.close()
        self.seconds = time.monotonic() - began


def slow_clients():
    """Begins them now; they are judged at the end."""
    host = urllib.parse.urlsplit(house.mtls).netloc
    body = f"POST /brp/v1/mutaties HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n" + "{"
    clients = [
        Slow("sends half a head", b"GET / HTTP/1.1\r\nHost: x\r\nX-Half"),
        Slow("sends nothing", b""),
        Slow("begins a handshake and stops", b"\x16\x03\x01\x02\x00\x01"),
        Slow("announces a body and sends one byte of it", body.encode(), house.mtls, house.organisations[0]),
    ]
    for client in clients:
        client.start()
    return clients


def judge_slow(clients):
    """They were sent away in time."""
    for client in clients:
        client.join(SLOW_SECONDS_MAX + 5)
        held = client.seconds is not None and (not client.answer or status_of(client.answer) in (400, 408, 503))
        proof.check(f"a client that {client.title} is sent away within {SLOW_SECONDS_MAX} s", held, f"{client.seconds} {client.answer[:200]}")


def idle_connections():
    """Ten thousand callers who connect and say nothing; everybody else is served."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    theirs = int(next(line for line in Path(f"/proc/{house.pid}/limits").read_text().splitlines() if "open files" in line).split()[3])
    if min(hard, theirs) < IDLE_CONNECTIONS + 1000:
        proof.skip(f"{IDLE_CONNECTIONS} idle connections: only {min(hard, theirs)} files may be open here")
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    where = urllib.parse.urlsplit(house.public)
    before = memory()
    held = []
    try:
        for number in range(IDLE_CONNECTIONS):
            one = socket.create_connection(("127.0.0.1", where.port), 20)
            if number % 2:
                one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Half")
            held.append(one)
        began = time.monotonic()
        asked = organisation.post(f"{house.mtls}/haalcentraal/api/brp/personen", json=house.question(house.people[0]["bsn"]), timeout=10)
        page = public.get(f"{house.public}/", timeout=10)
        took = time.monotonic() - began
        proof.check(f"beside {IDLE_CONNECTIONS} idle connections a question and a page are answered within 5 s",
                    asked.status_code == page.status_code == 200 and took < 5, f"{asked.status_code} {page.status_code} {took:.2f} s")
        grown = memory() - before
        print(f"#   {IDLE_CONNECTIONS} idle connections cost {grown >> 20} MiB", flush=True)
        proof.check(f"each of them costs at most {IDLE_BYTES_EACH_MAX >> 10} KiB", grown <= IDLE_CONNECTIONS * IDLE_BYTES_EACH_MAX, f"{grown >> 20} MiB")
    finally:
        for one in held:
            one.close()
    back = within(30, lambda: settled(before), 0.1)
    proof.check(f"once they are gone and it has served others, it holds at most {BACK_WITHIN_BYTES >> 20} MiB more than before", back, f"{(memory() - before) >> 20} MiB more")
    descriptors = within(30, lambda: len(list(Path(f"/proc/{house.pid}/fd").iterdir())) < 1000, 0.5)
    proof.check("and has closed them", descriptors)


def settled(before):
    """Whether the program, after some ordinary work, holds little more than before: memory is given back by who asks for some."""
    for _ in range(20):
        public.get(f"{house.public}/")
    return memory() - before <= BACK_WITHIN_BYTES


def no_growth():
    """Refusing costs nothing that stays."""
    def refuse(times):
        for _ in range(times):
            organisation.post(f"{house.mtls}/haalcentraal/api/brp/personen", json={"type": "Zoek"})
            public.get(f"{house.public}/bestaat-niet-{key_of(str(time.monotonic()))}")
            public.post(f"{house.public}/openid-connect/v1/token", data={"grant_type": "authorization_code", "code": "x"})

    refuse(200)
    before = memory()
    refuse(1000)
    grown = memory() - before
    proof.check("three thousand refusals leave no more than 16 MiB behind", grown < 16 << 20, f"{grown >> 20} MiB")


slow = slow_clients()
for step in (operations, too_large, whole_body_first, malformed, forms, no_growth, idle_connections):
    proof.part(f"{step.__name__} came to its end", step)
judge_slow(slow)
answer = organisation.post(f"{house.mtls}/haalcentraal/api/brp/personen", data=json.dumps(house.question(house.people[0]["bsn"])),
                           headers={"Content-Type": "application/json"})
proof.equal("after all that a question is answered", answer.status_code, 200)
proof.end()
