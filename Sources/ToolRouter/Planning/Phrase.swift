/// A word or phrase to look for in questions, as rules look for theirs.
package struct Phrase: Hashable, Sendable {
    /// The phrase in its folded form; what is empty occurs nowhere.
    package let text: String
    private let search: PhraseSearch

    package init(_ text: String) {
        let folded = FoldedText(text).text
        self.text = folded
        search = PhraseSearch([Array(folded.utf8)])
    }

    /// Whether the phrase occurs in `question`, beginning and ending where a word may.
    package func occurs(in question: FoldedText) -> Bool { search.search(question)[0] }
}
