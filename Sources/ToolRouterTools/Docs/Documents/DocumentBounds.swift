/// How many documents there may be, and how large.
package struct DocumentBounds: Hashable, Sendable {
    /// The most documents.
    package var files = 20_000
    /// The largest one, in bytes.
    package var fileBytes = 1 << 20
    /// All together, in bytes.
    package var allBytes = 256 << 20

    package init() {}

    /// Counts documents and refuses what is too much.
    struct Tally {
        private let bounds: DocumentBounds
        private let path: String
        private var files = 0
        private var bytes = 0

        /// - Parameter path: where all of them are.
        init(_ bounds: DocumentBounds, in path: String) {
            self.bounds = bounds
            self.path = path
        }

        /// Takes a document of that length.
        mutating func add(_ name: String, bytes count: Int) throws(DocumentFault) {
            files += 1
            bytes += count
            guard count <= bounds.fileBytes else {
                throw DocumentFault(
                    "\(path)/\(name)", "a document of \(count) bytes, and one has at most \(bounds.fileBytes)",
                    remedy: "split it, move it away, or raise `docs.file_bytes`")
            }
            guard files <= bounds.files else {
                throw DocumentFault(
                    path, "there are more than \(bounds.files) documents",
                    remedy: "name another folder, or raise `docs.files`")
            }
            guard bytes <= bounds.allBytes else {
                throw DocumentFault(
                    path, "the documents have more than \(bounds.allBytes) bytes together",
                    remedy: "name another folder, or raise `docs.all_bytes`")
            }
        }
    }
}
