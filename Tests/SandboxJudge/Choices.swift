/// Decisions taken from bytes, so that a fuzzer that changes bytes changes decisions. After the last byte every decision
/// is the first one.
struct Choices {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    /// Whether all bytes are used.
    var isSpent: Bool { bytes.isEmpty }

    /// A number below `bound`, which is at most 256.
    mutating func number(below bound: Int) -> Int {
        Int(bytes.popFirst() ?? 0) % bound
    }

    /// One of `all`.
    mutating func one<Choice>(of all: [Choice]) -> Choice {
        all[number(below: all.count)]
    }

    /// Whether a thing happens that happens `times` in 16 times; never after the last byte.
    mutating func happens(_ times: Int) -> Bool {
        !isSpent && 16 - number(below: 16) <= times
    }
}
