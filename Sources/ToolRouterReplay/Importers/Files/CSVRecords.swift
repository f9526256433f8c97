import ToolRouterFormats

/// The records of a CSV file (RFC 4180) with a header, one at a time; one has at most 16 MiB.
final class CSVRecords {
    private let bytes: FileBytes
    private var names: [String] = []
    /// The line that the last record begins in.
    private(set) var line = 1

    /// Reads the header, which must name `required`.
    init(_ bytes: FileBytes, required: [String]) throws(FileError) {
        self.bytes = bytes
        names = try cells() ?? []
        if let absent = required.first(where: { !names.contains($0) }) {
            let nearest = Spelling.nearest(to: absent, among: names)
            throw FileError(
                path: bytes.path, line: line,
                found: "a header without \(absent)" + (nearest.map { ", but with \(Excerpt.of($0))" } ?? ""),
                expected: "the names of the columns, among them \(required.joined(separator: ", "))",
                remedy: "export the table with a header")
        }
        guard Set(names).count == names.count else {
            throw FileError(
                path: bytes.path, line: line, found: "a header that names a column twice", expected: "each column once",
                remedy: "export the columns once")
        }
    }

    /// The next record as an object of texts, empty cells left out; nil behind the last one.
    func next() throws(FileError) -> ForeignValue? {
        guard let cells = try cells() else { return nil }
        guard cells.count == names.count else {
            throw FileError(
                path: bytes.path, line: line, found: "\(cells.count) cells",
                expected: "\(names.count), as in the header",
                remedy: "correct or remove the record")
        }
        var object: [String: ForeignValue] = [:]
        for (name, cell) in zip(names, cells) where !cell.isEmpty { object[name] = .text(cell) }
        return .object(object)
    }

    /// The cells of the next record that is not blank.
    private func cells() throws(FileError) -> [String]? {
        while let byte = try bytes.peek(), byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { bytes.skip() }
        line = bytes.line
        var record: [UInt8] = []
        var isQuoted = false
        let isTerminated = try bytes.take(into: &record, most: LineReader.maximumLine) { byte in
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            return byte == UInt8(ascii: "\n") && !isQuoted
        }
        if record.isEmpty { return nil }
        guard record.count <= LineReader.maximumLine else {
            throw FileError(
                aboutFile: bytes.path, line: line, found: "a record of more than 16 MiB",
                expected: "records of at most 16 MiB", remedy: "check that every quote has its second one")
        }
        guard !isQuoted else {
            throw FileError(
                path: bytes.path, line: line, found: "a quote without its second one", expected: "cells after RFC 4180",
                remedy: "correct or remove the record")
        }
        if isTerminated { record.removeLast() }
        if record.last == UInt8(ascii: "\r") { record.removeLast() }
        return Self.split(record)
    }

    private static func split(_ record: [UInt8]) -> [String] {
        var cells: [String] = []
        var cell: [UInt8] = []
        var (isQuoted, place) = (false, 0)
        while place < record.count {
            let byte = record[place]
            place += 1
            switch byte {
            case UInt8(ascii: "\"") where isQuoted && place < record.count && record[place] == byte:
                cell.append(byte)
                place += 1
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted:
                cells.append(String(decoding: cell, as: UTF8.self))
                cell = []
            default: cell.append(byte)
            }
        }
        return cells + [String(decoding: cell, as: UTF8.self)]
    }
}
