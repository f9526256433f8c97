/// A reply taken apart: the text that may be a plan, and what is written around it.
struct ReplyLayers {
    /// What may be a plan, without white space at its ends.
    private(set) var text: ArraySlice<UInt8>
    /// What is written around it, the outermost first.
    private(set) var wrappings: [ReplyWrapping] = []
    /// Whether a fence is opened and never closed, so that the text may have been cut off.
    private(set) var isUnclosed = false
    /// The text before a fenced block; nil when there is none.
    private(set) var prose: ArraySlice<UInt8>?

    /// Takes `reply` apart, which has no white space at its ends.
    ///
    /// - Parameter labels: what may stand before a colon and a plan.
    /// - Throws: when there is more than one block, or text behind the one.
    init(_ reply: ArraySlice<UInt8>, labels: ReplyLabels) throws(PlanDecodingFailure) {
        text = reply
        try takeThinking()
        takeLabel(labels)
        try takeFence()
    }

    // MARK: Thinking

    private static let thinking: [(opening: [UInt8], closing: [UInt8])] = ["think", "thinking", "reasoning"].map {
        (Array("<\($0)>".utf8), Array("</\($0)>".utf8))
    }

    private mutating func takeThinking() throws(PlanDecodingFailure) {
        guard let tag = Self.thinking.first(where: { begins(with: $0.opening) }) else { return }
        guard let end = text.firstEnd(of: tag.closing) else {
            throw .malformedPlan(offset: text.endIndex, expected: "an end of the thinking")
        }
        take(text[end...], off: .think)
    }

    // MARK: Labels

    /// The longest label is shorter, blanks and stars included.
    private static let longestLabel = 40

    private mutating func takeLabel(_ labels: ReplyLabels) {
        guard let colon = text.prefix(Self.longestLabel).firstIndex(of: UInt8(ascii: ":")),
            labels.contains(text[..<colon])
        else { return }
        var rest = text[(colon + 1)...]
        // The label may have been in bold, with its colon.
        if text.first == UInt8(ascii: "*") { rest = rest.drop { $0 == UInt8(ascii: "*") } }
        take(rest, off: .label)
    }

    // MARK: Fences

    private mutating func takeFence() throws(PlanDecodingFailure) {
        let fences = MarkdownFence.lines(of: text)
        guard let opening = fences.first else { return }
        if opening.range.lowerBound > text.startIndex {
            if opening.mayClose, fences.count == 1, opening.range.upperBound == text.endIndex {
                take(text[..<opening.range.lowerBound], off: .fence)
                return
            }
            prose = ReplyText.trimmed(text[..<opening.range.lowerBound])
            wrappings.append(.prose)
        }
        guard let closing = fences.dropFirst().first(where: { $0.mayClose && $0.marks >= opening.marks }) else {
            isUnclosed = true
            take(text[opening.range.upperBound...], off: .fence)
            return
        }
        guard closing.range.upperBound == text.endIndex else { throw .surroundingText }
        text = ReplyText.trimmed(text[opening.range.upperBound..<closing.range.lowerBound])
    }

    private mutating func take(_ rest: ArraySlice<UInt8>, off wrapping: ReplyWrapping) {
        text = ReplyText.trimmed(rest)
        wrappings.append(wrapping)
    }

    private func begins(with tag: [UInt8]) -> Bool {
        text.count >= tag.count && zip(text, tag).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
    }
}

extension ArraySlice<UInt8> {
    /// The position behind the first place where `tag`, in lower case, stands in any case; nil when it does not.
    fileprivate func firstEnd(of tag: [UInt8]) -> Int? {
        var matched = 0
        for position in indices {
            // A tag begins with a mark that it does not hold a second time.
            if self[position] == tag[matched] || (matched > 1 && self[position] | 0x20 == tag[matched]) {
                matched += 1
                if matched == tag.count { return position + 1 }
            } else {
                matched = self[position] == tag[0] ? 1 : 0
            }
        }
        return nil
    }
}
