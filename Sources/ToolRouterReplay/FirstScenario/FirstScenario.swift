import Foundation
import ToolRouter
import ToolRouterFormats

/// Makes a user's first scenario out of their databases and, if there are any, their rules and their recording:
/// `toolrouter init`.
///
/// The folder is complete except for files that are referred to, and ready to be replayed. It appears whole or not at
/// all, and never replaces anything.
package struct FirstScenario: Sendable {
    /// The largest file that is copied, in bytes: 100 MiB. Larger ones are referred to.
    package static let largestCopy = 104_857_600
    /// The name of the file of rules that are drafted.
    private static let draftedRules = "rules.yaml"

    /// The folder to make: a new or an empty one.
    package var folder: String
    /// The databases, SQLite files or SQL scripts, by the names that requests give them; at least one.
    package var databases: [(name: String, path: String)]
    /// A file with rules; see `RulesFile`.
    package var rules: String?
    /// A recording; nil makes a small one up from the databases' tables.
    package var recording: String?
    /// Whether the scenario refers to the files where they are, however small they are.
    package var refersToFiles: Bool

    package init(
        folder: String, databases: [(name: String, path: String)], rules: String? = nil, recording: String? = nil,
        refersToFiles: Bool = false
    ) {
        self.folder = folder
        self.databases = databases
        self.rules = rules
        self.recording = recording
        self.refersToFiles = refersToFiles
    }

    /// What was made.
    package struct Summary: Sendable {
        /// Requests in the recording.
        package let requests: Int
        /// The databases and, where one was brought, the recording.
        package let files: [File]
        /// The path, from the scenario's folder, of the rules that were drafted; nil where rules were brought, or none could be.
        package let drafted: String?

        /// A file of the user's in the scenario.
        package struct File: Sendable {
            /// The path as the user gave it.
            package let source: String
            /// The path in scenario.yaml, from the scenario's folder.
            package let place: String
            /// Whether it is the file itself and not a copy.
            package let isReferredTo: Bool
            /// In bytes.
            package let size: Int
        }
    }

    /// Makes the scenario.
    ///
    /// - Throws: what is wrong with one of the files or the folder, or `Interrupted`; then nothing was written.
    package func make(interruption: Interruption = Interruption()) throws -> Summary {
        let target = try OutputFolder.new(folder)
        let scratch = try OutputFolder.scratch()
        var sources: [SourceDatabase] = []
        for (name, path) in databases {
            let source = try SourceDatabase(name, path, number: sources.count, scratch, interruption)
            if refers(to: source.file) {
                try source.refuseOtherExtension()
            } else {
                try WriteAheadLog.refuse(beside: source.file.path)
            }
            sources.append(source)
        }
        let rules = try rules.map { path in
            let rules = try RulesFile.read(path: path)
            try ScenarioCheck.checkRules(
                rules, of: path, sources.reduce(into: [:]) { $0[$1.name] = $1.sandbox })
            return rules
        }
        let survey = try recording.map { try RecordingSurvey($0, databases: sources.map(\.name), interruption) }
        let example = survey == nil ? try ExampleTraffic(sources) : nil

        var files: [Summary.File] = []
        for source in sources {
            files.append(
                try take(source.file, as: source.place, into: target, interruption))
        }
        let databasePlaces = files.map(\.place)
        if let survey {
            files.append(
                try take(survey.file, as: "traffic.jsonl", into: target, interruption))
        }
        try example?.write(to: target.path + "/traffic.jsonl")
        let draft = rules == nil ? RulesDraft(sources) : nil
        let drafted = draft?.isEmpty == false ? Self.draftedRules : nil
        if let draft, let drafted { try draft.write(to: "\(target.path)/\(drafted)") }
        let text = FirstScenarioText(
            databases: zip(sources, databasePlaces).map { ($0.name, $1) },
            traffic: survey == nil ? "traffic.jsonl" : files[files.count - 1].place,
            models: survey?.models ?? [ExampleTraffic.model], nextPlanners: survey?.nextPlanners ?? [],
            candidates: survey?.candidates ?? [], rules: rules, drafted: drafted,
            sources: databases.map { URL(filePath: $0.path).lastPathComponent },
            tables: sources.flatMap(\.countableTables))
        try text.write(to: target.path + "/scenario.yaml")

        if let drafted {
            let draft = try RulesFile.read(path: "\(target.path)/\(drafted)")
            try ScenarioCheck.checkRules(draft, of: drafted, sources.reduce(into: [:]) { $0[$1.name] = $1.sandbox })
        }

        // Faults of the files were found above; this makes sure that the result can be replayed.
        let found = try ScenarioCheck.check(
            Scenario(path: target.path),
            workspace: Workspace(replays: target.path, goldens: scratch.path, reports: scratch.path),
            interruption: interruption)
        if interruption.isRaised { throw Interrupted() }
        try target.publish(last: "scenario.yaml")
        return Summary(requests: found.requests, files: files, drafted: drafted)
    }

    /// Copies `file` as `name`, or leaves it where it is. Returns what became of it.
    private func take(
        _ file: SourceFile, as name: String, into folder: OutputFolder, _ interruption: Interruption
    ) throws -> Summary.File {
        let isReferredTo = refers(to: file)
        if !isReferredTo {
            let copy = "\(folder.path)/\(name)"
            try OutputFolder.make((copy as NSString).deletingLastPathComponent)
            try file.copy(to: copy, interruption)
        }
        return Summary.File(
            source: file.given, place: isReferredTo ? file.path(from: folder.destination) : name,
            isReferredTo: isReferredTo, size: file.size)
    }

    private func refers(to file: SourceFile) -> Bool { refersToFiles || file.size > Self.largestCopy }
}
