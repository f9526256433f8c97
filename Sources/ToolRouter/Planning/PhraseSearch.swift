/// Finds which of many phrases a question holds, in one pass over it (Aho and Corasick, Efficient String Matching,
/// CACM 18(6), 1975).
///
/// The phrases form a tree of their bytes, the children of a node next to each other. It takes 17 bytes of memory for each
/// byte of the phrases, at most, 8 for each phrase and 2 KiB for the rest. A search takes time in proportion to the
/// question, plus a step for each phrase that ends where a word does.
struct PhraseSearch: Hashable, Sendable {
    /// The bytes that lead to the nodes.
    private var bytes: [UInt8] = []
    /// A node's first child; the last one's is before the next node's first.
    private var firstChild: [UInt32] = []
    /// The node of the longest end of a node's text that is in the tree, too.
    private var fallback: [UInt32] = []
    /// The node of the longest phrase that a node's text ends with; the root where there is none.
    private var longestEnd: [UInt32] = []
    /// The number of the phrase that is the node's text, where it is one.
    private var phrase: [Int32] = []
    /// The root's children by their bytes; the root itself where there is none.
    private var beginnings = [UInt32](repeating: 0, count: 256)
    /// How long each phrase is.
    private let lengths: [Int]

    /// How many phrases there are, counting each once.
    var count: Int { lengths.count }

    /// - Parameter phrases: in UTF-8; each must be there once, in the order of its bytes. A phrase's number is its place.
    init(_ phrases: [[UInt8]]) {
        lengths = phrases.map(\.count)
        plant(phrases)
        linkEnds()
    }

    /// Whether each phrase occurs in `question`, beginning and ending where a word may. An empty one occurs in none.
    func search(_ question: FoldedText) -> FoundPhrases {
        var found = FoundPhrases(of: count)
        var text = question.text
        // Where words go on, found once there is a phrase that would end; ASCII is looked at in its place.
        var joints: [Bool]?
        text.withUTF8 { text in
            func isInsideWord(_ position: Int) -> Bool {
                guard question.isASCII else {
                    if joints == nil { joints = WordPart.joints(of: question.text) }
                    return joints![position]
                }
                return position > 0 && position < text.count && WordPart.isWord(text[position - 1])
                    && WordPart.isWord(text[position])
            }

            var node = 0
            for (position, byte) in text.enumerated() {
                node = child(of: node, byte)
                var end = Int(longestEnd[node])
                if end == 0 || isInsideWord(position + 1) { continue }
                while end != 0 {
                    let number = Int(phrase[end])
                    if !isInsideWord(position + 1 - lengths[number]) { found.insert(number) }
                    end = Int(longestEnd[Int(fallback[end])])
                }
            }
        }
        return found
    }

    /// The node of the longest end of a node's text and `byte`.
    private func child(of node: Int, _ byte: UInt8) -> Int {
        var node = node
        while node != 0 {
            for child in Int(firstChild[node])..<Int(firstChild[node + 1]) where bytes[child] == byte { return child }
            node = Int(fallback[node])
        }
        return Int(beginnings[Int(byte)])
    }

    /// Makes the tree of `phrases`, level by level.
    private mutating func plant(_ phrases: [[UInt8]]) {
        // The phrases that begin with a node's text, and how long that is.
        var nodes: [(phrases: Range<Int>, length: Int)] = [(phrases.indices, 0)]
        bytes = [0]
        var node = 0
        while node < nodes.count {
            var (rest, length) = nodes[node]
            firstChild.append(UInt32(nodes.count))
            phrase.append(-1)
            if let first = rest.first, phrases[first].count == length {
                phrase[node] = Int32(first)
                rest.removeFirst()
            }
            while let first = rest.first {
                let byte = phrases[first][length]
                let others = rest.firstIndex { phrases[$0][length] != byte } ?? rest.endIndex
                if node == 0 { beginnings[Int(byte)] = UInt32(nodes.count) }
                bytes.append(byte)
                nodes.append((first..<others, length + 1))
                rest = others..<rest.upperBound
            }
            node += 1
        }
        firstChild.append(UInt32(nodes.count))
    }

    /// Links each node to the ends of its text; shorter texts come first.
    private mutating func linkEnds() {
        fallback = Array(repeating: 0, count: bytes.count)
        longestEnd = fallback
        for node in bytes.indices {
            if node != 0 { longestEnd[node] = phrase[node] >= 0 ? UInt32(node) : longestEnd[Int(fallback[node])] }
            for child in Int(firstChild[node])..<Int(firstChild[node + 1]) where node != 0 {
                fallback[child] = UInt32(self.child(of: Int(fallback[node]), bytes[child]))
            }
        }
    }
}

/// The phrases that a question holds, by their numbers.
struct FoundPhrases: Hashable, Sendable {
    private var isFound: [Bool]
    /// Each once, in the order in which they end in the question.
    private(set) var numbers: [Int] = []

    fileprivate init(of count: Int) {
        isFound = [Bool](repeating: false, count: count)
    }

    fileprivate mutating func insert(_ number: Int) {
        guard !isFound[number] else { return }
        isFound[number] = true
        numbers.append(number)
    }

    subscript(number: Int) -> Bool { isFound[number] }
}
