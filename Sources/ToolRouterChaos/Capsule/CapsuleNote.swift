package import ToolRouter
package import ToolRouterFormats
import ToolRouterReplay

/// What `capsule.json` says: where a capsule comes from, and what its replay must show.
package struct CapsuleNote: Sendable {
    /// The version of the format.
    package static let version = 1

    /// The name of the scenario that its schedule began with.
    package var scenario: String
    /// The seed of the run that found it.
    package var runSeed: UInt64
    /// The number of its schedule in that run.
    package var number: Int
    /// The seed of every draw of its replay.
    package var seed: UInt64
    /// What is configured otherwise than in that scenario; `scenario.yaml` has it already.
    package var changes: [SettingChange]
    /// The sections of `scenario.yaml` that they changed, as they were: each on a line of YAML, nil where there was none.
    package var before: [String: String?]
    /// The planted bug without which it shows nothing; nil when none was planted.
    package var planted: String?
    /// What its replay must show.
    package var symptom: Symptom
    /// The request at which that showed first, where it was one.
    package var request: RequestID?
    /// What must hold, and what happened.
    package var words: String
    /// What has to be tried besides one replay.
    package var thoroughness: ScheduleRunner.Thoroughness
    /// What it was made with, name and version, sorted by name.
    package var madeWith: [GoldenHeader.Provenance]
    /// What it was before it was shrunk; nil when it was not.
    package var shrunkFrom: Size?

    /// A note on a failure of `schedule`.
    ///
    /// - Parameters:
    ///   - runSeed: the seed of the run that found it.
    ///   - number: the number of the schedule in that run.
    package init(
        on failure: ScheduleOutcome.Failure, of schedule: Schedule, thoroughness: ScheduleRunner.Thoroughness,
        planted: String?, runSeed: UInt64, number: Int
    ) {
        scenario = schedule.scenario
        self.runSeed = runSeed
        self.number = number
        seed = schedule.seed
        changes = schedule.changes
        before = [:]
        self.planted = planted
        symptom = failure.symptom
        request = failure.request
        words = failure.words
        self.thoroughness = thoroughness
        madeWith = Provenance.now
    }

    /// How large a schedule is.
    package struct Size: Hashable, Sendable {
        /// Its requests.
        package var requests: Int
        /// The rules of its faults.
        package var faults: Int
        /// The settings that it changes.
        package var settings: Int

        package init(requests: Int, faults: Int, settings: Int) {
            self.requests = requests
            self.faults = faults
            self.settings = settings
        }

        package init(_ schedule: Schedule) {
            requests = schedule.requests.count
            faults = schedule.faults?.rules.count ?? 0
            settings = schedule.changes.count
        }
    }

    /// The note as a file.
    package var json: String {
        var writer = JSONWriter(isIndented: true)
        writer.object { note in
            note.member("version", Self.version)
            note.member("scenario", scenario)
            note.member("run_seed", runSeed)
            note.member("number", number)
            note.member("seed", seed)
            note.member(
                "settings",
                array: { list in
                    for change in changes {
                        list.object { entry in
                            entry.member("key", change.key)
                            entry.member("value", change.value)
                        }
                    }
                })
            if !before.isEmpty {
                note.member(
                    "before",
                    object: { sections in
                        for (name, yaml) in before.sorted(by: { $0.key < $1.key }) {
                            if let yaml { sections.member(name, yaml) } else { sections.nullMember(name) }
                        }
                    })
            }
            if let planted { note.member("planted", planted) }
            note.member("symptom", symptom.text)
            if let request { note.member("request", request.text) }
            note.member("words", words)
            note.member("thoroughness", thoroughness.word)
            note.member(
                "made_with",
                object: { parts in
                    for part in madeWith { parts.member(part.name, part.version) }
                })
            if let shrunkFrom {
                note.member(
                    "shrunk_from",
                    object: { size in
                        size.member("requests", shrunkFrom.requests)
                        size.member("faults", shrunkFrom.faults)
                        size.member("settings", shrunkFrom.settings)
                    })
            }
            note.member("reproduce", Self.reproduction)
        }
        return writer.text + "\n"
    }

    /// The line that reproduces it in its folder.
    static let reproduction = "toolrouter shrink . --check"
}

