package import ToolRouter

/// What the body of a question says that comes over HTTP.
///
/// It is read strictly: a member that nobody knows is refused, since it may be a known one with a typing error.
package struct QueryBody: Hashable, Sendable {
    /// The question, untrusted.
    package var question: String
    /// The database it is about.
    package var database: DatabaseName?
    /// Whether no cached answer is wanted.
    package var bypassesCache = false
    /// How long the client will wait.
    package var deadline: Duration?
    /// On whose behalf it asks: what that is worth depends on its key.
    package var user: UserID?
    /// For which organisation it asks: what that is worth depends on its key.
    package var tenant: TenantID?
    /// Whether the answer is to tell how the request got there.
    package var wantsTrail = false

    package init(question: String) {
        self.question = question
    }
}

extension QueryBody: JSONReadable {
    /// The longest name, in bytes. What an empty one means is for those to say who know the names.
    private static let longestName = 256
    /// The deadlines that can be asked for, in milliseconds: up to a day.
    private static let deadlines: ClosedRange<Int64> = 1...86_400_000

    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(
            json, fields: ["question", "database", "bypass_cache", "deadline_ms", "user", "tenant", "trail"])
        self.init(question: try object.text("question"))
        database = try Self.name("database", of: object).map { DatabaseName($0) }
        bypassesCache = try object.flag("bypass_cache")
        deadline = try object.optionalInteger("deadline_ms", in: Self.deadlines).map { .milliseconds($0) }
        user = try Self.name("user", of: object).map { UserID($0) }
        tenant = try Self.name("tenant", of: object).map { TenantID($0) }
        wantsTrail = try object.flag("trail")
    }

    private static func name(
        _ field: FieldName, of object: StrictObject
    ) throws(FileError.Reason) -> String? {
        guard let text = try object.optionalText(field) else { return nil }
        guard text.utf8.count <= longestName else {
            throw object.fault(
                field, found: "a text of \(text.utf8.count) bytes", expected: "a name of at most \(longestName) bytes",
                remedy: "shorten it")
        }
        return text
    }
}
