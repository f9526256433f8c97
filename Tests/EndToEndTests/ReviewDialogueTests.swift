import Foundation
import Testing

/// `review` on a terminal: what a person answers, and what becomes the golden.
@Suite struct ReviewDialogueTests {
    /// A terminal of Python's, since what asks must see one: answers each prompt with the next line of the list.
    private static let terminal = """
        import os, pty, sys
        answers = sys.argv[1].split(",")
        child, terminal = pty.fork()
        if child == 0:
            os.execv(sys.argv[2], sys.argv[2:])
        seen = b""
        while True:
            try:
                block = os.read(terminal, 4096)
            except OSError:
                break
            if not block:
                break
            seen += block
            if seen.rstrip().endswith((b"uit?", b"nothing)")) and answers:
                os.write(terminal, (answers.pop(0) + "\\n").encode())
                seen += b" "
        sys.stdout.buffer.write(seen.replace(b"\\r", b""))
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """

    /// Seven drifts: r-2 alone, which has other rows, and the others by their cost.
    private func workplace() throws -> Workplace {
        let workplace = try Shop().accepted()
        try Shop.withShorterList.write(to: workplace)
        try workplace.edit("replays/shop/scenario.yaml", "\"10.00\"", "\"11.00\"")
        #expect(try workplace.run("replay").code == 1)
        try workplace.folder.write(Self.terminal, to: "terminal.py")
        return workplace
    }

    private func review(_ workplace: Workplace, _ answers: String) throws -> (code: Int32, text: String) {
        try ShellLine.run(
            "env -u CI python3 terminal.py '\(answers)' '\(BuiltTool.path)' review", in: workplace.folder)
    }

    @Test(
        arguments: [
            ("one", "a,q,because", "7 answers accepted, 1 of them changed"),
            ("a group", "g,q,because", "accepted, "),
            ("the rest, but what was skipped", "s,r,because", "accepted, "),
            ("an empty reason", "a,q,", nil), ("nothing", "q", nil), ("a word that is none", "x,q", nil),
        ] as [(String, String, String?)])
    func `what was answered is accepted, and nothing else`(
        row: (name: String, answers: String, says: String?)
    ) throws {
        let workplace = try workplace()
        let before = try workplace.folder.text("goldens/shop/answers.jsonl")
        let run = try review(workplace, row.answers)
        #expect(run.code == 0, "\(row.name): \(run.text)")
        if let says = row.says {
            #expect(run.text.contains(says), "\(row.name): \(run.text)")
            #expect(run.text.contains("accept all [r]emaining, [q]uit?"))
        } else {
            #expect(try workplace.folder.text("goldens/shop/answers.jsonl") == before, "\(row.name)")
        }
    }

    @Test func `what was skipped in a group stays when the rest is accepted`() throws {
        let workplace = try workplace()
        // The first group is the costs: its first is skipped, and then all that remain are accepted.
        let run = try review(workplace, "s,r,because")
        #expect(run.code == 0, "\(run.text)")
        #expect(try workplace.run("replay").code == 1)
        #expect(try workplace.report().scenarios[0].cases.map(\.id) == ["r-1"], "\(run.text)")
    }

    @Test func `a first golden is accepted whole`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.run("replay")
        try workplace.folder.write(Self.terminal, to: "terminal.py")
        let part = try review(workplace, "a,q")
        #expect(
            part.text.contains("shop has no golden yet, and its first is accepted as a whole: nothing was accepted"))
        #expect(!workplace.folder.exists("goldens/shop/answers.jsonl"))
        #expect(try review(workplace, "r,as found").text.contains("7 answers accepted"))
        #expect(try workplace.run("replay").code == 0)
    }
}
