/// The tables of an index, and how an index of another version is told.
enum IndexSchema {
    /// What SQLite keeps for a program to know its files by: `TRdx`.
    static let applicationID: Int64 = 0x5452_6478

    /// Raise it when the tables change, or what is read of the same document.
    static let version = 1

    /// Names all that the content of an index depends on besides the documents.
    static let format = "\(version).\(IndexedWords.version)"

    /// How much more a word counts in the title and in the heading of a section than in the text.
    static let weights = "4.0, 2.0, 1.0"

    /// The full-text table keeps no text: `IndexedWords` gives the same again from that of the passages. The engine's tokenizer for
    /// ASCII takes the words as they are, since they are folded, and apart, already.
    static let tables = """
        CREATE TABLE meta(name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE documents(
          id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL, mark TEXT NOT NULL, digest BLOB NOT NULL);
        CREATE TABLE passages(
          id INTEGER PRIMARY KEY, document INTEGER NOT NULL, section TEXT NOT NULL, line INTEGER NOT NULL, text TEXT NOT NULL);
        CREATE INDEX passages_of ON passages(document);
        CREATE VIRTUAL TABLE words USING fts5(title, section, text, content='', tokenize='ascii');
        """

    static let dropped = """
        DROP TABLE IF EXISTS words; DROP TABLE IF EXISTS passages; DROP TABLE IF EXISTS documents; DROP TABLE IF EXISTS meta;
        """
}
