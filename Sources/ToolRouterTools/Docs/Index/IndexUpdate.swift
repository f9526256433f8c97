import CSQLite
import Crypto

extension DocumentIndex {
    /// Brings the index up to date with `source`, in one transaction: readers see it before or after, and whatever ends it early
    /// leaves the index as it was.
    ///
    /// Documents whose files nobody has touched are not read; those that were touched and say the same are not indexed again.
    ///
    /// - Parameters:
    ///   - onProgress: is told how many documents were looked at, and of how many, where that is known.
    ///   - isCancelled: whether it is to end, asked before each document.
    /// - Throws: `DocumentFault`, or `IndexingCancelled`.
    package func update(
        from source: any DocumentSource, within bounds: DocumentBounds, onProgress: (Int, Int?) -> Void = { _, _ in },
        isCancelled: () -> Bool = { false }
    ) throws -> IndexChanges {
        var wasCancelled = false
        let update = IndexUpdate(connection, of: path)
        do {
            return try connection.transaction(
                "BEGIN IMMEDIATE", failing: { DocumentFault($0, of: path) }
            ) { () throws(DocumentFault) in
                try update.begin()
                try source.visit(within: bounds) { document, before, total throws(DocumentFault) in
                    if isCancelled() {
                        wasCancelled = true
                        // It ends the visit; nobody is told this.
                        throw DocumentFault(source.path, "the update was ended", remedy: "")
                    }
                    try update.take(document)
                    onProgress(before + 1, total)
                }
                return try update.finish()
            }
        } catch {
            if wasCancelled { throw IndexingCancelled() }
            throw error
        }
    }
}

/// One update of an index.
private final class IndexUpdate {
    /// A document that the index has.
    private struct Known {
        let id: Int64
        let mark: String
        let digest: [UInt8]
    }

    private let connection: SearchConnection
    private let path: String?
    /// Those that the source has not shown yet.
    private var rest: [String: Known] = [:]
    private var changes = IndexChanges()
    private var words = SearchWords()

    init(_ connection: SearchConnection, of path: String?) {
        self.connection = connection
        self.path = path
    }

    func begin() throws(DocumentFault) {
        try perform { () throws(SearchEngineError) in
            try connection.run("SELECT name, id, mark, digest FROM documents") { row in
                rest[SearchConnection.text(row, 0)] = Known(
                    id: sqlite3_column_int64(row, 1), mark: SearchConnection.text(row, 2),
                    digest: SearchConnection.bytes(row, 3))
                return true
            }
        }
    }

    func take(_ document: SourceDocument) throws(DocumentFault) {
        let known = rest[document.name]
        if let known, let mark = document.mark, known.mark == mark {
            rest[document.name] = nil
            changes.unchanged += 1
            return
        }
        // What is gone since it was listed is removed with the others that are.
        guard let content = try document.read() else { return }
        rest[document.name] = nil
        let digest = Self.digest(content)
        try perform { () throws(SearchEngineError) in
            if let known {
                guard known.digest != digest else {
                    changes.unchanged += 1
                    return try connection.run(
                        "UPDATE documents SET mark = ? WHERE id = ?", .text(document.mark ?? ""), .integer(known.id))
                }
                try remove(known.id)
            }
            if known == nil { changes.added += 1 } else { changes.changed += 1 }
            try add(document, content, digest)
        }
    }

    func finish() throws(DocumentFault) -> IndexChanges {
        try perform { () throws(SearchEngineError) in
            for (_, known) in rest.sorted(by: { $0.value.id < $1.value.id }) {
                try remove(known.id)
                changes.removed += 1
            }
            guard changes.areAny else { return }
            // Many small pieces of the index are made one, where much of it is new.
            if 4 * (changes.added + changes.changed) > changes.unchanged {
                try connection.run("INSERT INTO words(words) VALUES ('optimize')")
            }
            var hash = SHA256()
            hash.update(data: Array(IndexSchema.format.utf8))
            try connection.run("SELECT name, digest FROM documents ORDER BY name") { row in
                let name = SearchConnection.bytes(row, 0)
                withUnsafeBytes(of: UInt64(name.count).littleEndian) { hash.update(bufferPointer: $0) }
                hash.update(data: name)
                hash.update(data: SearchConnection.bytes(row, 1))
                return true
            }
            let digest = hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            try connection.run("UPDATE meta SET value = ? WHERE name = 'digest'", .text(digest))
        }
        return changes
    }

    private func add(
        _ document: SourceDocument, _ content: SourceDocument.Content, _ digest: [UInt8]
    ) throws(SearchEngineError) {
        let read = MarkdownReader.read(content.text)
        let title = content.title.flatMap { $0.isEmpty ? nil : $0 } ?? read.title
        try connection.run(
            "INSERT INTO documents(name, title, mark, digest) VALUES (?, ?, ?, ?)", .text(document.name), .text(title),
            .text(document.mark ?? ""), .bytes(digest))
        let id = sqlite3_last_insert_rowid(connection.handle)
        let entries = self.entries(of: title)
        for passage in read.passages {
            try connection.run(
                "INSERT INTO passages(document, section, line, text) VALUES (?, ?, ?, ?)", .integer(id),
                .text(passage.section), .integer(Int64(passage.line)), .text(passage.text))
            try connection.run(
                "INSERT INTO words(rowid, title, section, text) VALUES (?, ?, ?, ?)",
                .integer(sqlite3_last_insert_rowid(connection.handle)), .text(entries),
                .text(self.entries(of: passage.section)), .text(self.entries(of: passage.text)))
        }
    }

    /// Takes a document out. The full-text table has to be told which words each passage had.
    private func remove(_ document: Int64) throws(SearchEngineError) {
        var title = ""
        try connection.run("SELECT title FROM documents WHERE id = ?", .integer(document)) { row in
            title = SearchConnection.text(row, 0)
            return true
        }
        var passages: [(id: Int64, section: String, text: String)] = []
        try connection.run("SELECT id, section, text FROM passages WHERE document = ?", .integer(document)) { row in
            passages.append(
                (sqlite3_column_int64(row, 0), SearchConnection.text(row, 1), SearchConnection.text(row, 2)))
            return true
        }
        let entries = self.entries(of: title)
        for passage in passages {
            try connection.run(
                "INSERT INTO words(words, rowid, title, section, text) VALUES ('delete', ?, ?, ?, ?)",
                .integer(passage.id), .text(entries), .text(self.entries(of: passage.section)),
                .text(self.entries(of: passage.text)))
        }
        try connection.run("DELETE FROM passages WHERE document = ?", .integer(document))
        try connection.run("DELETE FROM documents WHERE id = ?", .integer(document))
    }

    private func entries(of text: String) -> String { IndexedWords.text(of: words.words(of: text)) }

    private static func digest(_ content: SourceDocument.Content) -> [UInt8] {
        var hash = SHA256()
        if let title = content.title {
            withUnsafeBytes(of: UInt64(title.utf8.count).littleEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: Array(title.utf8))
        }
        hash.update(data: content.text)
        return Array(hash.finalize())
    }

    private func perform(_ body: () throws(SearchEngineError) -> Void) throws(DocumentFault) {
        do throws(SearchEngineError) {
            try body()
        } catch {
            throw DocumentFault(error, of: path)
        }
    }
}
