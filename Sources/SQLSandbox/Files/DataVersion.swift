/// Identifies the content of a database file, so that answers computed from an older content are not used again.
///
/// It is the schema cookie with the file change counter of the header, which SQLite raises with every transaction.
/// With a write-ahead log the counter stands still; there the state of the log takes its place. A database that may be
/// replaced adds which file it is and when that was changed: two builds of one script have the same counters. Source:
/// "Database File Format" of the SQLite documentation, sections 1.3.8 and 1.3.9.
package struct DataVersion: Hashable, Sendable {
    /// The version as one line, for keys and headers.
    package let text: String

    /// A version that another process has read.
    init(text: String) {
        self.text = text
    }

    /// - Parameter file: which file it is and when it was changed; nil for a snapshot, whose version must be the same
    ///   wherever it is built.
    init(schemaCookie: Int64, header: [UInt8], writeAheadLog: String?, file: String?) {
        let counter = header[24..<28].reduce(0) { $0 << 8 | Int($1) }
        var text = "schema \(schemaCookie), change \(counter)"
        let usesWriteAheadLog = header[18] == 2
        if usesWriteAheadLog { text += Self.log + (writeAheadLog ?? "none") }
        if let file { text += Self.file + file }
        self.text = text
    }

    private static let log = ", log "
    private static let file = ", file "

    /// Whether a part of the content may be in a write-ahead log.
    var hasLog: Bool { text.contains(Self.log) }

    /// The same where not the file counts but what it was made from, once and for all: wherever that is built, it is one.
    ///
    /// - Parameter source: names what it was made from, such as by a digest.
    func made(from source: String) -> DataVersion {
        let rest = text.firstRange(of: Self.file).map { text[..<$0.lowerBound] } ?? text[...]
        return DataVersion(text: "\(rest), source \(source)")
    }
}
