"""What the scripts share that look at a running server from outside: starting it, asking it, measuring it, ending it."""

import argparse
import contextlib
import http.client
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


class Fault(Exception):
    """Something is off: the script says so and ends with 1."""


class Missing(Exception):
    """A program or package that is not installed: the script says what to install and ends with 69."""


def main(run):
    """Runs the script and turns what is off into its exit code."""
    try:
        run()
    except Fault as fault:
        print(f"fault: {fault}", file=sys.stderr)
        sys.exit(1)
    except Missing as missing:
        print(f"missing: {missing}", file=sys.stderr)
        sys.exit(69)
    except KeyboardInterrupt:
        sys.exit(130)


def arguments(description, build=None):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", help=f"where the programs are; default: {build or '.build/release, else .build/debug'}")
    parser.set_defaults(standard_build=build)
    return parser


def program(options):
    """The path of `toolrouter`."""
    named = options.build or options.standard_build
    for folder in [named] if named else [".build/release", ".build/debug"]:
        path = ROOT / folder / "toolrouter"
        if path.exists():
            return path
    release = options.standard_build == ".build/release"
    raise Missing(f"toolrouter; build it with: swift build{' -c release' if release else ''}")


def tool(name, package):
    """The path of a program, or what to install."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if path is None:
        raise Missing(f"{name}; install the Debian package {package}")
    return path


def python_with(module, package=None):
    """A Python that has `module`: the one TOOLROUTER_PYTHON names, else this one."""
    python = os.environ.get("TOOLROUTER_PYTHON", sys.executable)
    if subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode != 0:
        raise Missing(
            f"the Python package {package or module} in {python}; install it with pip, or name a Python that has it in "
            f"TOOLROUTER_PYTHON")
    return python


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def figure(name, value, note=""):
    """Prints one figure on a line of its own."""
    text = f"{value:.4g}" if isinstance(value, float) and abs(value) < 1000 else f"{value:.0f}" if isinstance(value, float) else value
    print(f"{name:<44} {text}{'  ' + note if note else ''}", flush=True)


class Server:
    """A `toolrouter serve` of one's own, on a free port. It is ended, and looked at once more, at the end of its block."""

    def __init__(self, program, config=None, environment=None, replays=None, more=()):
        self.program, self.more = program, more
        self.config = config
        self.environment = environment or {}
        self.replays = replays or ROOT / "replays"
        self.process = None

    def __enter__(self):
        what = ["--config", self.config] if self.config else ["--demo", "--replays", self.replays]
        self.folder = tempfile.TemporaryDirectory(prefix="toolrouter-live-")
        self.log_path = pathlib.Path(self.folder.name) / "log"
        self.log = open(self.log_path, "wb")
        self.process = subprocess.Popen(
            [self.program, "serve", *what, *self.more, "--port", "0"], stdout=subprocess.PIPE, stderr=self.log,
            env={**os.environ, **self.environment})
        try:
            self._wait()
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        return self

    def _wait(self):
        for line in iter(self.process.stdout.readline, b""):
            found = re.search(rb"listens on https?://([^\s/]+):(\d+)", line)
            if found:
                self.host, self.port = found[1].decode().strip("[]"), int(found[2])
                break
        else:
            raise Fault(f"the server ended with {self.process.wait()} before it listened:\n{self.tail()}")
        # Nobody reads on, and a full pipe would stop the server.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/readyz")[0] == 200:
                    return
            time.sleep(0.05)
        raise Fault(f"the server is not ready after 300 s:\n{self.tail()}")

    def __exit__(self, kind, value, trace):
        code = self.stop() if self.process.poll() is None else self.process.returncode
        self.log.close()
        tail = self.tail()
        self.folder.cleanup()
        if kind is None and code not in (0, -signal.SIGKILL):
            raise Fault(f"the server ended with {code}:\n{tail}")

    def stop(self):
        """Ends it as an operator would; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=300)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Fault("the server did not end within 40 s of SIGTERM") from None

    def alive(self):
        if self.process.poll() is not None:
            raise Fault(f"the server ended with {self.process.returncode}:\n{self.tail()}")

    def tail(self):
        return "\n".join(self.log_path.read_text(errors="replace").splitlines()[-20:])

    @property
    def url(self):
        return f"http://{self.host}:{self.port}"

    def ask(self, method, path, body=None, headers=None, timeout=60):
        """One request on a connection of its own: status, headers, body."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers or {})
            reply = connection.getresponse()
            return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
        finally:
            connection.close()

    def query(self, question, **more):
        """Asks a question: status and the JSON that came."""
        status, _, body = self.ask(
            "POST", "/v1/query", json.dumps({"question": question, **more}), {"content-type": "application/json"})
        return status, json.loads(body)

    def status(self):
        return json.loads(self.ask("GET", "/v1/status")[2])

    def processor_seconds(self):
        """The time of all processors that the process has taken, without that of its lanes."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self):
        """The bytes of the process that are in memory."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", text)[1]) * 1024


class Model:
    """A provider that speaks OpenAI's chat completions and answers each prompt with the same plan."""

    def __init__(self, sql, delay=0.0, model="gpt-4o-2024-08-06"):
        self.sql, self.delay, self.model, self.calls = sql, delay, model, 0

    def __enter__(self):
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                self.rfile.read(int(self.headers.get("content-length", 0)))
                owner.calls += 1
                time.sleep(owner.delay)
                plan = json.dumps({"tool": "sql", "sql": owner.sql, "confidence": 0.95})
                body = json.dumps({
                    "id": f"chatcmpl-{owner.calls}", "object": "chat.completion", "created": 1, "model": owner.model,
                    "choices": [{
                        "index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": plan}}],
                    "usage": {"prompt_tokens": 1000, "completion_tokens": 50, "total_tokens": 1050},
                }).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        class Listener(http.server.ThreadingHTTPServer):
            def handle_error(self, *arguments):
                """A server that was killed leaves broken connections, which are nobody's fault."""

        self.server = Listener(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *arguments):
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"


NO_LIMIT = "{requests: 1000000, per: 1s, burst: 1000000}"


def configuration(
        folder, model, more="", name="server.yaml", audit="audit", durability="process",
        limits=f"{{ip: {NO_LIMIT}, global: {NO_LIMIT}}}"):
    """A server.yaml: the demo's database, one provider at `model`, and limits that no bench meets."""
    path = pathlib.Path(folder) / name
    path.write_text(f"""\
version: 1
databases:
  retail: {ROOT}/replays/databases/retail.sql
sql:
  tables: [stores, employees, customers, categories, suppliers, products, orders, order_items, returns]
providers:
  local: {{api: openai-chat, url: "{model.url}"}}
planner: {{name: gpt-4o, model: gpt-4o-2024-08-06, provider: local}}
cache: {{ttl: 1h, entries: 10000, scope: tenant}}
limits: {limits}
prices:
  gpt-4o-2024-08-06: {{input: "2.50", cached_input: "1.25", output: "10.00"}}
audit: {{folder: {audit}, durability: {durability}}}
{more}""")
    return path
