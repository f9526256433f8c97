import Foundation
import Testing

/// Names that somebody mistyped, and folders that are not the right ones: what is meant is said.
@Suite struct NameTests {
    /// A command line with a name that nothing has.
    struct Slip: CustomTestStringConvertible, Sendable {
        let line: String
        let code: Int32
        let says: String

        init(_ line: String, _ code: Int32, _ says: String) {
            self.line = line
            self.code = code
            self.says = says
        }

        var testDescription: String { line }
    }

    static let slips = [
        Slip("repaly", 64, "`toolrouter` has no subcommand repaly; did you mean `replay`?"),
        Slip("chek replays", 64, "did you mean `check`?"),
        Slip("import spidr", 64, "`toolrouter import` has no subcommand spidr; did you mean `spider`?"),
        Slip("help expain", 64, "did you mean `explain`?"),
        Slip("quux-frobnicate", 64, "has no subcommand quux-frobnicate; there are replay, report, review"),
        Slip("sql-lan", 64, "has no subcommand sql-lan; there are"),
        Slip(
            "replay shopp", 65,
            "replays/shopp: found no such folder, expected a scenario's folder; did you mean `shop`?"),
        Slip("check shpo", 65, "did you mean `shop`?"),
        Slip("check replays/shopp", 65, "did you mean `shop`?"),
        Slip("explain shp r-1", 65, "did you mean `shop`?"),
        Slip(
            "review quux-frobnicate", 65,
            "replays/quux-frobnicate: found no such folder, expected a scenario's folder; there are"),
        Slip("review shopp", 65, "did you mean `shop`?"),
        Slip("accept shopp --reason x", 65, "did you mean `shop`?"),
        Slip("replay replays", 65, "replays: found a folder of scenarios, expected one scenario; name one of them"),
        Slip("explain replays r-1", 65, "replays: found a folder of scenarios"),
        Slip(
            "replay ./goldens", 65,
            "./goldens: found a folder without a scenario.yaml, expected a scenario; check the path"),
        Slip(
            "replay yml", 65,
            "replays/yml: found a folder with a scenario.yml, expected a folder with a scenario.yaml; rename"),
    ]

    private func workplace() throws -> Workplace {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try Shop().write(to: workplace, named: "other")
        try workplace.acceptAll()
        return workplace
    }

    @Test(arguments: slips)
    func `the nearest name is said, or what there is`(_ slip: Slip) throws {
        let workplace = try workplace()
        if slip.line.hasSuffix("yml") { try workplace.folder.write("version: 1\n", to: "replays/yml/scenario.yml") }
        let before = workplace.folder.files()
        let run = try BuiltTool.run(slip.line.split(separator: " ").map(String.init), in: workplace.folder)
        #expect(run.code == slip.code, "\(run.text) \(run.errors)")
        #expect(run.errors.contains(slip.says), "\(run.errors)")
        #expect(workplace.folder.lastingFiles() == before.filter { workplace.folder.lastingFiles().contains($0) })
    }

    @Test(arguments: [["replay"], ["check"], ["review"], ["accept", "--reason", "x"], ["explain", "shop", "r-1"]])
    func `in a folder without scenarios init is named`(_ arguments: [String]) throws {
        let run = try BuiltTool.run(arguments, in: TemporaryFolder())
        #expect(run.code == 65, "\(run.text)")
        #expect(run.errors.contains("toolrouter init replays/NAME --database FILE"), "\(run.errors)")
    }

    @Test(arguments: ["replay", "check"])
    func `a folder of scenarios without one is exit 3 and names init`(_ command: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "replays/README.md")
        let run = try BuiltTool.run([command], in: folder)
        #expect(run.code == 3 && run.errors.contains("toolrouter init replays/NAME --database FILE"), "\(run.errors)")
    }

    @Test(arguments: ["replays", "./replays", "replays/"])
    func `a folder of scenarios can be checked`(_ path: String) throws {
        let workplace = try workplace()
        let run = try workplace.run("check", path)
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.text.split(separator: "\n").map { $0.prefix { $0 != ":" } } == ["other", "shop"])
    }

    /// A table under `sql` that no database has.
    static let tables = [
        ("tables: [Custmer, purchase]", "`sql.tables`: no database has a table Custmer; did you mean `customer`?"),
        ("tables: [purchases]", "`sql.tables`: no database has a table purchases; did you mean `purchase`?"),
        ("tables: [\"quux frobnicate\"]", "`sql.tables`: no database has a table quux frobnicate; correct the name"),
        (
            "denied_columns: {secrets: [code]}",
            "`sql.denied_columns`: no database has a table secrets; did you mean `secret`?"
        ),
    ]

    @Test(arguments: tables)
    func `a table that no database has is a fault`(policy: String, message: String) throws {
        let workplace = try workplace()
        try workplace.edit("replays/shop/scenario.yaml", "tables: [customer, purchase]", policy)
        for command in ["check", "replay"] {
            let run = try workplace.run(command, "shop")
            #expect(run.code == 65 && run.errors.contains(message), "\(run.text) \(run.errors)")
        }
    }
}
