package import ToolRouter

/// Reads a golden, or the answers of a finished run, line by line.
package final class GoldenReader {
    /// The path of the file, as it was given.
    package let path: String
    /// Its first line.
    package let header: GoldenHeader

    private let discretion: Discretion
    private let lines: LineReader
    private let json = JSONLineReader()
    /// The identifiers so far; nil where repeats are not refused.
    package private(set) var seen: SeenIdentifiers?

    /// Opens the file at `path` and reads its header.
    ///
    /// - Parameters:
    ///   - scenario: the scenario it must be of; nil takes any.
    ///   - refusesRepeats: whether an id that comes twice is an error, for 10 to 15 bytes a request.
    package init(path: String, of scenario: String? = nil, refusesRepeats: Bool = false) throws(FileError) {
        self.path = path
        seen = refusesRepeats ? SeenIdentifiers() : nil
        discretion = Discretion(about: path, "a golden")
        do throws(FileError) {
            (lines, header) = try Self.open(path, of: scenario, json)
        } catch {
            throw discretion.applied(to: error)
        }
    }

    private static func open(
        _ path: String, of scenario: String?, _ json: JSONLineReader
    ) throws(FileError) -> (LineReader, GoldenHeader) {
        let lines = try LineReader(path: path)
        guard let first = try lines.next() else {
            throw FileError(
                aboutFile: path, found: "an empty file", expected: "a header line",
                remedy: "restore the golden, or make it again with `toolrouter accept`")
        }
        let header: GoldenHeader = try json.read(from: first, of: path)
        if let scenario, header.scenario != scenario {
            throw FileError(
                path: path, line: first.number, field: "scenario",
                found: "the text \"\(Excerpt.of(header.scenario))\"", expected: "\"\(Excerpt.of(scenario))\"",
                remedy: "restore the golden of this scenario, or make it again with `toolrouter accept`")
        }
        return (lines, header)
    }

    /// The next answer; nil after the last one.
    package func next() throws(FileError) -> AnswerRecord? {
        try discretion.reading { () throws(FileError) in try nextQuoted() }
    }

    /// Goes on behind the next answer if its line is `line`, whose record need not be read then; else it stays. False, too,
    /// where that can't be known at once.
    package func pass(over line: [UInt8]) -> Bool {
        seen == nil && lines.pass(over: line)
    }

    private func nextQuoted() throws(FileError) -> AnswerRecord? {
        guard let line = try lines.next() else { return nil }
        let record: AnswerRecord = try json.read(from: line, of: path)
        if seen?.insert(record.id) == false { try refuseRepeatsQuoted(of: [record.id], upTo: line.number) }
        return record
    }

    /// Throws when there is no answer at all: everything would agree with it. Reads the beginning of the file once more.
    package func refuseEmpty() throws(FileError) {
        try discretion.reading { () throws(FileError) in
            let lines = try LineReader(path: path)
            _ = try lines.next()
            guard try lines.next() == nil else { return }
            throw FileError(
                aboutFile: path, found: "no answer", expected: "at least one behind the header",
                remedy: "restore the golden, or make it again with `toolrouter accept`")
        }
    }

    /// Throws when one of `ids` is in two lines, up to line `last`. Reads the file once more.
    package func refuseRepeats(of ids: Set<RequestID>, upTo last: Int = .max) throws(FileError) {
        try discretion.reading { () throws(FileError) in try refuseRepeatsQuoted(of: ids, upTo: last) }
    }

    private func refuseRepeatsQuoted(of ids: Set<RequestID>, upTo last: Int) throws(FileError) {
        guard let lines = try? LineReader(path: path), (try? lines.next()) != nil else { return }
        var earlier: [RequestID: Int] = [:]
        while let line = try lines.next(), line.number <= last {
            let record: AnswerRecord = try json.read(from: line, of: path)
            guard ids.contains(record.id) else { continue }
            if let number = earlier[record.id] {
                throw FileError(
                    path: path, line: line.number, field: "id",
                    found: "\"\(Excerpt.of(record.id.text))\" again, which line \(number) has",
                    expected: "an id used once",
                    remedy: "restore the golden, or make it again with `toolrouter accept`")
            }
            earlier[record.id] = line.number
        }
    }
}
