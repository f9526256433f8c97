import Foundation
import Testing

/// `review` on a terminal: which keys a person presses, and what becomes the golden.
@Suite struct ReviewDialogueTests {
    /// A terminal of Python's, since what asks must see one: presses the next key where a prompt is shown, and writes the
    /// reason where that is asked for. What it says at last is the terminal's mode, which must be as it was.
    private static let terminal = """
        import fcntl, os, pty, re, struct, sys, termios
        keys, reason, columns, how = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
        child, terminal = pty.fork()
        if child == 0:
            os.execv("/bin/sh", ["/bin/sh", "-c", 'trap : INT; "$@"; code=$?; echo left; sleep 0.2; exit $code', "sh"] + sys.argv[5:])
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        before = termios.tcgetattr(terminal)
        # An arrow shows no prompt of its own: it comes together with the key behind it.
        keys = re.findall(r"(?:\\x1b\\[A)*.", keys, re.S)
        seen, answered, after = b"", 0, before
        while True:
            try:
                block = os.read(terminal, 4096)
            except OSError:
                break
            if not block:
                break
            seen += block
            rest = seen[answered:]
            if rest.endswith((b"[?] ", b"none ", b"[u]ndo ")):
                answered = len(seen)
                if keys:
                    os.write(terminal, keys.pop(0).encode())
                elif how == "hang up":
                    break
                else:
                    os.write(terminal, b"\\x03" if how == "interrupt" else b"\\x04")
            elif rest.endswith(b"nothing)\\r\\n"):
                answered = len(seen)
                os.write(terminal, (reason + "\\n").encode())
            try:
                after = termios.tcgetattr(terminal)
            except termios.error:
                pass
        sys.stdout.buffer.write(seen.replace(b"\\r", b""))
        print("\\nmode restored" if after[3] == before[3] else "\\nmode left", flush=True)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """

    /// Five drifts of two causes: r-2 has other rows by another statement, and the others have other costs.
    private func workplace() throws -> Workplace {
        let workplace = try Shop().accepted()
        try Shop.withShorterList.write(to: workplace)
        try workplace.edit("replays/shop/scenario.yaml", "\"10.00\"", "\"11.00\"")
        #expect(try workplace.run("replay").code == 1)
        try workplace.folder.write(Self.terminal, to: "terminal.py")
        return workplace
    }

    private func review(
        _ workplace: Workplace, _ keys: String, reason: String = "because", columns: Int = 80, how: String = "-",
        environment: String = "NO_COLOR=1"
    ) throws -> (code: Int32, text: String) {
        try ShellLine.run(
            "env -u CI \(environment) python3 terminal.py '\(keys)' '\(reason)' \(columns) '\(how)' '\(BuiltTool.path)' review",
            in: workplace.folder)
    }

    /// The requests that still drift.
    private func drifting(_ workplace: Workplace) throws -> [String] {
        try workplace.run("replay")
        return try workplace.report().scenarios[0].cases.map(\.id).sorted()
    }

    @Test(
        arguments: [
            ("one", "aqy", "1 accepted, 0 rejected", ["r-1", "r-4", "r-5", "r-7"]),
            ("one, and then not", "aqn", "1 accepted, 0 rejected", ["r-1", "r-2", "r-4", "r-5", "r-7"]),
            ("one, taken back", "auqn", "0 accepted, 0 rejected", ["r-1", "r-2", "r-4", "r-5", "r-7"]),
            ("taken back at the end", "lauqn", "0 accepted", ["r-1", "r-2", "r-4", "r-5", "r-7"]),
            ("all but one", "rlay", "4 accepted, 1 rejected", ["r-2"]),
            ("a group", "sgay", "4 accepted, 0 rejected, 1 left as they are", ["r-2"]),
            ("none of a group", "agxlsy", "1 accepted", ["r-1", "r-4", "r-5", "r-7"]),
            ("all", "lay", "5 accepted, 0 rejected", []),
            ("a key that is none", "xzq", "0 accepted", ["r-1", "r-2", "r-4", "r-5", "r-7"]),
            ("an arrow", "a\u{1B}[Aqy", "1 accepted, 0 rejected", ["r-1", "r-4", "r-5", "r-7"]),
        ] as [(String, String, String, [String])])
    func `what was decided is written, and nothing else`(
        row: (name: String, keys: String, says: String, drifting: [String])
    ) throws {
        let workplace = try workplace()
        let run = try review(workplace, row.keys)
        #expect(run.code == 0, "\(row.name): \(run.text)")
        #expect(run.text.contains(row.says), "\(row.name): \(run.text)")
        #expect(run.text.contains("mode restored"), "\(row.name)")
        #expect(try drifting(workplace) == row.drifting, "\(row.name): \(run.text)")
    }

