/// What a statement asks a full-text table for, as its `VFilter` tells.
///
/// FTS5 tries each place of each phrase with all the phrases, for `NEAR` and for `highlight`, within one call that nothing
/// interrupts: 1,000 of them in a row of 60 KB take minutes. So a search is written as a text, and has few phrases.
struct FullTextSearch {
    /// The most phrases that a search may have. In a row of a million bytes they take some 3 s.
    static let phrases = 32
    /// The longest search, in bytes: a phrase is as costly as it has words.
    static let bytes = 1_000

    /// What each argument is for, as `fts5BestIndexMethod` writes it: `M` for a search, `L` and `G` for the pattern of `LIKE` and
    /// `GLOB`, `r` for the function that rank is, `=`, `<` and `>` for a rowid.
    private let arguments: [(kind: UInt8, register: Int32)]

    /// - Parameters:
    ///   - way: what the listing shows of the `VFilter`.
    ///   - firstArgument: the register of the first argument.
    init(way: String, firstArgument: Int32) {
        let kinds = way.utf8.filter { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        arguments = kinds.enumerated().map { ($1, firstArgument + Int32($0)) }
    }

    /// Whether it searches as `MATCH` does, however that is written.
    var isMatch: Bool { arguments.contains { !"=<>LG".utf8.contains($0.kind) } }

    /// What is too much of it; nil when nothing is.
    ///
    /// - Parameter constants: the texts that stand in registers.
    func excess(_ constants: [Int32: String]) -> String? {
        var (phrases, bytes) = (0, 0)
        for (kind, register) in arguments where !"=<>".utf8.contains(kind) {
            guard let text = constants[register] else {
                return "a full-text table is searched for what is not written in the statement"
            }
            if kind == UInt8(ascii: "r") {
                if !SQLName(text).folded.drop(while: { $0 <= 0x20 }).starts(with: BuiltinFunctions.fit.utf8) {
                    return "rank is made another function than bm25"
                }
            } else {
                bytes += text.utf8.count
                phrases += bytes > Self.bytes ? 0 : Self.phrases(in: text)
            }
        }
        return bytes > Self.bytes || phrases > Self.phrases
            ? "a search has more than \(Self.phrases) phrases or \(Self.bytes) bytes" : nil
    }

    /// The phrases of a search at most: its words and quoted texts, but the operators.
    static func phrases(in text: String) -> Int {
        var count = 0
        var rest = Array(text.utf8)[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "\"") {
                rest = rest.dropFirst().drop { $0 != UInt8(ascii: "\"") }.dropFirst()
                count += 1
            } else if isOfWord(byte) {
                let word = rest.prefix(while: isOfWord)
                rest = rest.dropFirst(word.count)
                if !["AND", "OR", "NOT", "NEAR"].contains(where: { word.elementsEqual($0.utf8) }) { count += 1 }
            } else {
                rest = rest.dropFirst()
            }
        }
        return count
    }

    /// `fts5ExprIsBareword`, and more.
    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), 0x1A, 0x80...:
            true
        default: false
        }
    }
}
