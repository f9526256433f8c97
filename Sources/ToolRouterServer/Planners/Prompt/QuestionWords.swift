/// The words of a question, to see which names of a schema it may be about.
struct QuestionWords: Sendable {
    private let words: Set<[UInt8]>

    init(_ question: String) {
        words = Set(Self.words(of: question))
    }

    /// How many words of a name are in the question, or begin one that is: `order_date` of "orders by date" has two.
    func matches(in name: String) -> Int {
        Set(Self.words(of: name)).count { words.contains($0) }
    }

    /// The words of a text, each without the plural that English has most often: letters and digits in a row, without
    /// regard to case; a capital after a small letter begins another.
    private static func words(of text: String) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        var isAfterSmall = false
        func end() {
            if word.count > 3, word.last == UInt8(ascii: "s") { word.removeLast() }
            if word.count > 1 { words.append(word) }
            word = []
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                if isAfterSmall { end() }
                word.append(byte | 0x20)
                isAfterSmall = false
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
                word.append(byte)
                isAfterSmall = true
            default:
                end()
                isAfterSmall = false
            }
        }
        end()
        return words
    }
}
