/// One command: its name and its arguments, each any bytes.
package struct RedisCommand: Hashable, Sendable {
    /// The words, the name first.
    package let words: [[UInt8]]

    package init(_ words: [[UInt8]]) {
        precondition(!words.isEmpty, "a command has a name")
        self.words = words
    }

    package init(_ words: [String]) {
        self.init(words.map { Array($0.utf8) })
    }

    /// The bytes of all words.
    package var bytes: Int { words.reduce(0) { $0 + $1.count } }
}
