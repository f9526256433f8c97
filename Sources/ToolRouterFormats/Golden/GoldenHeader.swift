package import ToolRouter

/// The first line of a golden: what it holds, what it was made from and with, and why it is right.
package struct GoldenHeader: Hashable, Sendable {
    /// What `format` says in every golden.
    package static let format = "toolrouter-golden"
    /// The newest version that is read, and the one that is written. Version 1 had no inputs and one reason at most.
    package static let newestVersion = 2
    /// How many reasons are kept; the oldest are dropped first.
    package static let mostReasons = 50

    /// The version of the file, from 1 to `newestVersion`.
    package var version = newestVersion
    /// The name of the scenario.
    package var scenario: String
    /// The seed of the run.
    package var seed: UInt64
    /// What the answers depend on in addition to the router and its inputs, name and version, sorted by name.
    package var madeWith: [Provenance]
    /// The settings and files of the scenario; nil in a golden that does not say.
    package var madeFrom: GoldenInputs?
    /// The options by which the run differed from the scenario; empty unless it was an experiment.
    package var experiment: [String]
    /// The candidates that were asked beside the planner, sorted; trails tell of them only.
    package var candidates: [PlannerName]
    /// Why the golden was accepted, each time, the latest last.
    package var reasons: [Reason]

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

    /// Why answers were accepted.
    package struct Reason: Hashable, Sendable {
        /// What the person said.
        package var text: String
        /// How many answers changed, came or went; nil where that was not counted.
        package var changed: Int?

        package init(_ text: String, changed: Int?) {
            self.text = text
            self.changed = changed
        }
    }

    package init(
        scenario: String, seed: UInt64, madeWith: [Provenance], madeFrom: GoldenInputs? = nil,
        experiment: [String] = [],
        candidates: [PlannerName] = [], reasons: [Reason] = []
    ) {
        self.scenario = scenario
        self.seed = seed
        self.madeWith = madeWith
        self.madeFrom = madeFrom
        self.experiment = experiment
        self.candidates = candidates
        self.reasons = reasons
    }

    /// Adds why it is right now to the reasons of `golden`, which it takes the place of.
    package mutating func accept(_ reason: Reason, after golden: GoldenHeader?) {
        reasons = ((golden?.reasons ?? []) + [reason]).suffix(Self.mostReasons)
    }

    /// The header as its line, without line end.
    package var json: String {
        var writer = JSONWriter()
        writer.object { writeMembers(to: &$0) }
        return writer.text
    }

    /// Writes what stands in the header's object.
    func writeMembers(to header: inout JSONWriter) {
        header.member("format", Self.format)
        header.member("version", Self.newestVersion)
        header.member("scenario", scenario)
        header.member("seed", seed)
        header.member(
            "made_with",
            object: { parts in
                for part in madeWith { parts.member(part.name, part.version) }
            })
        if let madeFrom { header.member("made_from", object: { madeFrom.write(to: &$0) }) }
        if !experiment.isEmpty {
            header.key("experiment")
            header.array(experiment)
        }
        if !candidates.isEmpty {
            header.key("candidates")
            header.array(candidates.map(\.text))
        }
        if !reasons.isEmpty {
            header.member(
                "reasons",
                array: { list in
                    for reason in reasons {
                        list.object { entry in
                            entry.member("reason", reason.text)
                            if let changed = reason.changed { entry.member("changed", changed) }
                        }
                    }
                })
        }
    }

    /// What was changed from this golden to `other`, in words such as `breaker.failures 5 → 6`: inputs first, then versions.
    ///
    /// - Parameter ignoringCandidates: whether other candidates are not a difference.
    package func differences(from other: GoldenHeader, ignoringCandidates: Bool = false) -> [String] {
        var differences: [String] = []
        if let madeFrom, let inputs = other.madeFrom { differences += madeFrom.differences(from: inputs) }
        for name in Set((madeWith + other.madeWith).map(\.name)).sorted() {
            let before = madeWith.first { $0.name == name }?.version ?? "none"
            let now = other.madeWith.first { $0.name == name }?.version ?? "none"
            if now != before { differences.append("\(name) \(before) → \(now)") }
        }
        if seed != other.seed { differences.append("seed \(seed) → \(other.seed)") }
        func list(_ names: [String]) -> String {
            names.isEmpty ? "none" : names.map { Excerpt.of($0) }.joined(separator: " ")
        }
        if !ignoringCandidates, candidates != other.candidates {
            differences.append("candidates \(list(candidates.map(\.text))) → \(list(other.candidates.map(\.text)))")
        }
        // What a run itself does otherwise has been asked for, and shows in its seed, its candidates and its faults.
        if !experiment.isEmpty, experiment != other.experiment {
            differences.append("experiment \(list(experiment)) → \(list(other.experiment))")
        }
        return differences
    }
}

extension GoldenInputs {
    fileprivate func write(to writer: inout JSONWriter) {
        for (name, entries) in [("settings", settings), ("files", files)] {
            writer.member(
                name,
                object: { object in
                    for name in entries.keys.sorted() { object.member(name, entries[name]) }
                })
        }
    }
}

extension GoldenInputs: JSONReadable {
    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: ["settings", "files"])
        settings = try object.value("settings", as: [String: String].self)
        files = try object.value("files", as: [String: String].self)
    }
}

extension GoldenHeader.Reason: JSONReadable {
    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: ["reason", "changed"])
        text = try object.text("reason")
        changed = try object.optionalInteger("changed", in: 0...1_000_000_000_000_000).map { Int($0) }
    }
}

extension GoldenHeader: JSONReadable {
    private static let fields: [FieldName] = [
        "format", "version", "scenario", "seed", "made_with", "made_from", "experiment", "candidates", "reasons",
        "reason",
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
        let only = try object.optional("reason", as: String.self).map { Reason($0, changed: nil) }
        self.init(
            scenario: try object.name("scenario"), seed: try object.value("seed", as: UInt64.self),
            madeWith: parts.keys.sorted().map { Provenance($0, parts[$0]!) },
            madeFrom: try object.optional("made_from", as: GoldenInputs.self),
            experiment: try object.optional("experiment", as: [String].self) ?? [],
            candidates: try object.optional("candidates", as: [String].self)?.map { PlannerName($0) } ?? [],
            reasons: try object.optional("reasons", as: [Reason].self) ?? (only.map { [$0] } ?? []))
        self.version = Int(version)
    }
}
