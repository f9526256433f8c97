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

    /// The recordings that are open.
    private var sources: [(reader: RecordingReader, next: Arrival?)] = []
    /// Those whose time has not come, the latest first.
    private var waiting: [Waiting] = []
    private let folder: String?
    /// When the earliest recording begins.
    package private(set) var start = Timestamp(nanoseconds: 0)
    /// Lines that came out of order in recordings that have ended.
    private var reorderedBefore = 0
    /// The identifiers so far, where there are several recordings: each reader watches over its own.
    private var seen: SeenIdentifiers?
    /// Takes what is at fault, so that reading goes on; nil ends it there.
    private let onFault: ((FileError) -> Void)?

    /// A recording that says when its first request arrives.
    private struct Waiting {
        let path: String
        let first: Timestamp
    }

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
        self.folder = folder
        seen = paths.count > 1 ? SeenIdentifiers() : nil
        self.onFault = onFault
        var epochs: [Timestamp] = []
        for path in paths {
            do throws(FileError) {
                let reader = try RecordingReader(path: path, scenario: folder)
                epochs.append(reader.header.epoch)
                if reader.header.content == .none {
                    withoutContent.append(URL(filePath: path).lastPathComponent)
                }
                if paths.count > 1, let first = reader.header.firstMicroseconds {
                    waiting.append(Waiting(path: path, first: reader.header.epoch + .microseconds(first)))
                } else {
                    try begin(reader)
                }
            } catch {
                try say(error)
            }
        }
        waiting.sort { ($1.first, $1.path) < ($0.first, $0.path) }
        start = epochs.min() ?? start
    }

    /// Reads the first request of a recording.
    private func begin(_ reader: RecordingReader, at promised: Timestamp? = nil) throws(FileError) {
        var hasFaults = false
        if let onFault {
            reader.onFault = { fault in
                hasFaults = true
                onFault(fault)
            }
        }
        guard let first = try Self.arrival(from: reader) else {
            // What can't be read was there.
            if hasFaults { return }
            throw FileError(
                aboutFile: reader.path, found: "no request", expected: "at least one behind the header",
                remedy: "record some, or take the file out of the scenario")
        }
        if let promised, first.at != promised {
            throw FileError(
                path: reader.path, line: first.located.line, field: "at_us",
                found: "the number \(first.exchange.atMicroseconds)",
                expected: "\(reader.header.firstMicroseconds ?? 0), which the header's `first_at_us` promises",
                remedy: "correct the header, or remove `first_at_us` from it")
        }
        sources.append((reader, first))
    }

    /// Opens the recordings whose time comes before `moment`; nil is the end of time.
    private func open(before moment: Timestamp?) throws(FileError) {
        while let next = waiting.last, moment.map({ next.first <= $0 }) ?? true {
            waiting.removeLast()
            do throws(FileError) {
                try begin(RecordingReader(path: next.path, scenario: folder), at: next.first)
            } catch {
                try say(error)
            }
            if moment == nil, !sources.isEmpty { return }
        }
    }

    private func say(_ fault: FileError) throws(FileError) {
        guard let onFault else { throw fault }
        onFault(fault)
    }

    /// The names of the recordings that hold no content, in their order.
    package private(set) var withoutContent: [String] = []

    /// How many lines came out of order, so far.
    package var reordered: Int {
        sources.map(\.reader.reordered).reduce(reorderedBefore, +)
    }

    /// The next request; nil after the last one.
    package func next() throws(FileError) -> Arrival? {
        if !waiting.isEmpty {
            if sources.isEmpty { try open(before: nil) }
            // One that begins at the same moment may hold the lower id.
            if let earliest { try open(before: earliest.arrival.at) }
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
        if sources[index].next == nil {
            reorderedBefore += sources[index].reader.reordered
            sources.remove(at: index)
        }
        return arrival
    }

    /// The earliest request of those recordings that are open.
    private var earliest: (index: Int, arrival: Arrival)? {
        var earliest: (index: Int, arrival: Arrival)?
        for (index, source) in sources.enumerated() {
            guard let arrival = source.next else { continue }
            if let found = earliest, !(arrival < found.arrival) { continue }
            earliest = (index, arrival)
        }
        return earliest
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
    package init(_ exchange: RecordedExchange) {
        self.init(
            id: exchange.id,
            caller: Caller(
                tenant: exchange.caller.tenant, user: exchange.caller.user, ip: exchange.caller.ip,
                role: exchange.caller.role),
            question: exchange.question, database: exchange.database, bypassCache: exchange.bypassCache,
            deadline: exchange.deadline, plan: exchange.plan?.plan)
    }
}
