package import ToolRouter
package import ToolRouterFormats

/// The recorded requests of a scenario in the order they arrived, streamed from all its recordings.
package final class Traffic {
    /// A request on its way in.
    package struct Arrival: Sendable {
        /// The line of the recording.
        let located: LocatedExchange
        /// When it arrived.
        package let at: Timestamp

        /// What was recorded.
        package var exchange: RecordedExchange { located.exchange }
    }

    private var sources: [(reader: RecordingReader, next: Arrival?)]
    /// The identifiers so far, where there are several recordings: each reader watches over its own.
    private var seen: SeenIdentifiers?

    /// Opens the recordings of a scenario.
    package convenience init(_ scenario: Scenario) throws(FileError) {
        try self.init(paths: scenario.traffic, scenario: scenario.directory)
    }

    /// Opens the recordings at `paths`.
    ///
    /// - Parameter folder: the scenario's folder: what lies elsewhere is not quoted in errors.
    package init(paths: [String], scenario folder: String? = nil) throws(FileError) {
        sources = []
        seen = paths.count > 1 ? SeenIdentifiers() : nil
        for path in paths {
            let reader = try RecordingReader(path: path, scenario: folder)
            sources.append((reader, try Self.arrival(from: reader)))
        }
    }

    /// When the earliest recording begins.
    package var start: Timestamp {
        sources.map(\.reader.header.epoch).min() ?? Timestamp(nanoseconds: 0)
    }

    /// How many lines came out of order, so far.
    package var reordered: Int {
        sources.map(\.reader.reordered).reduce(0, +)
    }

    /// The next request; nil after the last one.
    package func next() throws(FileError) -> Arrival? {
        var earliest: (index: Int, arrival: Arrival)?
        for (index, source) in sources.enumerated() {
            guard let arrival = source.next else { continue }
            if let found = earliest, !(arrival < found.arrival) { continue }
            earliest = (index, arrival)
        }
        guard let (index, arrival) = earliest else { return nil }
        if seen?.insert(arrival.exchange.id) == false {
            let error = FileError(
                path: sources[index].reader.path, field: "id",
                found: "\"\(Excerpt.of(arrival.exchange.id.text))\", which another recording of the scenario has",
                expected: "an id used once in a scenario", remedy: "rename one of the two requests")
            throw sources[index].reader.discretion.applied(to: error)
        }
        sources[index].next = try Self.arrival(from: sources[index].reader)
        return arrival
    }

    private static func arrival(from reader: RecordingReader) throws(FileError) -> Arrival? {
        guard let located = try reader.nextLocated() else { return nil }
        return Arrival(
            located: located, at: reader.header.epoch + .microseconds(located.exchange.atMicroseconds))
    }
}

extension Traffic.Arrival {
    /// The order of (at, id).
    static func < (left: Self, right: Self) -> Bool {
        left.at != right.at ? left.at < right.at : left.exchange.id < right.exchange.id
    }
}

extension Request {
    /// The request that was recorded.
    init(_ exchange: RecordedExchange) {
        self.init(
            id: exchange.id,
            caller: Caller(tenant: exchange.caller.tenant, user: exchange.caller.user, ip: exchange.caller.ip),
            question: exchange.question, database: exchange.database, bypassCache: exchange.bypassCache,
            deadline: exchange.deadline)
    }
}
