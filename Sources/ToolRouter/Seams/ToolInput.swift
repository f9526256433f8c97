/// One part of what a tool is called with.
public struct ToolInput: Hashable, Sendable {
    /// The name that plans use.
    public var name: String
    /// What kind of value it is.
    public var kind: Kind
    /// What it means, in a sentence.
    public var summary: String
    /// Whether a call must have it.
    public var isRequired: Bool

    public init(_ name: String, _ kind: Kind, _ summary: String, isRequired: Bool = true) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.isRequired = isRequired
    }

    /// A kind of value, with its bounds.
    public indirect enum Kind: Hashable, Sendable {
        /// A text of at most so many bytes of UTF-8.
        case text(atMost: Int)
        /// One of these texts.
        case choice([String])
        /// A whole number within these bounds.
        case integer(ClosedRange<Int64>)
        /// A number.
        case number
        /// True or false.
        case boolean
        /// Values by name; nil when only the tool knows which.
        case object([ToolInput]?)
    }
}
