"""What the scripts share that look at servers on a Redis: a Redis of their own, a model that counts, clients, and their keys."""

import asyncio
import collections
import contextlib
import json
import math
import os
import pathlib
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time

from live_server import TICKS, Fault, Missing, free_port, tool

PREFIX = "live"


def end_tidily():
    """Lets SIGTERM unwind the script, so that what it started and made is removed."""
    def leave(*_):
        raise KeyboardInterrupt
    signal.signal(signal.SIGTERM, leave)


class Refused(Exception):
    """The Redis replied with an error."""


class Redis:
    """A redis-server of one's own that keeps nothing on disk; on a free port, or in a network namespace where one is given."""

    def __init__(self, namespace=None):
        self.program, self.namespace = tool("redis-server", "redis-server"), namespace
        self.host, self.port = (namespace.inside if namespace else "127.0.0.1"), free_port()
        self.process, self.connection = None, None

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="live-redis-")
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.disconnect()
        self.folder.cleanup()

    @property
    def url(self):
        return f"redis://{self.host}:{self.port}/0"

    def start(self):
        """Starts it, with nothing in it, and waits until it answers."""
        before = [tool("ip", "iproute2"), "netns", "exec", self.namespace.name] if self.namespace else []
        log = pathlib.Path(self.folder.name) / "log"
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                [*before, self.program, "--bind", self.host, "--port", str(self.port), "--protected-mode", "no", "--save", "",
                 "--appendonly", "no", "--dir", self.folder.name, "--loglevel", "warning"], stdout=output, stderr=output)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError, Refused):
                if self.command("PING") == b"PONG":
                    return
            time.sleep(0.01)
        raise Fault(f"redis-server does not start:\n{log.read_text(errors='replace')[-2000:]}")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.disconnect()

    def disconnect(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def command(self, *words, timeout=30):
        """One command; its reply. Waits for it."""
        try:
            if self.connection is None:
                link = socket.create_connection((self.host, self.port), timeout=timeout)
                self.connection = link.makefile("rwb")
                link.close()  # The file holds it open.
            words = [word if isinstance(word, bytes) else str(word).encode() for word in words]
            self.connection.write(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in words))
            self.connection.flush()
            return self._reply()
        except OSError:
            self.disconnect()
            raise

    def _reply(self):
        line = self.connection.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("the Redis closed the connection")
        kind, rest = line[:1], line[1:-2]
        if kind == b"+":
            return rest
        if kind == b"-":
            raise Refused(rest.decode())
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == b"-1" else self.connection.read(int(rest) + 2)[:-2]
        return None if rest == b"-1" else [self._reply() for _ in range(int(rest))]

    def keys(self, pattern):
        cursor, found = b"0", []
        while True:
            cursor, names = self.command("SCAN", cursor, "MATCH", pattern, "COUNT", 1000)
            found += names
            if cursor == b"0":
                return sorted(set(found))

    def info(self, name):
        return re.search(rf"^{name}:(.*?)\r?$".encode(), self.command("INFO"), re.M)[1].decode()

    def errors(self, word):
        """How many replies were an error that begins with this word."""
        found = re.search(rb"^errorstat_%b:count=(\d+)" % word.encode(), self.command("INFO", "errorstats"), re.M)
        return int(found[1]) if found else 0

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


class Namespace:
    """A network namespace with one link to it, whose packets can be dropped without a word. Only root can make one."""

    def __init__(self):
        # A subnet of four addresses, so that two scripts at once hardly share one.
        block, place = divmod(os.getpid() % 16384, 64)
        self.name, self.links = f"live-{os.getpid()}", (f"lv{os.getpid()}a", f"lv{os.getpid()}b")
        self.outside, self.inside = (f"10.213.{block}.{4 * place + last}" for last in (1, 2))

    @staticmethod
    def lack():
        """Why there can't be one, or nothing."""
        try:
            tool("ip", "iproute2"), tool("nft", "nftables")
        except Missing as missing:
            return str(missing)
        if os.geteuid() != 0:
            return "only root can make a network namespace"
        name = f"live-{os.getpid()}-try"
        made = Namespace._run("ip", "netns", "add", name)
        if made:
            return made
        lack = Namespace._run("ip", "netns", "exec", name, "nft", "add", "table", "inet", "live")
        Namespace._run("ip", "netns", "del", name)
        return lack

    @staticmethod
    def _run(*words):
        """Runs a command: what it complained about, or nothing."""
        run = subprocess.run([tool(words[0], words[0]), *words[1:]], capture_output=True, text=True)
        return (run.stderr.strip() or f"{' '.join(words)} ended with {run.returncode}") if run.returncode else ""

    def _must(self, *words):
        complaint = self._run(*words)
        if complaint:
            raise Fault(f"{' '.join(words)}: {complaint}")

    def __enter__(self):
        try:
            self._must("ip", "netns", "add", self.name)
            self._must("ip", "link", "add", self.links[0], "type", "veth", "peer", "name", self.links[1], "netns", self.name)
            self._must("ip", "addr", "add", f"{self.outside}/30", "dev", self.links[0])
            self._must("ip", "link", "set", self.links[0], "up")
            self._must("ip", "-n", self.name, "addr", "add", f"{self.inside}/30", "dev", self.links[1])
            self._must("ip", "-n", self.name, "link", "set", self.links[1], "up")
            self._must("ip", "-n", self.name, "link", "set", "lo", "up")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        # The other end of the link goes with either.
        self._run("ip", "link", "del", self.links[0])
        self._run("ip", "netns", "del", self.name)

    def drop(self):
        """From now on nothing that arrives there is heard: no reset, no refusal, no answer."""
        for rule in ("add table inet live", "add chain inet live in { type filter hook input priority 0; policy drop; }"):
            self._must("ip", "netns", "exec", self.name, "nft", rule)

    def pass_on(self):
        self._must("ip", "netns", "exec", self.name, "nft", "delete table inet live")


