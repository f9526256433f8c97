/// The words of a text as the index keeps them, each an entry of its own.
///
/// Letters of scripts without blanks are kept in twos, each letter with the one behind it, and the last of a run alone: `退货政策` is
/// `退货`, `货政`, `政策`, `策`. So a run of two letters or more is found as it stands wherever it does, by entries that are rare, and a
/// single letter as the beginning of an entry.
enum IndexedWords {
    /// Raise it when the same text gives other entries: an index that was made by another version is made anew.
    static let version = 1

    /// The entries of `words` with a blank between them.
    static func text(of words: [SearchWord]) -> String {
        var text = ""
        for (index, word) in words.enumerated() {
            if index > 0 { text += " " }
            text += word.text
            if word.isLetter, index + 1 < words.count, goesOn(words[index + 1]) { text += words[index + 1].text }
        }
        return text
    }

    /// The entries by which `words`, which follow each other, are found; and whether the last one is the beginning of one only.
    static func entries(of words: ArraySlice<SearchWord>) -> (entries: [String], isBeginning: Bool) {
        var entries: [String] = []
        for index in words.indices {
            let word = words[index]
            if word.isLetter {
                if index + 1 < words.endIndex, goesOn(words[index + 1]) {
                    entries.append(word.text + words[index + 1].text)
                    continue
                }
                // The letter before has it with it already, and more of the run may stand behind it.
                let isInside = index > words.startIndex && words[index - 1].isLetter && goesOn(word)
                if index + 1 == words.endIndex {
                    if isInside { return (entries, false) }
                    return (entries + [word.text], true)
                }
            }
            entries.append(word.text)
        }
        return (entries, false)
    }

    /// Whether a word goes on the run of letters before it.
    private static func goesOn(_ next: SearchWord) -> Bool { next.isLetter && next.followsDirectly }
}
