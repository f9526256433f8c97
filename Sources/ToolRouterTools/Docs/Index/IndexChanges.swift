/// What an update of an index came to, in documents.
package struct IndexChanges: Hashable, Sendable {
    /// Those that are new.
    package var added = 0
    /// Those whose content is another.
    package var changed = 0
    /// Those that are gone.
    package var removed = 0
    /// Those that are as they were.
    package var unchanged = 0

    package init() {}

    /// Whether the index is another than before.
    package var areAny: Bool { added + changed + removed > 0 }
}

/// An update was to end before it was done; the index is what it was.
package struct IndexingCancelled: Error {}
