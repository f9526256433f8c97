/// Where documents come from.
package protocol DocumentSource: Sendable {
    /// Where they are, for messages.
    var path: String { get }

    /// Shows each document to `body`, each name once.
    ///
    /// - Parameter body: takes the document, how many were shown before it and how many there are, where that is known. It may throw to end the visit.
    func visit(
        within bounds: DocumentBounds,
        _ body: (SourceDocument, _ before: Int, _ total: Int?) throws(DocumentFault) -> Void
    ) throws(DocumentFault)

    /// The files they are in, with their names in a run's list of inputs, sorted; at most `most`.
    func files(within bounds: DocumentBounds, most: Int) throws(DocumentFault) -> [(name: String, path: String)]

    /// Looks the same as long as nothing has changed; nil when that can't be told without reading all.
    func glance() -> String?
}

/// A document while its source shows it.
package struct SourceDocument {
    /// Its name: the path in its folder with `/` between the parts, or its key in its table.
    package let name: String
    /// Is the same as long as nobody has written to it; nil when that can't be told without reading it.
    package let mark: String?
    /// Reads it; nil when it is gone.
    let read: () throws(DocumentFault) -> Content?

    /// What is in a document.
    struct Content {
        /// The title that stands beside the text; nil when it is in the text.
        var title: String?
        var text: [UInt8]
    }
}
