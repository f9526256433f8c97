import ToolRouter

/// Reads a recording exchange by exchange, in (at, id) order, in memory that does not grow with the length of its lines.
///
/// Lines out of order by up to 4,096 lines and 64 MiB are put in order and counted; beyond that the file is refused. The
/// reader is for one thread at a time.
package final class RecordingReader {
    /// How many lines an exchange may come after its place.
    package static let reorderWindow = 4_096
    /// How many bytes the lines between an exchange and its place may have: 64 MiB. In memory, what a line says takes a few
    /// times its bytes.
    package static let reorderBytes = 64 * 1_024 * 1_024

    /// The path of the file, as it was given.
    package let path: String
    /// The first line of the file.
    package let header: RecordingHeader
    /// How many lines came after one that belongs behind them, so far.
    package private(set) var reordered = 0

    /// Takes each line that is at fault, so that reading goes on behind it; nil ends it there.
    package var onFault: ((FileError) -> Void)?

    /// What may be said of its content.
    package let discretion: Discretion

    private let lines: LineReader
    private let json = JSONLineReader()
    private var window: ReorderWindow
    private var seen = SeenIdentifiers()
    private var isAtEnd = false
    private var failure: FileError?

    /// Opens the recording at `path` and reads its header.
    ///
    /// - Parameter folder: the scenario's folder, if a scenario names it: what lies elsewhere is not quoted in errors.
    package convenience init(path: String, scenario folder: String? = nil) throws(FileError) {
        try self.init(
            path: path, window: ReorderWindow(size: Self.reorderWindow, bytes: Self.reorderBytes),
            discretion: folder.map {
                Discretion(about: path, "a recording", in: $0, called: "the scenario's folder")
            } ?? .none)
    }

    init(path: String, window: ReorderWindow, discretion: Discretion = .none) throws(FileError) {
        self.path = path
        self.window = window
        self.discretion = discretion
        do throws(FileError) {
            (lines, header) = try Self.open(path, json)
        } catch {
            throw discretion.applied(to: error)
        }
    }

    /// The next exchange; nil after the last one. After an error, the same error again.
    package func next() throws(FileError) -> RecordedExchange? {
        try nextLocated()?.exchange
    }

    /// The next exchange and its place; nil after the last one. After an error, the same error again.
    package func nextLocated() throws(FileError) -> LocatedExchange? {
        if let failure { throw failure }
        do {
            while !isAtEnd && !window.isFull {
                if let line = try lines.next() {
                    try takeOrSay(line)
                } else {
                    isAtEnd = true
                }
            }
        } catch {
            let error = discretion.applied(to: error)
            failure = error
            throw error
        }
        return window.removeFirst()
    }

    /// Reads the exchange whose line begins at `offset` once more; `next()` is not disturbed.
    package func exchange(at offset: Int) throws(FileError) -> RecordedExchange {
        try discretion.reading { () throws(FileError) in try decode(lines.line(at: offset)) }
    }

    private func decode(_ line: LineReader.Line) throws(FileError) -> RecordedExchange {
        let exchange = try json.value(from: line, of: path, exchange)
        let latest = (Timestamp(nanoseconds: .max) - max(header.epoch, Timestamp(nanoseconds: 0))).wholeMicroseconds
        guard exchange.atMicroseconds <= latest else {
            throw FileError(
                path: path, line: line.number > 0 ? line.number : nil, field: "at_us",
                found: "the number \(exchange.atMicroseconds)",
                expected: "at most \(latest), so that the moment is before the year 2262",
                remedy: "correct the number")
        }
        return exchange
    }

    private func exchange(_ json: JSONValue) throws(FileError.Reason) -> RecordedExchange {
        try RecordedExchange(json, countedBy: header.usageConvention, holding: header.content)
    }

    private func takeOrSay(_ line: LineReader.Line) throws(FileError) {
        do throws(FileError) {
            try take(line)
        } catch {
            guard let onFault else { throw error }
            onFault(discretion.applied(to: error))
        }
    }

    private func take(_ line: LineReader.Line) throws(FileError) {
        let exchange = try decode(line)
        let located = LocatedExchange(
            exchange: exchange, line: line.number, offset: line.offset, bytes: line.bytes.count)
        if !seen.insert(exchange.id), let first = try firstLine(with: exchange.id, before: located) {
            throw FileError(
                path: path, line: located.line, field: "id",
                found: "\"\(Excerpt.of(exchange.id.text))\" again, which line \(first) has",
                expected: "an id used once",
                remedy: "rename one of the two requests")
        }
        switch window.insert(located, bytes: line.bytes.count) {
        case .inOrder: break
        case .reordered: reordered += 1
        case .tooLate:
            throw FileError(
                path: path, line: located.line, field: "at_us",
                found: "the number \(exchange.atMicroseconds) more than \(window.reach) behind its place",
                expected: "lines sorted by at_us and id, give or take \(window.reach)", remedy: "sort the file")
        }
    }

    /// The line that has `id` already; nil when only the fingerprints agree. Reads the file again, which is slow, but
    /// happens once: before an error.
    private func firstLine(with id: RequestID, before located: LocatedExchange) throws(FileError) -> Int? {
        let lines = try LineReader(path: path)
        _ = try lines.next()
        while let line = try lines.next(), line.number < located.line {
            // The file may have changed since it was read; the line at hand is still valid.
            guard let other = try? json.value(from: line, exchange) else { return nil }
            if other.id == id { return line.number }
        }
        return nil
    }

    private static func open(
        _ path: String, _ json: JSONLineReader
    ) throws(FileError) -> (LineReader, RecordingHeader) {
        let lines = try LineReader(path: path)
        guard let first = try lines.next() else {
            throw FileError(
                aboutFile: path, found: "an empty file", expected: "a header line",
                remedy: "record again or name another file")
        }
        return (lines, try json.read(from: first, of: path))
    }
}
