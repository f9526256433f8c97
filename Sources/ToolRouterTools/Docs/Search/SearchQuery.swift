import ToolRouter

/// What is looked for: words and phrases out of a text that anybody may have written.
///
/// Of the text only words are left, so no operator of the engine's query language ever gets to it: `AND`, `NEAR` and `*` are words or
/// nothing. A text between quotation marks is a phrase.
struct SearchQuery: Hashable, Sendable {
    /// Words that are looked for together, in their order.
    struct Unit: Hashable, Sendable {
        let words: [SearchWord]
        /// Whether it stood in quotes; else its words may be looked for one by one, too.
        let isPhrase: Bool
    }

    /// The words and phrases, each once, in the order of the text.
    let units: [Unit]

    /// Why a text can't be looked for.
    enum Refusal: Error, Hashable {
        /// There is no word in it.
        case empty
        /// It has more than so many bytes.
        case tooLong(bytes: Int)
        /// It has more than so many words.
        case tooManyWords(Int)
        /// It has more than so many phrases in quotes.
        case tooManyPhrases(Int)
    }

    /// Marks that begin and end a phrase.
    private static let quotes: Set<Unicode.Scalar> = ["\"", "“", "”", "„", "«", "»", "「", "」", "『", "』"]

    /// The most words joined by marks, such as `max_in_flight`, that are looked for as a phrase: each costs as much.
    private static let mostJoined = 8

    init(_ text: String, within limits: SearchLimits) throws(Refusal) {
        guard text.utf8.count <= limits.queryBytes else { throw .tooLong(bytes: limits.queryBytes) }
        var reader = SearchWords()
        var units: [Unit] = []
        var (count, phrases, joined) = (0, 0, 0)
        for (number, part) in text.unicodeScalars.split(
            omittingEmptySubsequences: false,
            whereSeparator: {
                Self.quotes.contains($0)
            }
        ).enumerated() {
            let words = reader.words(of: String(part), most: limits.words + 1)
            count += words.count
            guard count <= limits.words else { throw .tooManyWords(limits.words) }
            // Between an odd and an even mark; a mark without another one ends with the text.
            if number % 2 == 1, words.count > 1 {
                phrases += 1
                guard phrases <= limits.phrases else { throw .tooManyPhrases(limits.phrases) }
                units.append(Unit(words: words, isPhrase: true))
                continue
            }
            for chunk in Self.chunks(of: words) {
                let isRun = chunk.allSatisfy(\.isLetter)
                if chunk.count > 1, !isRun { joined += 1 }
                if joined <= Self.mostJoined || isRun {
                    units.append(Unit(words: chunk, isPhrase: false))
                } else {
                    units += chunk.map { Unit(words: [$0], isPhrase: false) }
                }
            }
        }
        guard !units.isEmpty else { throw .empty }
        var seen: Set<[String]> = []
        self.units = units.filter { seen.insert($0.words.map(\.text)).inserted }
    }

    /// Words with no white space between them.
    private static func chunks(of words: [SearchWord]) -> [[SearchWord]] {
        var chunks: [[SearchWord]] = []
        for word in words {
            if word.followsSpace || chunks.isEmpty {
                chunks.append([word])
            } else {
                chunks[chunks.count - 1].append(word)
            }
        }
        return chunks
    }
}
