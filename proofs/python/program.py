"""The program as a process: started, waited for, killed, stopped. Needs nothing but Python's own library."""

import json
import os
import re
import select
import signal
import subprocess
import threading
import time

READY_SECONDS_MAX = 120
STOP_SECONDS_MAX = 20


def make_database(server, name):
    """An empty database on the test server; its address."""
    for statement in (f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}"):
        run_sql(server, statement)
    return re.sub(r"/[^/]*$", f"/{name}", server)


def run_sql(server, statement):
    """Carries out a statement on a PostgreSQL database, behind the program's back."""
    subprocess.run(["psql", "--quiet", "--no-psqlrc", "--dbname", server, "--command", statement], check=True, capture_output=True)


class Program:
    """The program while it runs. Its log goes to a file; its ready line is read from its output."""

    def __init__(self, binary, folder, data, ports, store=None, name="stelsel"):
        self.binary, self.folder, self.data, self.ports, self.store = binary, folder, data, ports, store
        self.log = folder / f"{name}.log"
        self.process = None
        self.ready = None

    def arguments(self):
        """How it is started."""
        arguments = ["up", "--data", str(self.data), "--listen", f"127.0.0.1:{self.ports[0]}",
                     "--listen-mtls", f"127.0.0.1:{self.ports[1]}", "--json"]
        return arguments + (["--store", self.store] if self.store else [])

    def start(self, seconds_max=READY_SECONDS_MAX):
        """Starts it and waits for the ready line; how many seconds that took."""
        began = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [str(self.binary), *self.arguments()], cwd=self.folder, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=log, start_new_session=True,
            )
        self.ready = self._read_ready(began + seconds_max)
        return time.monotonic() - began

    def _read_ready(self, deadline):
        held = b""
        while time.monotonic() < deadline:
            readable, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            if not readable:
                break
            part = os.read(self.process.stdout.fileno(), 65536)
            if not part:
                raise RuntimeError(f"it ended with {self.process.wait()} before it was ready\n{self.last_words()}")
            held += part
            *lines, held = held.split(b"\n")
            for one in lines:
                try:
                    value = json.loads(one)
                except ValueError:
                    continue
                if isinstance(value, dict) and value.get("ready") is True:
                    threading.Thread(target=self._drain, args=(self.process.stdout,), daemon=True).start()
                    return value
        raise RuntimeError(f"it was not ready in time\n{self.last_words()}")

    @staticmethod
    def _drain(stream):
        while stream.read(65536):
            pass

    def last_words(self):
        """The end of its log."""
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""

    def kill(self):
        """Ends it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Asks it to stop; its exit code, or None when it had to be killed."""
        if self.process is None:
            return None
        if self.process.poll() is not None:
            return self.process.returncode
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    def command(self, *arguments, given="", seconds_max=300):
        """Another command of the program on the same data; `given` is what stands on its standard input."""
        store = ["--store", self.store] if self.store else []
        return subprocess.run(
            [str(self.binary), *arguments, "--data", str(self.data), *store], cwd=self.folder, text=True,
            capture_output=True, timeout=seconds_max, input=given, check=False,
        )
