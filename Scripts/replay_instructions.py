"""What a replay's threads execute a request, from files of callgrind, one for each thread: for Scripts/replay-speed.

usage: replay_instructions.py KIND REQUESTS FILE...
       replay_instructions.py --check

Threads are told by what runs on them, and the parts of one by where an instruction itself is: in which library, in which module of
ours, or in which family of functions of the C library. Then come the functions of ours with the most instructions in them and in what
they call; closures and thunks, which say the same again, are left out, and so is what calls itself. Names are as the compiler
made them.
"""

import collections
import re
import sys

# The first that a thread has is what it does: some that set the others up, or hand over to them, have more than one.
THREADS = (
    ("simulation", re.compile("18SimulatedSchedulerC3run")), ("setup", re.compile(r"11ScenarioRunV3run8progress\w*tKF$")),
    ("fold", re.compile("14BackgroundFoldC3Job")), ("reader", re.compile("9ReadAheadC4read")))
ALLOCATION = re.compile(r"^(_int_|malloc|calloc|realloc|free|cfree|unlink_chunk|tcache|sysmalloc|systrim|aligned_alloc|posix_memalign)")
COPIES = re.compile(r"^(__)?mem(cpy|move|set|cmp|chr)|^__str|^str")
COUNTING = re.compile(r"^_?swift_(bridgeObject|unknownObject|weak|unowned)?_?(retain|release|isUniquely)|RefCount|^swift_(bridgeObjectRe|isUnique)",
                      re.IGNORECASE)
MODULE = re.compile(r"^\$s(\d+)")
OURS = re.compile(r"^(ToolRouter\w*|SQLSandbox)$")
TOP = 15


def module(function):
    """The module that a Swift symbol begins with; None for another one."""
    found = MODULE.match(function)
    if not found:
        return None
    begin, length = found.end(), int(found[1])
    return function[begin:begin + length] if len(function) >= begin + length else None


def part(library, function):
    """The part of the program that an instruction of `function` belongs to."""
    if "libsqlite3" in library:
        return "sqlite"
    if "libswift_Concurrency" in library:
        return "swift_tasks"
    if re.search(r"/(libc|libm|ld-linux|libpthread)[.-]", library):
        if ALLOCATION.match(function):
            return "allocation"
        if COPIES.match(function):
            return "copies"
        return "locks" if "pthread" in function or "lll_" in function else "other_c_library"
    if "libswiftCore" in library or "libswiftSynchronization" in library:
        return "reference_counting" if COUNTING.search(function) else "swift_runtime"
    if re.search(r"Foundation|dispatch", library):
        return "foundation"
    if "simdjson" in function or "simdjson" in library:
        return "simdjson"
    if function.startswith("CCryptoBoringSSL") or "sha256" in function:
        return "hashes"
    name = module(function)
    if name and OURS.match(name):
        return name
    return "swift_generics" if function.startswith("$s") else "other"


class Thread:
    """What one thread executed."""

    def __init__(self, lines):
        self.parts, self.inclusive = collections.Counter(), collections.Counter()
        self.total, self.functions = 0, set()
        self.names = {kind: {} for kind in ("ob", "fn")}
        library = function = ""
        is_call = False
        for line in lines:
            first = line[:1]
            if first.isdigit() or first and first in "+-*":
                cost = int(line.split()[1])
                self.inclusive[function] += cost
                if not is_call:
                    self.parts[part(library, function)] += cost
                    self.total += cost
                is_call = False
            elif line.startswith("calls="):
                is_call = True
            elif line.startswith("fn="):
                function = self.name("fn", line[3:])
                self.functions.add(function)
            elif line.startswith("ob="):
                library = self.name("ob", line[3:])
            # A name is told once, maybe where it is called.
            elif line.startswith("cfn="):
                self.name("fn", line[4:])
            elif line.startswith("cob="):
                self.name("ob", line[4:])

    def name(self, kind, text):
        number, _, name = text.strip().partition(" ")
        if not number.startswith("("):
            return text.strip()
        if name:
            self.names[kind][number] = name
        return self.names[kind][number]

    @property
    def role(self):
        """What the thread does; None for one that only starts or ends the process."""
        return next((role for role, sign in THREADS if any(sign.search(function) for function in self.functions)), None)

    def top(self):
        """The functions of ours with the most in them and below."""
        def tells(function, cost):
            name = module(function)
            return (name and OURS.match(name) and cost <= 0.98 * self.total and not re.search(r"'\d+$", function)
                    and function + "'2" not in self.functions and not re.search(r"U\d*_|T[ARWmQY]\d*_?$|T[ARWmQY]\d*_?\.", function))
        return [(function, cost) for function, cost in self.inclusive.most_common() if tells(function, cost)][:TOP]


