package import ToolRouter

/// The first line of a golden: what it holds and what it was made with.
package struct GoldenHeader: Hashable, Sendable {
    /// What `format` says in every golden.
    package static let format = "toolrouter-golden"
    /// The newest version that is read, and the one that is written.
    package static let newestVersion = 1

    /// The version of the file, from 1 to `newestVersion`.
    package var version = newestVersion
    /// The name of the scenario.
    package var scenario: String
    /// The seed of the run.
    package var seed: UInt64
    /// What the answers depend on in addition to the router, name and version, sorted by name.
    package var madeWith: [Provenance]
    /// The candidates that were asked beside the planner, sorted; trails tell of them only.
    package var candidates: [PlannerName]
    /// Why the golden was accepted; nil when no reason was given.
    package var reason: String?

    /// A part that can change answers when its version changes.
    package struct Provenance: Hashable, Sendable {
        /// The part, such as `sqlite`.
        package var name: String
        /// Its version.
        package var version: String

        package init(_ name: String, _ version: String) {
            self.name = name
            self.version = version
        }
    }

    package init(
        scenario: String, seed: UInt64, madeWith: [Provenance], candidates: [PlannerName] = [], reason: String? = nil
    ) {
        self.scenario = scenario
        self.seed = seed
        self.madeWith = madeWith
        self.candidates = candidates
        self.reason = reason
    }

    /// The header as its line, without line end.
    package var json: String {
        var writer = JSONWriter()
        writer.object { header in
            header.member("format", Self.format)
            header.member("version", version)
            header.member("scenario", scenario)
            header.member("seed", seed)
            header.member(
                "made_with",
                object: { parts in
                    for part in madeWith { parts.member(part.name, part.version) }
                })
            if !candidates.isEmpty {
                header.key("candidates")
                header.array(candidates.map(\.text))
            }
            header.optionalMember("reason", reason)
        }
        return writer.text
    }

    /// The differences in what this golden and `other` were made with, in words; empty when there are none.
    ///
    /// - Parameter ignoringCandidates: whether other candidates are not a difference.
    package func differences(from other: GoldenHeader, ignoringCandidates: Bool = false) -> [String] {
        let names = Set((madeWith + other.madeWith).map(\.name)).sorted()
        var differences: [String] = names.compactMap { name in
            let before = madeWith.first { $0.name == name }?.version ?? "none"
            let now = other.madeWith.first { $0.name == name }?.version ?? "none"
            return now == before ? nil : "\(name): golden \(before), now \(now)"
        }
        if seed != other.seed { differences.append("seed: golden \(seed), now \(other.seed)") }
        if !ignoringCandidates, candidates != other.candidates {
            func list(_ names: [PlannerName]) -> String {
                names.isEmpty ? "none" : names.map { Excerpt.of($0.text) }.joined(separator: " ")
            }
            differences.append("candidates: golden \(list(candidates)), now \(list(other.candidates))")
        }
        return differences
    }
}

extension GoldenHeader: JSONReadable {
    private static let fields: [FieldName] = [
        "format", "version", "scenario", "seed", "made_with", "candidates", "reason",
    ]

    /// Reads a header. The version is judged before anything that a newer version may have changed.
    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, passingOverAllBut: Self.fields)
        let format = try object.optional("format", as: String.self)
        guard format == Self.format else {
            throw object.fault(
                "format", found: format.map { "the text \"\(Excerpt.of($0))\"" } ?? "nothing",
                expected: "\"\(Self.format)\"", remedy: "name a golden, or make it again with `toolrouter accept`")
        }
        let version = try object.value("version", as: Int64.self)
        guard 1...Int64(Self.newestVersion) ~= version else {
            throw object.fault(
                "version", found: "version \(version)", expected: "at most version \(Self.newestVersion)",
                remedy: version > 0
                    ? "use a toolrouter that reads goldens of version \(version)" : "versions begin with 1")
        }
        try object.refuseOthers()
        let parts = try object.value("made_with", as: [String: String].self)
        self.init(
            scenario: try object.name("scenario"), seed: try object.value("seed", as: UInt64.self),
            madeWith: parts.keys.sorted().map { Provenance($0, parts[$0]!) },
            candidates: try object.optional("candidates", as: [String].self)?.map { PlannerName($0) } ?? [],
            reason: try object.optional("reason", as: String.self))
    }
}