class Proxy:
    """Stands between a server and its Redis, and passes replies on: a byte at a time while it drips, and a value of `bulk` bytes
    instead of each that was asked for while there is such a size."""

    def __init__(self, host, port, pause=0.02):
        self.target, self.pause, self.port, self.open = (host, port), pause, free_port(), set()
        self.drips, self.bulk, self.bulks = False, 0, 0

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_):
        self.server.close()
        for task in list(self.open):
            task.cancel()
        await asyncio.gather(*self.open, return_exceptions=True)

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    async def serve(self, reader, writer):
        self.open.add(asyncio.current_task())
        with contextlib.suppress(OSError, asyncio.CancelledError):
            there, back = await asyncio.open_connection(*self.target)
            asked = collections.deque()
            ways = [asyncio.ensure_future(self.commands(reader, back, asked)),
                    asyncio.ensure_future(self.replies(there, writer, asked))]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                back.close()
        writer.close()
        self.open.discard(asyncio.current_task())

    async def commands(self, reader, writer, asked):
        with contextlib.suppress(OSError, EOFError):
            while True:
                command = await self.value(reader)
                # *4 $8 GETRANGE …
                asked.append(command.split(b"\r\n", 3)[2].upper())
                writer.write(command)
                await writer.drain()

    async def replies(self, reader, writer, asked):
        with contextlib.suppress(OSError, EOFError):
            while True:
                reply = await self.value(reader)
                if (asked.popleft() if asked else b"") in (b"GET", b"GETRANGE") and self.bulk:
                    await self.write_bulk(writer)
                    continue
                while reply and self.drips:
                    writer.write(reply[:1])
                    reply = reply[1:]
                    await asyncio.sleep(self.pause)
                writer.write(reply)
                await writer.drain()

    async def write_bulk(self, writer, piece=bytes(65536)):
        left = self.bulk
        writer.write(b"$%d\r\n" % left)
        self.bulks += 1
        while left:
            writer.write(piece[:left])
            left -= min(left, len(piece))
            await writer.drain()
            # Where nothing has to be waited for, others of this script would never have their turn.
            await asyncio.sleep(0)
        writer.write(b"\r\n")

    async def value(self, reader):
        """One value of the Redis's protocol as it came, with those in it."""
        line = await reader.readline()
        if not line.endswith(b"\r\n"):
            raise EOFError
        if line[:1] == b"$" and line[1:2] != b"-":
            return line + await reader.readexactly(int(line[1:]) + 2)
        if line[:1] == b"*":
            return line + b"".join([await self.value(reader) for _ in range(int(line[1:]))])
        return line


class NumberedModel:
    """A provider that speaks OpenAI's chat completions. It answers at once with a statement of its own for each call: the number
    that stands in the question (`case 17`) and the number of the call are in its rows, so an answer tells whose it is."""

    model = "gpt-4o-2024-08-06"

    def __init__(self):
        self.port, self.calls, self.seconds, self.connected = free_port(), 0, {}, set()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/v1"

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_):
        self.server.close()
        for writer in list(self.connected):
            writer.transport.abort()

    async def serve(self, reader, writer):
        self.connected.add(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                began = time.perf_counter()
                body = await reader.readexactly(int(head.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0]))
                self.calls += 1
                call, number = self.calls, int(re.findall(rb"case (\d+)", body)[-1])
                sql = f"SELECT COUNT(*) AS orders, {number} AS number, {call} AS call FROM orders"
                plan = json.dumps({"tool": "sql", "sql": sql, "confidence": 0.95})
                body = json.dumps({
                    "id": f"chatcmpl-{call}", "object": "chat.completion", "created": 1, "model": self.model,
                    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": plan}}],
                    "usage": {"prompt_tokens": 1000, "completion_tokens": 50, "total_tokens": 1050}}).encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))
                await writer.drain()
                self.seconds[call] = time.perf_counter() - began
        self.connected.discard(writer)
        writer.close()


