/// A text as a key: two of them are the same when their bytes are, which `String` does not ask for.
///
/// The bytes are hashed once, however often the key is looked up.
package struct TextKey: Hashable, Sendable {
    /// The text.
    package let text: String
    private let number: UInt64

    package init(_ text: String) {
        self.text = text
        var hash = QuickHash()
        hash.combine(text)
        number = hash.value
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.number == right.number && left.text.hasSameBytes(as: right.text)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(number)
    }
}