    @Test func `a page says what was made otherwise, the cause, and what differs`() throws {
        let text = try review(try workplace(), "?q").text
        #expect(text.contains("shop: changed since the golden: "), "\(text)")
        #expect(
            text.contains("group 1 of 2: 1 request, same trail, sql + WHERE id < 3:"), "\(text)")
        #expect(text.contains("  question   Who are they?\n"), "\(text)")
        #expect(text.contains("  sql        SELECT name FROM customer {+WHERE id < 3 +}ORDER BY name\n"), "\(text)")
        #expect(text.contains("  - 'Barbara'\n"), "\(text)")
        #expect(text.contains("k  then a, r or s: all that are open whose worst kind is this one's"), "\(text)")
        let asked = try #require(text.firstRange(of: "[a]ccept")).lowerBound
        #expect(text[..<asked].contains("changed since the golden"))
    }

    @Test func `what was rejected is told, and an empty reason accepts nothing`() throws {
        let workplace = try workplace()
        let before = try workplace.folder.text("goldens/shop/answers.jsonl")
        let run = try review(workplace, "rlay", reason: "")
        #expect(run.text.contains("shop: 1 answer rejected, the golden stays"), "\(run.text)")
        #expect(run.text.contains("nothing was accepted"), "\(run.text)")
        #expect(try workplace.folder.text("goldens/shop/answers.jsonl") == before)
    }

    @Test(arguments: [("Ctrl-C", "interrupt", Int32(130)), ("Ctrl-D", "end", 0)])
    func `whoever leaves early changes nothing, and gets the terminal back`(
        row: (name: String, how: String, code: Int32)
    ) throws {
        let workplace = try workplace()
        let before = try workplace.folder.bytes("goldens")
        let run = try review(workplace, "a", how: row.how)
        #expect(run.code == row.code, "\(row.name): \(run.text)")
        #expect(run.text.contains("mode restored"), "\(row.name): \(run.text)")
        #expect(row.code == 0 || run.text.contains("\nnothing was accepted\n"), "\(row.name): \(run.text)")
        #expect(try workplace.folder.bytes("goldens") == before, "\(row.name)")
    }

    @Test func `lines keep to the width of the terminal`() throws {
        let text = try review(try workplace(), "rsq", columns: 50).text
        let pages = text.split(separator: "\n").filter { !$0.hasPrefix("shop: ") && !$0.contains("[a]ccept") }
        #expect(pages.allSatisfy { $0.count <= 50 }, "\(text)")
        #expect(pages.count > 10)
    }

    @Test func `colours tell what differs where the terminal shows them`() throws {
        let text = try review(try workplace(), "q", environment: "-u NO_COLOR TERM=xterm").text
        #expect(text.contains("\u{1B}[32mWHERE id < 3 \u{1B}[0m"), "\(text)")
        #expect(!text.contains("{+"))
    }

    @Test func `a first golden is accepted whole`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.run("replay")
        try workplace.folder.write(Self.terminal, to: "terminal.py")
        let part = try review(workplace, "aqy")
        #expect(
            part.text.contains("shop has no golden yet, and its first is accepted as a whole: nothing was accepted"))
        #expect(!workplace.folder.exists("goldens/shop/answers.jsonl"))
        #expect(try review(workplace, "lay", reason: "as found").text.contains("7 answers accepted"))
        #expect(try workplace.run("replay").code == 0)
    }

    /// The texts are in questions, statements, rows and names of columns.
    @Test func `no text of a recording drives the terminal`() throws {
        let (workplace, _) = try HostileTextTests.drifted()
        try workplace.folder.write(Self.terminal, to: "terminal.py")
        let keys = String(repeating: "s", count: HostileTextTests.texts.count)
        let run = try review(workplace, keys, environment: "-u NO_COLOR TERM=xterm")
        let bare = run.text.replacing(/\u{1B}\[[0-9]+m/, with: "")
        #expect(run.text.contains("0 accepted, 0 rejected, \(HostileTextTests.texts.count) left"), "\(run.text)")
        let drivers = bare.unicodeScalars.filter { ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) }
        #expect(drivers.isEmpty, "\(bare)")
    }
}
