/// A word of a text, or a letter of a script that is written without blanks between words: what a search looks for.
struct SearchWord: Hashable, Sendable {
    /// Where it stands in the UTF-8 of its text.
    let range: Range<Int>
    /// The word in the form in which words are compared: without case, accents and what nobody sees.
    let text: String
    /// Whether it is a letter of a script without blanks, with its marks.
    let isLetter: Bool
    /// Whether nothing stands between it and the word before.
    let followsDirectly: Bool
    /// Whether white space stands between it and the word before, or it is the first.
    let followsSpace: Bool

    /// The longest word that is told from one that begins the same, in scalars. What is longer is no word of a language.
    static let longest = 64

    /// The fewest letters that stand for longer words that begin with them.
    static let fewestOfBeginning = 4
}
