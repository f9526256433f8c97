/// What an index holds, as of its last update.
package struct IndexState: Hashable, Sendable {
    /// The same for the same documents, whenever and in whatever order they were indexed.
    package var digest: String
    /// How many documents.
    package var documents: Int
    /// How many passages.
    package var passages: Int
    /// The documents by the first part of their names.
    package var collections: [Collection]

    /// The documents of one folder, or those that are in none.
    package struct Collection: Hashable, Sendable {
        /// The folder's name; empty for the documents that are in none.
        package var name: String
        /// Titles of documents in it, or their names; the first ones.
        package var titles: [String]

        /// Adds a title, each once.
        mutating func add(_ title: String) {
            if titles.count < IndexState.mostTitles, !titles.contains(title) { titles.append(title) }
        }
    }

    /// The most collections that are told, and the most titles of each.
    static let mostCollections = 50
    static let mostTitles = 10
}
