package import ToolRouter
import ToolRouterFormats

/// Which requests a rule is about: those that meet all that is said.
package struct FaultFilter: Hashable, Sendable {
    /// The keys of a rule that filter.
    static let members = ["tenant", "user", "question"]

    /// The caller's organisation.
    package let tenant: TenantID?
    /// The caller within it.
    package let user: UserID?
    /// A word or phrase that the question holds, found as rules find theirs.
    package let question: Phrase?

    /// Lets every request through unless more is said. The phrase is taken in its folded form.
    package init(tenant: TenantID? = nil, user: UserID? = nil, question: String? = nil) {
        self.tenant = tenant
        self.user = user
        self.question = question.map { Phrase($0) }
    }

    /// Whether it lets every request through.
    package var isOpen: Bool { self == FaultFilter() }

    func matches(_ request: Request) -> Bool {
        if let tenant, request.caller.tenant != tenant { return false }
        if let user, request.caller.user != user { return false }
        guard let question else { return true }
        return question.occurs(in: FoldedText(request.question))
    }

    func write(to writer: inout JSONWriter) {
        if let tenant { writer.member("tenant", tenant.text) }
        if let user { writer.member("user", user.text) }
        if let question { writer.member("question", question.text) }
    }
}

extension FaultFilter {
    init(_ section: ConfigurationSection) throws(FileError) {
        self.init(
            tenant: try section["tenant"].map { node throws(FileError) in TenantID(try node.name("a tenant")) },
            user: try section["user"].map { node throws(FileError) in UserID(try node.name("a user")) },
            question: try section["question"]?.name("a word or phrase"))
    }
}
