import Foundation
import Testing

/// Broken files, each named for its fault in `BrokenInputs`, put in the place of a sound one.
@Suite struct BrokenInputTests {
    /// A broken file and the whole message it must cause, as `BrokenInputs/messages.txt` has them.
    struct Fixture: CustomTestStringConvertible, Sendable {
        let file: String
        let message: String

        var testDescription: String { file }

        /// What is broken: `recording`, `scenario`, `golden`, `totals`, `faults` or `database`.
        var kind: Substring { file.prefix { $0 != "." } }
        /// The part after `KIND.invalid.`.
        var fault: Substring { file.split(separator: ".", maxSplits: 2)[2] }
    }

    static let folder = Package.folder.appending(path: "Tests/EndToEndTests/BrokenInputs").path

    static let fixtures: [Fixture] = {
        let lines = try! String(contentsOfFile: folder + "/messages.txt", encoding: .utf8).split(separator: "\n")
        return stride(from: 0, to: lines.count, by: 2).map {
            Fixture(file: String(lines[$0]), message: String(lines[$0 + 1].dropFirst(4)))
        }
    }()

    /// Puts `fixture` in its place in a workplace whose scenario `shop` has a golden.
    private func broken(_ fixture: Fixture) throws -> Workplace {
        let workplace = try Shop().accepted()
        let place =
            switch fixture.kind {
            case "recording": "replays/shop/traffic.jsonl"
            case "scenario": "replays/shop/scenario.yaml"
            case "golden": "goldens/shop/answers.jsonl"
            case "totals": "goldens/shop/totals.json"
            case "faults": "replays/shop/faults.yaml"
            default: "replays/shop/\(fixture.fault)"
            }
        if fixture.kind == "database" {
            try workplace.edit("replays/shop/scenario.yaml", "shop.sql", String(fixture.fault))
        } else if workplace.folder.exists(place) {
            try FileManager.default.removeItem(atPath: workplace.folder.file(place))
        }
        try workplace.folder.copy(Self.folder + "/" + fixture.file, to: place)
        return workplace
    }

    @Test(arguments: fixtures)
    func `a broken file is exit 65 and one exact message, and nothing is half-written`(_ fixture: Fixture) throws {
        try broken(fixture).expectFault(fixture.message)
    }

    @Test func `every broken file has its message, and every message its file`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
            .filter { $0.contains(".invalid.") }.sorted()
        #expect(files == Self.fixtures.map(\.file).sorted())
        #expect(files.count > 90)
    }

    @Test(arguments: [
        ("crlf", 0), ("byte-order-mark", 0), ("blank-lines", 0), ("no-last-line-end", 0), ("out-of-order", 2),
    ])
    func `what an editor does to a recording is no fault, and lines out of order are counted`(
        name: String, reordered: Int
    ) throws {
        let workplace = try Shop().accepted()
        try FileManager.default.removeItem(atPath: workplace.folder.file("replays/shop/traffic.jsonl"))
        try workplace.folder.copy(
            Self.folder + "/recording.valid.\(name).jsonl", to: "replays/shop/traffic.jsonl")
        let run = try workplace.run("replay")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        #expect(try workplace.folder.text("reports/drift.json").contains("\"reordered_lines\": \(reordered)"))
    }
}

extension Workplace {
    /// Expects `replay` and `check` to end with 65 and exactly `message`, where paths of the folder are relative, and
    /// nothing to be written.
    ///
    /// - Parameter readingBack: whether the goldens can be read to compare their bytes.
    func expectFault(
        _ message: String, isFirstOfCheck: Bool = false, readingBack: Bool = true,
        from location: SourceLocation = #_sourceLocation
    ) throws {
        let goldens = readingBack ? try folder.bytes("goldens") : [:]
        let files = folder.lastingFiles()
        for command in ["replay", "check"] {
            let run = try BuiltTool.run([command], in: folder)
            #expect(run.code == 65, "\(command) said \(run.text) \(run.errors)", sourceLocation: location)
            let said = run.errors.replacingOccurrences(of: folder.path + "/", with: "")
            if isFirstOfCheck && command == "check" {
                #expect(said.hasPrefix("toolrouter: \(message)\n"), sourceLocation: location)
            } else {
                #expect(said == "toolrouter: \(message)\n", "\(command)", sourceLocation: location)
            }
            #expect(run.text == "", "\(command)", sourceLocation: location)
        }
        #expect(folder.lastingFiles() == files, sourceLocation: location)
        if readingBack { #expect(try folder.bytes("goldens") == goldens, sourceLocation: location) }
    }
}
