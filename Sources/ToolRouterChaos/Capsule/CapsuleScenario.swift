import Foundation
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// The `scenario.yaml` of a capsule: that of the scenario that it was made of, with the settings of the schedule, and with the
/// files that it names beside it.
struct CapsuleScenario {
    /// The largest file that is copied, in bytes; larger ones are referred to.
    static let largestCopy = FirstScenario.largestCopy

    private let subject: ChaosSubject
    private let schedule: Schedule

    init(_ subject: ChaosSubject, as schedule: Schedule) {
        self.subject = subject
        self.schedule = schedule
    }

    /// The content of the file; copies what it names into `folder`.
    func make(_ description: String, into folder: OutputFolder) throws -> ConfigurationNode {
        var source = try ConfigurationNode(settingsFile: Self.file(of: subject), kind: "a scenario file")
        for change in schedule.changes { source = try change.applied(to: source) }
        let settings = subject.scenario.settings
        var entries: [(name: String, value: ConfigurationNode)] = [
            ("version", .made("\(Scenario.version)", isPlain: true)), ("description", .made(description)),
            ("traffic", .made([.made(Capsule.trafficFile)])), ("seed", .made("\(schedule.seed)", isPlain: true)),
            (
                "databases",
                .made(
                    try settings.databases.map { name, path in
                        let ending = path.hasSuffix(".sql") ? "sql" : "sqlite"
                        let place = "databases/\(Self.fileName(name.text)).\(ending)"
                        return (name.text, .made(try take(path, as: place, into: folder)))
                    })
            ),
        ]
        let own = Set(entries.map(\.name))
        guard case .mapping(let given) = source.content else { preconditionFailure("\(subject.path) is no mapping") }
        for entry in given where !own.contains(entry.name) && !Self.dropped.contains(entry.name) {
            switch entry.name {
            case "prices":
                guard let catalogue = settings.priceFile else { break }
                let place = "prices." + ((catalogue as NSString).pathExtension)
                entries.append(
                    (
                        "prices",
                        entry.value.replacing("catalogue", by: .made(try take(catalogue, as: place, into: folder)))
                    ))
                continue
            case "shadow":
                guard let candidates = asked(entry.value) else { continue }
                entries.append(("shadow", candidates))
                continue
            default: break
            }
            let value = try settings.tools.moved(entry.value, named: entry.name) { path in
                try takeAll(path, as: "\(entry.name)/\((path as NSString).lastPathComponent)", into: folder)
            }
            entries.append((entry.name, value))
        }
        return .made(entries)
    }

    /// What a capsule has no use for: gates need a golden, and what is asked twice is a matter of live traffic.
    private static let dropped: Set<String> = ["gates", "self_noise"]

    /// The candidates that a request of the schedule says something of; nil when there are none. Others are not asked.
    private func asked(_ candidates: ConfigurationNode) -> ConfigurationNode? {
        guard case .mapping(let entries) = candidates.content else { return candidates }
        let asked = entries.filter { entry in
            schedule.requests.contains { $0.shadow[PlannerName(entry.name)] != nil }
        }
        return asked.isEmpty ? nil : .made(asked.map { ($0.name, $0.value) })
    }

    /// Copies the file at `path` as `place`, unless it is too large. Returns where it is, from the capsule's folder.
    private func take(_ path: String, as place: String, into folder: OutputFolder) throws -> String {
        let file = SourceFile(path)
        guard file.size <= Self.largestCopy else { return file.path(from: folder.destination) }
        let copy = "\(folder.path)/\(place)"
        try OutputFolder.make((copy as NSString).deletingLastPathComponent)
        try file.copy(to: copy, Interruption())
        return place
    }

    /// Copies the file or the folder at `path` as `place`, unless it is too large. Returns where it is, from the capsule's folder.
    private func takeAll(_ path: String, as place: String, into folder: OutputFolder) throws -> String {
        guard ConfigurationFolder(URL(filePath: path), called: "it").exists else {
            return try take(path, as: place, into: folder)
        }
        let parts = (try? FileManager.default.subpathsOfDirectory(atPath: path))?.sorted() ?? []
        let files = parts.map { ($0, SourceFile("\(path)/\($0)")) }.filter { $0.1.isPlainFile }
        guard files.reduce(0, { $0 + $1.1.size }) <= Self.largestCopy else {
            return SourceFile(path).path(from: folder.destination)
        }
        for (part, _) in files { _ = try take("\(path)/\(part)", as: "\(place)/\(part)", into: folder) }
        return place
    }

    /// A name as part of a path.
    private static func fileName(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) ? $0 : "_" })
    }

    /// The path of the scenario's file.
    static func file(of subject: ChaosSubject) -> String {
        let isFile = subject.path.hasSuffix(".yaml") || subject.path.hasSuffix(".yml")
        return isFile ? subject.path : subject.scenario.directory + "/scenario.yaml"
    }
}
