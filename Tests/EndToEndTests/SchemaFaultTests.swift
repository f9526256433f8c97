import Foundation
import Testing

/// Whatever a reader refuses, the schema refuses at the same place, as far as a schema can.
@Suite(.enabled(if: SchemaCheck.isThere, SchemaCheck.missing)) struct SchemaFaultTests {
    /// The broken files that a schema has nothing against, and why it can't.
    static let beyondSchemas = [
        "golden.invalid.duplicate-id.jsonl": "it sees one line at a time",
        "golden.invalid.empty.jsonl": "there is nothing to look at",
        "golden.invalid.other-scenario.jsonl": "the folder says which scenario it should be",
        "recording.invalid.duplicate-field.jsonl": "its parser has kept one of the two",
        "recording.invalid.duplicate-id.jsonl": "it sees one line at a time",
        "recording.invalid.empty.jsonl": "there is nothing to look at",
        "recording.invalid.lone-surrogate.jsonl": "the grammar of JSON allows half a surrogate pair",
        "recording.invalid.missing-field.jsonl": "the header, which it does not see, may say that there is no content",
        "recording.invalid.nested-lone-surrogate.jsonl": "the grammar of JSON allows half a surrogate pair",
        "scenario.invalid.denied-column-unknown.yaml": "it does not look into databases",
        "scenario.invalid.denied-table-left-out.yaml": "it does not compare one key with another",
        "scenario.invalid.denied-table-unknown.yaml": "it does not look into databases",
        "scenario.invalid.function-unknown.yaml": "it knows no list of SQLite's functions",
        "scenario.invalid.duplicate-key.yaml": "its parser has kept one of the two",
        "recording.invalid.part-larger-than-whole.jsonl": "it compares no two numbers",
        "scenario.invalid.missing-database-file.yaml": "it does not look for files",
        "scenario.invalid.missing-traffic-file.yaml": "it does not look for files",
        "totals.invalid.cost-too-fine.json": "validators calculate in floating point, where every number is too fine",
    ]

    /// What the message says is wrong: the path of a field or key, if any.
    private static func field(_ message: String) -> String? {
        message.firstMatch(of: #/: (?:field )?`([^`]+)`: found/#).map { String($0.1) }
    }

    private static func line(_ message: String) -> Int? {
        message.firstMatch(of: #/jsonl:(\d+): /#).flatMap { Int($0.1) }
    }

    @Test(arguments: ["recording", "golden", "totals", "scenario"])
    func `a broken file is refused by the schema where the reader refuses it`(_ format: String) throws {
        let fixtures = BrokenInputTests.fixtures.filter { $0.kind == format }
        let faults = try SchemaCheck.faults(format, fixtures.map { BrokenInputTests.folder + "/" + $0.file })
        for fixture in fixtures {
            let own = faults.filter { $0.file == fixture.file }
            let field = Self.field(fixture.message)
            let isRefused = own.contains { fault in
                let line = Self.line(fixture.message)
                let isThere = fault.line == line || line == nil || fault.description.contains("start byte")
                return isThere && (fault.field == nil || field == nil || fault.field == field)
            }
            if let reason = Self.beyondSchemas[fixture.file] {
                #expect(!isRefused, "\(fixture.file) is refused although \(reason): \(own)")
            } else {
                #expect(isRefused, "\(fixture.file): \(own)")
            }
        }
    }

    @Test func `what is beyond schemas is there`() {
        #expect(Set(Self.beyondSchemas.keys).isSubset(of: Set(BrokenInputTests.fixtures.map(\.file))))
    }

    @Test func `what a reader forgives, the schema forgives`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: BrokenInputTests.folder)
            .filter { $0.hasPrefix("recording.valid.") }
        try SchemaCheck.expectValid("recording", files.map { BrokenInputTests.folder + "/" + $0 })
    }
}
