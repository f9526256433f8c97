import Foundation
import Testing

/// Where cases from the field lie; nil when they are absent.
private let field = Package.shared("field")

/// Cases from the field about what is reported, replayed as they lie there.
@Suite(.enabled(if: field != nil, "needs ../shared/field beside the package, with cases from the field"))
struct FieldReportTests {
    @Test func `a golden without a scenario is named, and the run is not green`() throws {
        let workplace = try Workplace()
        let folder = try #require(field) + "/13-golden-without-scenario"
        try workplace.folder.copy(folder + "/replays", to: "replays")
        try workplace.folder.copy(folder + "/prepare.sh", to: "prepare.sh")
        // The script calls the tool by its name.
        try workplace.folder.write("#!/bin/sh\nexec \"$T\" \"$@\"\n", to: "bin/toolrouter")
        let prepared = try ShellLine.run(
            "chmod +x bin/toolrouter && PATH=$PWD/bin:$PATH sh prepare.sh", in: workplace.folder)
        try #require(prepared.code == 0, "\(prepared.text)")

        let replay = try workplace.run("replay")
        #expect(replay.code == 3)
        #expect(replay.text.contains("goldens/gone: a golden without a scenario"))
        #expect(replay.text.contains("verdict: not everything was replayed"))
        let check = try workplace.run("check")
        #expect(check.code == 3)
        #expect(check.errors.contains("goldens/gone: a golden without a scenario"))
    }

    @Test func `each pair of class name and name stands once in the report`() throws {
        let workplace = try Workplace()
        try workplace.folder.write("", to: "replays/none")
        try workplace.folder.copy(try #require(field) + "/27-names-that-collide", to: "replays/names")
        try #require(try workplace.run("replay", "names").code == 3)
        let junit = try JUnitReport(file: workplace.folder.file("reports/junit.xml"))
        let pairs = junit.all("testcase").map { [$0.attributes["classname"], $0.attributes["name"]] }
        #expect(pairs.count == 5 && Set(pairs).count == 5, "\(pairs)")
    }
}
