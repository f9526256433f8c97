/// A part of a document that a search finds by itself: what stands under a heading, or a part of that.
struct Passage: Hashable, Sendable {
    /// The heading that it stands under; empty when there is none.
    var section: String
    /// The line of the document that it begins in, from 1.
    var line: Int
    /// Its text without markup; a line of it is a line of prose or an item of a list.
    var text: String
}

/// A document as a search sees it.
struct ReadDocument: Hashable, Sendable {
    /// Its title; empty when it has none.
    var title: String
    var passages: [Passage]
}
