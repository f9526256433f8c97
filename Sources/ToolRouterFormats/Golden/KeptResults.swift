package import ToolRouter

/// The results that the answers of a golden or a run speak of, by digest: what `results.jsonl` holds.
///
/// Each result stands there once, in the order in which the answers come to it. There is room for 4 MiB; what comes later
/// is left out.
package struct KeptResults: Sendable {
    /// What `format` says in every file.
    package static let format = "toolrouter-results"
    /// The version that is read and written.
    package static let version = 1
    /// The memory that the results may take, in bytes.
    static let room = 4 * 1_024 * 1_024
    /// What each takes beside its line, estimated.
    private static let overhead = 200

    /// The lines by digest: a text takes a quarter of the memory of its rows.
    private var lines: [String: String] = [:]
    private var order: [String] = []
    private var bytes = 0
    private var isFull = false

    package init() {}

    /// The result with that digest; nil when it is not kept.
    package subscript(digest: String) -> KeptResult? {
        lines[digest].flatMap { try? JSONLineReader().read(from: LineReader.Line(whole: Array($0.utf8))) }
    }

    /// Whether a result with that digest would be kept: it is not there yet, and there is room left.
    package func takes(_ digest: String) -> Bool { !isFull && lines[digest] == nil }

    /// Keeps what can be shown of `result` unless it is there already or there is no room left.
    package mutating func keep(_ result: ResultSet, digest: String) {
        if isFull || lines[digest] != nil { return }
        add(KeptResult(result, digest: digest))
    }

    /// Keeps `result` unless it is there already or there is no room left.
    package mutating func add(_ result: KeptResult) {
        if isFull || lines[result.digest] != nil { return }
        let line = result.json
        bytes += line.utf8.count + Self.overhead
        isFull = bytes > Self.room
        if isFull { return }
        lines[result.digest] = line
        order.append(result.digest)
    }

    /// Reads the file at `path`.
    package static func read(path: String) throws(FileError) -> KeptResults {
        try Discretion(about: path, "the results of a golden").reading { () throws(FileError) in
            let lines = try LineReader(path: path)
            let json = JSONLineReader()
            guard let first = try lines.next() else {
                throw FileError(
                    aboutFile: path, found: "an empty file", expected: "a header line", remedy: remedy)
            }
            _ = try json.read(Header.self, from: first, of: path)
            var results = KeptResults()
            while let line = try lines.next() { results.add(try json.read(from: line, of: path)) }
            return results
        }
    }

    /// Writes the file at `path`.
    ///
    /// - Parameter option: the option of the command by which the user can choose another place, for error messages.
    package func write(to path: String, option: String? = nil) throws(FileError) {
        let file = try OutputFile(path: path, option: option)
        try file.write(#"{"format":"\#(Self.format)","version":\#(Self.version)}"# + "\n")
        for digest in order { try file.write(lines[digest]! + "\n") }
        try file.finish()
    }

    /// The rows are for people only, so that a golden is whole without them.
    static let remedy = "restore it, or remove it: only the rows that reports show are lost"

    private struct Header: JSONReadable {
        init(_ json: JSONValue) throws(FileError.Reason) {
            let object = try StrictObject(json, passingOverAllBut: ["format", "version"])
            let format = try object.optional("format", as: String.self)
            guard format == KeptResults.format else {
                throw object.fault(
                    "format", found: format.map { "the text \"\(Excerpt.of($0))\"" } ?? "nothing",
                    expected: "\"\(KeptResults.format)\"", remedy: KeptResults.remedy)
            }
            let version = try object.integer("version", in: 1...1_000_000)
            guard version == KeptResults.version else {
                throw object.fault(
                    "version", found: "version \(version)", expected: "version \(KeptResults.version)",
                    remedy: "use a toolrouter that reads results of version \(version)")
            }
            try object.refuseOthers()
        }
    }
}
