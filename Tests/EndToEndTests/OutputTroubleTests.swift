import Foundation
import Testing

/// Output that can't be written: one line that names it, exit 70, never a signal.
@Suite struct OutputTroubleTests {
    /// A line of a shell whose output has trouble.
    struct Trouble: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let line: String
        let says: String
    }

    static let commands = [
        "replay", "check", "explain shop r-1", "review", "compare reports reports", "--help", "--version",
    ]

    static let troubles =
        commands.map {
            Trouble(
                testDescription: "\($0) > /dev/full", line: "\"$T\" \($0) > /dev/full",
                says: "cannot write the standard output: No space left on device")
        }
        + commands.map {
            Trouble(
                testDescription: "\($0) into a pipe that is closed",
                line: "{ \"$T\" \($0) 3>&-; echo $? >code; } 2>errors | true; cat errors; exit $(cat code)",
                says: "cannot write the standard output: Broken pipe")
        }
        + commands.map {
            Trouble(
                testDescription: "\($0) >&-", line: "\"$T\" \($0) >&-",
                says: "cannot write the standard output: Bad file descriptor")
        }

    @Test(arguments: troubles)
    func `standard output that takes nothing is exit 70 and one line`(_ trouble: Trouble) throws {
        let workplace = try Shop().accepted()
        try Shop.withShorterList.write(to: workplace)
        try #require(try workplace.run("replay").code == 1)
        // A pipe has room for what is written before its reader has gone, so each of them is tried with a reader that is gone.
        let line = trouble.line.replacingOccurrences(of: "| true", with: "| { exec <&-; sleep 0.2; }")
            .replacingOccurrences(of: "{ \"$T\"", with: "{ sleep 0.1; \"$T\"")
        let run = try ShellLine.run(line, in: workplace.folder)
        #expect(run.code == 70, "\(run.text)")
        #expect(run.text.hasPrefix("toolrouter: \(trouble.says); "), "\(run.text)")
        #expect(run.text.split(separator: "\n").count == 1, "\(run.text)")
    }

    @Test(arguments: ["replay 2>/dev/full", "replay 2>&-", "replay >/dev/full 2>/dev/full", "replay <&- >&- 2>&-"])
    func `errors that nobody can read end no process`(_ line: String) throws {
        let workplace = try Shop().accepted()
        let run = try ShellLine.run("\"$T\" " + line, in: workplace.folder)
        #expect(run.code == (line.contains(">/dev/full 2") || line.contains(">&- 2") ? 70 : 0), "\(run.text)")
        // Nothing that was meant for a closed stream is in a file that was opened in its place.
        #expect(try workplace.folder.text("reports/shop/answers.jsonl").hasPrefix("{\"format\""))
    }

    @Test func `a replay whose table can't be shown has written its reports`() throws {
        let workplace = try Shop().accepted()
        #expect(try ShellLine.run("\"$T\" replay > /dev/full", in: workplace.folder).code == 70)
        #expect(try workplace.report().verdict == "pass")
    }

    /// A file or folder that the tool may not write, or that is something else.
    struct Place: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let spoil: String
        let arguments: [String]
        let says: String

        init(_ name: String, _ spoil: String, _ arguments: String, _ says: String) {
            testDescription = name
            self.spoil = spoil
            self.arguments = arguments.split(separator: " ").map(String.init)
            self.says = says
        }
    }

    static let places = [
        Place(
            "a reports folder that may not be written", "chmod 555 reports", "replay",
            "cannot write reports/junit.xml: P"),
        Place(
            "a scenario's reports that may not be written", "chmod 555 reports/shop", "replay",
            "cannot write reports/shop/answers.jsonl: Permission denied"),
        Place(
            "a folder in which no reports can be made", "rm -r reports; chmod 555 .", "replay",
            "cannot make reports: Permission denied"),
        Place("a file called reports", "rm -r reports; touch reports", "replay", "cannot make reports: File exists"),
        Place(
            "reports below a file", "touch file", "replay --reports file/reports",
            "cannot make file/reports: Not a directory"),
        Place(
            "a folder called junit.xml", "rm reports/junit.xml; mkdir -p reports/junit.xml/x", "replay",
            "cannot write reports/junit.xml: what is there is not an ordinary file"),
        Place(
            "a golden's folder that may not be written", "chmod 555 goldens/shop", "accept --reason seen",
            "cannot write goldens/shop/"),
        Place(
            "a pending golden that may not be written", "rm goldens/shop/*.new; chmod 555 goldens/shop", "replay",
            "cannot write goldens/shop/results.jsonl.new: Permission denied"),
        Place(
            "goldens in which no folder can be made", "rm -r goldens/shop; chmod 555 goldens", "replay",
            "cannot make goldens/shop: Permission denied"),
        Place(
            "no folder for temporary files", "true", "check", "cannot make /nowhere"),
    ]

    @Test(.enabled(if: BuiltTool.canLosePrivileges, BuiltTool.needsSetpriv), arguments: places)
    func `what failed is named, with what was tried`(_ place: Place) throws {
        let workplace = try Shop().accepted()
        try Shop.withShorterList.write(to: workplace)
        try #require(try workplace.run("replay").code == 1)
        try #require(try ShellLine.run(place.spoil, in: workplace.folder).code == 0)
        defer { _ = try? ShellLine.run("chmod -R u+rwx .", in: workplace.folder) }
        let run = try BuiltTool.run(
            place.arguments, in: workplace.folder,
            environment: place.spoil == "true" ? ["TMPDIR": "/nowhere"] : [:], withoutPrivileges: true)
        #expect(run.code == 70, "\(run.text) \(run.errors)")
        #expect(run.errors.hasPrefix("toolrouter: \(place.says)"), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }

    @Test(.enabled(if: BuiltTool.canLosePrivileges, BuiltTool.needsSetpriv))
    func `goldens that can't be looked at are not missing`() throws {
        let workplace = try Shop().accepted()
        try #require(chmod(workplace.folder.file("goldens/shop"), 0) == 0)
        defer { chmod(workplace.folder.file("goldens/shop"), 0o755) }
        for command in [["replay", "shop"], ["check", "shop"]] {
            let run = try BuiltTool.run(command, in: workplace.folder, withoutPrivileges: true)
            #expect(run.code == 65, "\(run.text)")
            #expect(run.errors.contains("goldens/shop/answers.jsonl: found a file that can't be looked at"))
        }
    }

    @Test func `a disk that takes no more of a database is not the script's fault`() throws {
        let workplace = try Shop().accepted()
        let run = try ShellLine.run("ulimit -f 4; \"$T\" replay", in: workplace.folder)
        #expect(run.code == 70, "\(run.text)")
        #expect(run.text.contains("cannot write ") && !run.text.contains("shop.sql:"), "\(run.text)")
    }
}
