import CSQLite

/// What reading a schema may take. A schema is input, too: it may be made by hand to keep its reader busy for ever.
///
/// The bounds are far beyond schemas that people write; the largest of the Spider set takes some 600 operations.
struct OpeningBounds {
    /// Units of work for the schema, counted as a statement's are. One of a thousand tables takes less than a million; a file
    /// that was tied into a knot by hand has more rows than anybody reads.
    static let operations = 25_000_000
    /// Bytes of memory that the schema may take once SQLite has read it.
    static let memory: Int64 = 64 << 20
    /// Tables and indices.
    static let trees = 10_000
    /// Rows of the schema table, views and triggers among them.
    static let entries = 20_000
    /// Bytes of the texts in the schema table: 32 MiB.
    static let bytes = 32 << 20
    /// Rows of all that SQLite lists of a schema: columns of tables and of indices, and the programs of computed columns.
    static let listed = 500_000

    /// What compiling a text that SQLite gave up counts: the longest program that it may have.
    private static let givenUp = 25_000

    /// What was found to be too much, if anything.
    private(set) var excess: EngineError?
    private var listed = 0

    /// Counts `rows` of what SQLite lists.
    mutating func count(_ rows: Int) {
        listed += rows
        if listed > Self.listed { refuse("more than \(Self.listed) columns of tables and indices") }
    }

    /// Counts a text that did not compile.
    mutating func countFailure() { count(Self.givenUp) }

    /// Judges the schema table.
    mutating func judge(_ schema: SchemaDigest.Builder) {
        if schema.trees > Self.trees { refuse("more than \(Self.trees) tables and indices") }
        if schema.rows > Self.entries { refuse("more than \(Self.entries) entries") }
        if schema.length > Self.bytes { refuse("more than \(Self.bytes >> 20) MiB of text") }
    }

    private mutating func refuse(_ what: String) {
        if excess == nil { excess = Self.error("its schema has \(what)") }
    }

    /// What an error in reading a schema means.
    static func explain(_ error: EngineError) -> EngineError {
        switch (error.primaryCode, error.shortage) {
        case (SQLITE_INTERRUPT, _): self.error("its schema takes more than \(operations) operations to read")
        case (SQLITE_NOMEM, .limit): self.error("its schema takes more than \(memory >> 20) MiB of memory")
        default: error
        }
    }

    /// The code stands for a database that can't be read.
    private static func error(_ message: String) -> EngineError {
        EngineError(code: SQLITE_IOERR, message: message)
    }
}
