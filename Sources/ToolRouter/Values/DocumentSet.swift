/// The passages that a search in documents found, the best first.
public struct DocumentSet: Hashable, Sendable {
    /// The passages.
    public var hits: [DocumentHit]
    /// Whether there are more that a budget left out.
    public var isTruncated: Bool

    public init(hits: [DocumentHit], isTruncated: Bool = false) {
        self.hits = hits
        self.isTruncated = isTruncated
    }

    /// The same as a table, a passage a row.
    public var table: ResultSet {
        ResultSet(
            columns: ["document", "title", "section", "line", "snippet", "marks", "score"],
            rows: hits.map { hit in
                [
                    .text(hit.document), .text(hit.title), .text(hit.section), .integer(Int64(hit.line)),
                    .text(hit.snippet),
                    .text(hit.marks.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: " ")),
                    .integer(Int64(hit.score)),
                ]
            }, isTruncated: isTruncated)
    }

    /// The memory they take, estimated.
    package var bytes: Int { hits.reduce(0) { $0 + $1.bytes } }

    /// Writes the members that an answer says of them: the list `documents`.
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("documents", array: { list in for hit in hits { list.object { hit.writeMembers(to: &$0) } } })
    }
}

/// One passage of a document.
public struct DocumentHit: Hashable, Sendable {
    /// Which document: its path in its folder, with `/` between the parts, or its key in its database.
    public var document: String
    /// Its title; empty when it has none.
    public var title: String
    /// The heading that the passage stands under; empty when there is none.
    public var section: String
    /// The line of the document that the passage begins in, from 1.
    public var line: Int
    /// The part of the passage around what was found, without markup of ours.
    public var snippet: String
    /// Where the words that were looked for stand in the UTF-8 of `snippet`, in order, apart from each other.
    public var marks: [Range<Int>]
    /// How well it fits, in thousandths; more is better. Comparable within one answer only.
    public var score: Int

    public init(
        document: String, title: String, section: String, line: Int, snippet: String, marks: [Range<Int>], score: Int
    ) {
        self.document = document
        self.title = title
        self.section = section
        self.line = line
        self.snippet = snippet
        self.marks = marks
        self.score = score
    }

    /// The memory it takes, estimated.
    package var bytes: Int {
        document.utf8.count + title.utf8.count + section.utf8.count + snippet.utf8.count + 16 * marks.count + 128
    }

    fileprivate func writeMembers(to writer: inout JSONWriter) {
        writer.member("document", document)
        writer.member("title", title)
        writer.member("section", section)
        writer.member("line", line)
        writer.member("snippet", snippet)
        writer.member(
            "marks",
            array: { list in
                for mark in marks {
                    list.array { pair in
                        pair.integer(Int64(mark.lowerBound))
                        pair.integer(Int64(mark.upperBound))
                    }
                }
            })
        writer.member("score", score)
    }
}
