import Foundation
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
        /// The recording that holds it.
        let path: String
        /// What may be said of its content.
        let discretion: Discretion

        /// What was recorded.
        package var exchange: RecordedExchange { located.exchange }
    }

    private var sources: [(reader: RecordingReader, next: Arrival?)]
    /// The identifiers so far, where there are several recordings: each reader watches over its own.
    private var seen: SeenIdentifiers?
    /// Takes what is at fault, so that reading goes on; nil ends it there.
    private let onFault: ((FileError) -> Void)?

    /// Opens the recordings of a scenario.
    package convenience init(_ scenario: Scenario) throws(FileError) {
        try self.init(paths: scenario.traffic, scenario: scenario.directory)
    }

    /// Opens the recordings at `paths`.
    ///
    /// - Parameters:
    ///   - folder: the scenario's folder: what lies elsewhere is not quoted in errors.
    ///   - onFault: takes what is at fault, so that the rest is read.
    package init(
        paths: [String], scenario folder: String? = nil, onFault: ((FileError) -> Void)? = nil
    ) throws(FileError) {
        sources = []
        seen = paths.count > 1 ? SeenIdentifiers() : nil
        self.onFault = onFault
        for path in paths {
            do throws(FileError) {
                if let source = try Self.open(path, folder, onFault) { sources.append(source) }
            } catch {
                try say(error)
            }
        }
    }

    private static func open(
        _ path: String, _ folder: String?, _ onFault: ((FileError) -> Void)?
    ) throws(FileError) -> (RecordingReader, Arrival)? {
        let reader = try RecordingReader(path: path, scenario: folder)
        var hasFaults = false
        if let onFault {
            reader.onFault = { fault in
                hasFaults = true
                onFault(fault)
            }
        }
        guard let first = try arrival(from: reader) else {
            // What can't be read was there.
            if hasFaults { return nil }
            throw FileError(
                aboutFile: path, found: "no request", expected: "at least one behind the header",
                remedy: "record some, or take the file out of the scenario")
        }
        return (reader, first)
    }

    private func say(_ fault: FileError) throws(FileError) {
        guard let onFault else { throw fault }
        onFault(fault)
    }

    /// When the earliest recording begins.
    package var start: Timestamp {
        sources.map(\.reader.header.epoch).min() ?? Timestamp(nanoseconds: 0)
    }

    /// The names of the recordings that hold no content, in their order.
    package var withoutContent: [String] {
        sources.map(\.reader).filter { $0.header.content == .none }.map { URL(filePath: $0.path).lastPathComponent }
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
            try say(sources[index].reader.discretion.applied(to: error))
        }
        do throws(FileError) {
            sources[index].next = try Self.arrival(from: sources[index].reader)
        } catch {
            sources[index].next = nil
            try say(error)
        }
        return arrival
    }

    private static func arrival(from reader: RecordingReader) throws(FileError) -> Arrival? {
        guard let located = try reader.nextLocated() else { return nil }
        return Arrival(
            located: located, at: reader.header.epoch + .microseconds(located.exchange.atMicroseconds),
            path: reader.path, discretion: reader.discretion)
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
            caller: Caller(
                tenant: exchange.caller.tenant, user: exchange.caller.user, ip: exchange.caller.ip,
                role: exchange.caller.role),
            question: exchange.question, database: exchange.database, bypassCache: exchange.bypassCache,
            deadline: exchange.deadline)
    }
}