def report(kind, requests, threads):
    """The lines for all threads of one replay."""
    roles = collections.defaultdict(list)
    for thread in threads:
        roles[thread.role].append(thread)
    missing = [role for role, _ in THREADS if not roles[role] and role != "setup"]
    if missing:
        sys.exit(f"no thread does the {', '.join(missing)}: its functions have other names than this script knows")
    lines = [f"{kind}_instructions {sum(thread.total for thread in threads) // requests}"]
    for role in [role for role, _ in THREADS] + [None]:
        of_role = roles[role]
        name = f"{kind}_{role or 'start'}"
        lines.append(f"{name}_instructions {sum(thread.total for thread in of_role) // requests}")
        if role is None:
            continue
        parts = sum((thread.parts for thread in of_role), collections.Counter())
        lines += [f"{name}_in_{part} {cost // requests}" for part, cost in parts.most_common() if cost >= requests]
        lines += [f"{name}_below {cost // requests} {function}" for thread in of_role for function, cost in thread.top()]
    return lines


SAMPLE = """events: Ir
ob=(1) /usr/lib/libsqlite3.so.0
fn=(1) sqlite3_step
0 700
cob=(2) /usr/lib/x86_64-linux-gnu/libc.so.6
cfn=(2) malloc
calls=3 0
0 300

ob=(2)
fn=(2)
0 300

ob=(3) /program
fn=(3) $s16ToolRouterReplay9ReadAheadC4nextyyF
0 50
cob=(1)
cfn=(1)
calls=1 0
0 1000
fn=(5) $s16ToolRouterReplay9ReadAheadC4readyyF
0 0
fn=(4) $s20ToolRouterSimulation18SimulatedSchedulerC3runyyF
+3 8
cfn=(3)
calls=1 0
* 1050
"""


def check():
    """A small file, worked out by hand."""
    thread = Thread(SAMPLE.splitlines())
    assert thread.role == "simulation" and thread.total == 1058, (thread.role, thread.total)
    wanted = {"sqlite": 700, "allocation": 300, "ToolRouterReplay": 50, "ToolRouterSimulation": 8}
    assert dict(thread.parts) == wanted, thread.parts
    assert thread.inclusive["$s20ToolRouterSimulation18SimulatedSchedulerC3runyyF"] == 1058
    assert thread.inclusive["sqlite3_step"] == 1000
    assert part("/usr/lib/libswiftCore.so", "swift_release") == "reference_counting"
    assert part("/usr/lib/libswiftCore.so", "swift_beginAccess") == "swift_runtime"
    assert part("/usr/lib/libc.so.6", "__memcpy_avx_unaligned_erms") == "copies"
    assert part("/usr/lib/libc.so.6", "pthread_mutex_lock@@GLIBC_2.2.5") == "locks"
    assert part("/program", "$sSa6appendyyxnF10SQLSandbox3RowV_Tg5") == "swift_generics"
    reader = Thread(SAMPLE.replace("SimulatedScheduler", "OtherSchedulers___").splitlines())
    assert reader.role == "reader", reader.role
    print("instructions are counted as by hand")


if sys.argv[1:] == ["--check"]:
    check()
elif len(sys.argv) > 3:
    files = [open(path, encoding="utf-8", errors="replace") for path in sys.argv[3:]]
    print("\n".join(report(sys.argv[1], int(sys.argv[2]), [Thread(file) for file in files])))
else:
    sys.exit(__doc__)
