/// A name that is more than a string: two kinds of identifier never mix by accident.
public protocol Identifier: Hashable, Comparable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The identifier as it is written.
    var text: String { get }
    /// Takes the identifier as it is written.
    init(_ text: String)
}

extension Identifier {
    public var description: String { text }

    public init(stringLiteral text: String) {
        self.init(text)
    }

    // Identifiers are bytes: `é` as one scalar and as two are two names, to every reader of a file and to every hash.

    @inlinable
    public static func == (left: Self, right: Self) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(UInt8.max)
    }
}

/// Names one request; unique within a recording.
public struct RequestID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// Names the organisation a caller belongs to; cached answers never cross it.
public struct TenantID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// Names a role: what those who have it may read, and how often they may ask.
public struct RoleName: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// Names one caller within a tenant.
public struct UserID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// Names a tool, such as `docs`.
public struct ToolName: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// Names one of the databases a router serves.
public struct DatabaseName: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// Names a planner, as configuration and reports do.
public struct PlannerName: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}
