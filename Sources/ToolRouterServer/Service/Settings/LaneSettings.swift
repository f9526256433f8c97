package import SQLSandbox
package import ToolRouterFormats

/// The lanes on which statements are judged and run: what the section `lanes` says. Each is a process of its own.
package struct LaneSettings: Hashable, Sendable {
    /// How many statements run at once, for each database; roles with tables of their own share them.
    package var runs = 4
    /// How many statements are judged at once; of each role with tables of its own, one.
    package var judges = 2
    /// How many runs wait for a lane; more are refused as `database_busy`.
    package var waiting = 1_000
    /// How long a run waits for a writer that keeps readers out.
    package var busyTimeout = Duration.seconds(2)
    /// How old the version of the data may be that kept answers are looked for by; zero looks anew for each.
    package var versionAge = Duration.milliseconds(5)
    /// What names that version; nil is the content where answers are shared in a Redis, else the file.
    package var version: PoolSettings.Version?
    /// How long judging one text may take before its lane is killed and the text refused.
    package var judgingTime = Duration.seconds(2)
    /// Seconds of processor time that one statement may take before the kernel kills its lane.
    package var processorSeconds = 60

    package init() {}
}

extension LaneSettings {
    private static let keys = [
        "runs", "judges", "waiting", "busy_timeout", "version_age", "version", "judging_time", "processor_seconds",
    ]

    /// Reads the section.
    package init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(node, keys: Self.keys)
        if let runs = try section.integer("runs", in: PoolSettings.laneBounds) { self.runs = runs }
        if let judges = try section.integer("judges", in: 1...16) { self.judges = judges }
        if let waiting = try section.integer("waiting", in: PoolSettings.waitingBounds) { self.waiting = waiting }
        if let time = try section.duration("busy_timeout") {
            guard time <= PoolSettings.maximumBusyTimeout else {
                throw section["busy_timeout"]!.fault(
                    expected: "at most \(DurationText.format(PoolSettings.maximumBusyTimeout))", remedy: "shorten it")
            }
            busyTimeout = time
        }
        if let node = section["version_age"] { versionAge = try Self.age(node) }
        if let node = section["version"] { version = try node.choice(of: PoolSettings.Version.self) }
        if let time = try section.duration("judging_time") { judgingTime = time }
        if let seconds = try section.integer("processor_seconds", in: 1...86_400) { processorSeconds = seconds }
    }

    /// Reads how old a version may be, which is the one duration that may be zero.
    private static func age(_ node: ConfigurationNode) throws(FileError) -> Duration {
        let expected = "a duration from 0s to \(DurationText.format(PoolSettings.maximumVersionAge)) such as 5ms"
        let text = try node.text(expected)
        guard let age = DurationText.parse(text), age <= PoolSettings.maximumVersionAge else {
            throw node.fault(expected: expected, remedy: "write a number and one of the units us, ms, s")
        }
        return age
    }

    /// The pool of one database.
    ///
    /// - Parameter version: what names the version of the data, unless the section says it.
    func pool(version usual: PoolSettings.Version) -> PoolSettings {
        PoolSettings(
            lanes: runs, waiting: waiting, busyTimeout: busyTimeout, versionAge: versionAge, version: version ?? usual)
    }

    /// The processes of its lanes, which run `executable`.
    func processes(_ executable: String) -> LaneProcesses {
        LaneProcesses(executable, judges: judges, judgingTime: judgingTime, processorSeconds: processorSeconds)
    }
}