class Client(asyncio.Protocol):
    """A kept connection to a server, on which one question at a time is asked."""

    def __init__(self, server, key):
        self.server, self.key = server, key.encode()
        self.transport, self.buffer, self.waiting = None, b"", None

    def data_received(self, data):
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        length = re.search(rb"\r\ncontent-length: *(\d+)", self.buffer[:end].lower())
        whole = end + 4 + (int(length[1]) if length else 0)
        if len(self.buffer) >= whole and self.waiting and not self.waiting.done():
            self.waiting.set_result((int(self.buffer[9:12]), self.buffer[end + 4:whole]))
            self.buffer = self.buffer[whole:]

    def connection_lost(self, error):
        self.transport, self.buffer = None, b""
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(ConnectionError("the server closed the connection"))

    async def ask(self, number, timeout=30):
        """The status and the body; `OSError` where there is none."""
        loop = asyncio.get_running_loop()
        if self.transport is None:
            self.transport, _ = await loop.create_connection(lambda: self, self.server.host, self.server.port)
        body = b'{"question":"How many orders, case %d?"}' % number
        self.waiting = loop.create_future()
        self.transport.write(
            b"POST /v1/query HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer %s\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\n\r\n%s" % (self.key, len(body), body))
        try:
            return await asyncio.wait_for(self.waiting, timeout)
        except asyncio.TimeoutError:
            self.close()
            raise ConnectionError(f"no answer within {timeout} s") from None

    def close(self):
        if self.transport:
            self.transport.abort()


def secret():
    """What the servers seal their answers with."""
    return {"TOOLROUTER_REDIS_KEY": secrets.token_hex(32)}


def new_key(toolrouter, name, tenant, role=None):
    """An API key, and its line for the configuration."""
    run = subprocess.run(
        [toolrouter, "keys", "new", "--name", name, "--tenant", tenant, *(["--role", role] if role else [])],
        capture_output=True, text=True, check=True)
    key, *lines = run.stdout.splitlines()
    return key, "\n".join("  " + line for line in lines)


def needs_redis(toolrouter):
    """Ends the script where the program is one that knows no Redis."""
    run = subprocess.run([toolrouter, "serve", "--help"], capture_output=True, text=True)
    if "--redis" not in run.stdout:
        raise Missing(f"a toolrouter that knows --redis ({toolrouter} does not); build it with: swift build -c release")


def metrics(server):
    """The samples of /metrics, by name with labels."""
    status, _, body = server.ask("GET", "/metrics")
    if status != 200:
        raise Fault(f"/metrics is answered with {status}")
    lines = (line.rsplit(" ", 1) for line in body.decode().splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, value in lines}


def circuits_are_closed(samples):
    states = {name: value for name, value in samples.items() if name.startswith("toolrouter_store_circuit_state{")}
    return bool(states) and all(value == (1 if 'state="closed"' in name else 0) for name, value in states.items())


def store_failures(servers):
    """How often a store had nothing to say, by store and reason, of all servers."""
    found = {}
    for server in servers:
        for name, value in metrics(server).items():
            if name.startswith("toolrouter_store_failures_total{") and value:
                labels = dict(re.findall(r'(\w+)="([^"]*)"', name))
                word = f"{labels['store']}:{labels['reason']}"
                found[word] = found.get(word, 0) + int(value)
    return found


def store_changes(servers):
    """The log lines that say that a store's circuit changed."""
    lines = (line for server in servers for line in server.log_path.read_text(errors="replace").splitlines())
    return [line for line in lines if '"a store changed"' in line]


class Stalls:
    """When this script itself was held up: what it measures then is not the server's."""

    def __init__(self, pace=0.004):
        self.pace, self.found = pace, []

    async def watch(self):
        last = time.perf_counter()
        while True:
            await asyncio.sleep(self.pace)
            now = time.perf_counter()
            if now - last > 2 * self.pace:
                self.found.append((last + self.pace, now))
            last = now

    def within(self, begin, end):
        """The seconds of that time in which it was held up."""
        return sum(max(0.0, min(end, to) - max(begin, since)) for since, to in self.found)


def percentile(values, share):
    """The nearest rank; 0 where there are none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)] if ordered else 0.0


def skipped(name, reason):
    """Says loudly that a part was not done."""
    print(f"SKIPPED {name}: {reason}", file=sys.stderr, flush=True)
    print(f"{name:<44} skipped  {reason}", flush=True)
