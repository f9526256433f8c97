/// A table or view that statements may read, as far as whoever writes statements needs to know it.
package struct DescribedTable: Hashable, Sendable {
    /// A column that statements may read.
    package struct Column: Hashable, Sendable {
        /// The name, as the schema writes it.
        package let name: String
        /// The type, as the schema declares it, up to 100 bytes; empty when it declares none.
        package let type: String
        /// Whether it is the primary key, or a part of it.
        package let isKey: Bool
        /// The column that it points to, which statements may read, too; nil when it points to none.
        package let references: Reference?
    }

    /// A column, from elsewhere.
    package struct Reference: Hashable, Sendable {
        /// The table, as its own schema writes it.
        package let table: String
        /// The column.
        package let column: String
    }

    /// The name, as the schema writes it.
    package let name: String
    /// The columns in order. Those of a view and of a full-text table have a name only known by a statement that reads it:
    /// they are empty here.
    package let columns: [Column]
}