extension CapsuleNote {
    private static let keys = [
        "version", "scenario", "run_seed", "number", "seed", "settings", "before", "planted", "symptom", "request",
        "words",
        "thoroughness", "made_with", "shrunk_from", "reproduce",
    ]

    /// Reads the file at `path` strictly.
    package init(path: String) throws(FileError) {
        // JSON is YAML, and its reader says the place of what is at fault.
        let section = try ConfigurationSection(ConfigurationNode(yamlFile: path, kind: "a capsule's note"))
        // First of all, since a newer version may have keys that this one does not know.
        try section.checkVersion(Self.version, of: "capsules")
        try section.refuseKeys(notIn: Self.keys)
        scenario = try section.required("scenario", "the name of a scenario").text("a name")
        runSeed = try section.required("run_seed", "a seed").seed()
        number = try section.required("number", "the number of a schedule").integer(in: 0...Int.max)
        seed = try section.required("seed", "a seed").seed()
        changes = try section["settings"].map(Self.changes) ?? []
        before = try section["before"].map(Self.sections) ?? [:]
        planted = try section["planted"]?.text("the name of a planted bug")
        let text = try section.required("symptom", "a symptom")
        guard let symptom = Symptom(try text.text("a symptom")) else {
            throw text.fault(
                expected: "a symptom such as `invariant:one_answer@settle`",
                remedy: "leave the file as `toolrouter chaos` wrote it")
        }
        self.symptom = symptom
        request = try section["request"].map { node throws(FileError) in RequestID(try node.text("a request's id")) }
        words = try section["words"]?.text("a text") ?? ""
        thoroughness =
            try section["thoroughness"]?.choice([
                ScheduleRunner.Thoroughness.once.word: .once, ScheduleRunner.Thoroughness.compared.word: .compared,
            ]) ?? .once
        madeWith = try section["made_with"].map(Self.parts) ?? []
        shrunkFrom = try section["shrunk_from"].map(Size.init)
    }

    private static func changes(_ node: ConfigurationNode) throws(FileError) -> [SettingChange] {
        var changes: [SettingChange] = []
        for element in try node.elements("a list of settings") {
            let section = try ConfigurationSection(element, keys: ["key", "value"])
            changes.append(
                SettingChange(
                    key: try section.required("key", "a key of scenario.yaml").text("a key"),
                    value: try section.required("value", "its value").text("a value")))
        }
        return changes
    }

    private static func sections(_ node: ConfigurationNode) throws(FileError) -> [String: String?] {
        var sections: [String: String?] = [:]
        guard case .mapping(let entries) = node.content else {
            throw node.fault(expected: "a mapping of sections to what they were", remedy: "write it as `name: text`")
        }
        for entry in entries {
            sections.updateValue(entry.value.isNull ? nil : try entry.value.text("a section"), forKey: entry.name)
        }
        return sections
    }

    private static func parts(_ node: ConfigurationNode) throws(FileError) -> [GoldenHeader.Provenance] {
        var parts: [GoldenHeader.Provenance] = []
        guard case .mapping(let entries) = node.content else {
            throw node.fault(expected: "a mapping of names to versions", remedy: "write it as `name: version`")
        }
        for entry in entries { parts.append(.init(entry.name, try entry.value.text("a version"))) }
        return parts
    }
}

extension CapsuleNote.Size {
    fileprivate init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(node, keys: ["requests", "faults", "settings"])
        requests = try section.required("requests", "a number").integer(in: 0...1_000_000_000)
        faults = try section.required("faults", "a number").integer(in: 0...1_000_000_000)
        settings = try section.required("settings", "a number").integer(in: 0...1_000_000_000)
    }
}

extension JSONWriter {
    fileprivate mutating func nullMember(_ name: String) {
        key(name)
        literal("null")
    }
}

extension ScheduleRunner.Thoroughness {
    /// As files have it.
    fileprivate var word: String {
        switch self {
        case .once: "once"
        case .compared: "compared"
        }
    }
}

extension ConfigurationNode {
    fileprivate func seed() throws(FileError) -> UInt64 {
        guard let seed = UInt64(try text("a seed")) else {
            throw fault(
                expected: "a whole number from 0 to \(UInt64.max)",
                remedy: "leave the file as `toolrouter chaos` wrote it")
        }
        return seed
    }
}
