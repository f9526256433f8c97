/// The part of a passage around what was found in it.
struct Snippet: Hashable, Sendable {
    /// The part, on one line; it begins and ends where a word does.
    let text: String
    /// Where what was looked for stands in its UTF-8, in order, apart from each other.
    let marks: [Range<Int>]

    /// Where a term stands, in words.
    private struct Place {
        let words: Range<Int>
        let term: Int
    }

    /// - Parameters:
    ///   - passage: the whole text.
    ///   - most: the most words of the part.
    init(of passage: String, _ terms: [SearchTerm], words most: Int, _ reader: inout SearchWords) {
        let words = reader.words(of: passage)
        var places: [Place] = []
        for index in words.indices {
            for (term, sought) in terms.enumerated() where sought.stands(in: words, at: index) {
                places.append(Place(words: index..<index + sought.words.count, term: term))
            }
        }
        let window = Self.window(places, of: words.count, most)
        let bytes = Array(passage.utf8)
        let part = Self.bytes(of: window, in: words, bytes)
        // Lines of a passage end with one byte, and so does a word before a blank.
        text = String(decoding: bytes[part].map { $0 == 0x0A ? 0x20 : $0 }, as: UTF8.self)
        var marks: [Range<Int>] = []
        let inside = places.filter {
            window.lowerBound <= $0.words.lowerBound && $0.words.upperBound <= window.upperBound
        }
        for place in inside {
            let range =
                words[place.words.lowerBound].range.lowerBound - part.lowerBound..<words[place.words.upperBound - 1]
                .range.upperBound - part.lowerBound
            if let last = marks.last, range.lowerBound <= last.upperBound {
                marks[marks.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                marks.append(range)
            }
        }
        self.marks = marks
    }

    /// The words that are shown: those around most of the different terms, then most of their places, the earliest of such parts.
    private static func window(_ places: [Place], of count: Int, _ most: Int) -> Range<Int> {
        guard count > most else { return 0..<count }
        var best = (terms: 0, places: 0, start: 0, end: 0)
        for (first, place) in places.enumerated() {
            var terms: Set<Int> = []
            var inside = 0
            var end = place.words.upperBound
            for other in places[first...] {
                guard other.words.lowerBound < place.words.lowerBound + most else { break }
                guard other.words.upperBound <= place.words.lowerBound + most else { continue }
                terms.insert(other.term)
                inside += 1
                end = max(end, other.words.upperBound)
            }
            if (terms.count, inside) > (best.terms, best.places) {
                best = (terms.count, inside, place.words.lowerBound, end)
            }
        }
        // A third of what is left stands before, so that it can be understood.
        let before = max(0, most - (best.end - best.start)) / 3
        var start = max(0, best.start - before)
        // Where the beginning is that near, it is shown.
        if start <= 3, best.end <= most { start = 0 }
        let end = min(count, start + most)
        return max(0, end - most)..<end
    }

    /// The bytes of these words, with the marks that stand right at them.
    private static func bytes(of window: Range<Int>, in words: [SearchWord], _ bytes: [UInt8]) -> Range<Int> {
        guard !window.isEmpty else { return 0..<(words.isEmpty ? Self.prefix(bytes) : 0) }
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A }
        var start = 0
        if window.lowerBound > 0 {
            let end = words[window.lowerBound - 1].range.upperBound
            start = words[window.lowerBound].range.lowerBound
            while start > end, !isBlank(bytes[start - 1]) { start -= 1 }
            // Marks with no blank between them and the word before are its own.
            if start == end { start = words[window.lowerBound].range.lowerBound }
        }
        var end = bytes.count
        if window.upperBound < words.count {
            let next = words[window.upperBound].range.lowerBound
            end = words[window.upperBound - 1].range.upperBound
            while end < next, !isBlank(bytes[end]) { end += 1 }
            if end == next { end = words[window.upperBound - 1].range.upperBound }
        }
        return start..<end
    }

    /// How many bytes of a passage without a word are shown.
    private static func prefix(_ bytes: [UInt8]) -> Int {
        var end = min(bytes.count, 200)
        while end < bytes.count, end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }
}
