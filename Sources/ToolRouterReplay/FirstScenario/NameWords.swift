/// The words in a name of a schema: `customerOrders`, `CUSTOMER_ORDER` and `Customer orders 2` are made of words that people ask with.
package struct NameWords: Hashable, Sendable {
    /// The most words of one name.
    private static let most = 8
    /// The longest phrase, in Unicode scalars.
    private static let longest = 80

    /// The words in lower case, in order; none where the name has no letter or digit.
    package let words: [String]

    package init(_ name: String) {
        var words: [String] = []
        var word = ""
        var last: Unicode.Scalar?
        func end() {
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        let scalars = Array(name.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            let properties = scalar.properties
            let isPart =
                properties.isAlphabetic || properties.numericType != nil || properties.isGraphemeExtend && !word.isEmpty
            guard isPart else {
                end()
                last = nil
                continue
            }
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            // `orderID` is cut before the I, `HTTPServer` before the S.
            if properties.isUppercase, let last,
                last.properties.isLowercase || last.properties.isUppercase && next?.properties.isLowercase == true
            {
                end()
            }
            word += properties.lowercaseMapping
            last = scalar
        }
        end()
        self.words = Array(words.prefix(Self.most))
    }

    /// The words as people say them, for one thing and for several, each once: `customer order`, `customer orders`.
    package var phrases: [String] {
        guard let last = words.last else { return [] }
        var phrases: [String] = []
        for word in [last, Self.plural(last), Self.singular(last)] {
            let phrase = (words.dropLast() + [word]).joined(separator: " ")
            if !phrases.contains(phrase), phrase.unicodeScalars.count <= Self.longest { phrases.append(phrase) }
        }
        return phrases
    }

    /// The name of several, by the rules of English that have no exceptions to speak of.
    private static func plural(_ word: String) -> String {
        guard isEnglish(word), singular(word) == word else { return word }
        if word.hasSuffix("y"), let before = word.dropLast().last, !"aeiou".contains(before) {
            return word.dropLast() + "ies"
        }
        return word + (["s", "x", "z", "ch", "sh"].contains(where: word.hasSuffix) ? "es" : "s")
    }

    private static func singular(_ word: String) -> String {
        guard isEnglish(word), word.count > 3, word.hasSuffix("s"), !["ss", "us", "is"].contains(where: word.hasSuffix)
        else { return word }
        if word.hasSuffix("ies") { return word.dropLast(3) + "y" }
        if ["ses", "xes", "zes", "ches", "shes"].contains(where: word.hasSuffix) { return String(word.dropLast(2)) }
        return String(word.dropLast())
    }

    private static func isEnglish(_ word: String) -> Bool {
        word.utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }
    }
}
