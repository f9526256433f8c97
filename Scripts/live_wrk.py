"""What the scripts share that measure a running server with wrk."""

import json
import pathlib
import re
import subprocess
import time

from live_server import Fault, figure, tool

SCRIPT = """
wrk.method = "POST"
wrk.body = [==[%s]==]
wrk.headers["content-type"] = "application/json"
%s
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("FIGURES %%d %%d %%d %%.1f %%.1f %%.1f\\n", summary.requests, summary.duration,
    e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50), latency:percentile(99), latency.max))
end
"""


class Run:
    """What wrk saw."""

    def __init__(self, output):
        found = re.search(r"FIGURES (\d+) (\d+) (\d+) ([\d.]+) ([\d.]+) ([\d.]+)", output)
        if not found:
            raise Fault(f"wrk said:\n{output}")
        self.requests, microseconds, self.errors = (int(found[i]) for i in (1, 2, 3))
        self.rate = self.requests / (microseconds / 1e6)
        self.p50, self.p99, self.most = (float(found[i]) / 1000 for i in (4, 5, 6))


class Wrk:
    def __init__(self, folder, question):
        self.program = tool("wrk", "wrk")
        self.folder = pathlib.Path(folder)
        self.script = self.write("cached.lua", {"question": question})

    def write(self, name, body, headers=""):
        path = self.folder / name
        path.write_text(SCRIPT % (json.dumps(body), headers))
        return path

    def run(self, url, connections, seconds, script=None):
        threads = min(2, connections)
        run = subprocess.run(
            [self.program, f"-t{threads}", f"-c{connections}", f"-d{seconds}", "--timeout", "10s", "-s", script or self.script, url],
            capture_output=True, text=True)
        return Run(run.stdout + run.stderr)


class Targets:
    """The figures that are to be met."""

    def __init__(self):
        self.missed = []

    def least(self, name, value, bound):
        figure(name, value, f"target: at least {bound}")
        if value < bound:
            self.missed.append(f"{name} is {value:.4g}, under {bound}")

    def most(self, name, value, bound):
        figure(name, value, f"target: at most {bound}")
        if value > bound:
            self.missed.append(f"{name} is {value:.4g}, over {bound}")


def warm(server, question):
    """Asks until the answer comes from the cache; its bytes."""
    for _ in range(50):
        status, headers, body = server.ask(
            "POST", "/v1/query", json.dumps({"question": question}), {"content-type": "application/json"})
        if status != 200:
            raise Fault(f"the question is answered with {status}: {body.decode()}")
        if json.loads(body)["source"] == "cache":
            absent = [name for name in ("ratelimit", "x-ratelimit-remaining", "x-request-id") if name not in headers]
            if absent:
                raise Fault(f"the answer has no {absent}")
            return body
        time.sleep(0.05)
    raise Fault("the answer never comes from the cache")
