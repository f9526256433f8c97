import ToolRouter
import ToolRouterFormats

/// Which requests a rule is about: those that meet all that is said.
package struct FaultFilter: Hashable, Sendable {
    /// The keys of a rule that filter.
    static let members = ["tenant", "user", "question"]

    /// The caller's organisation.
    var tenant: TenantID?
    /// The caller within it.
    var user: UserID?
    /// A word or phrase that the question holds, in the canonical form of questions.
    var question: String?

    func matches(_ request: Request) -> Bool {
        if let tenant, request.caller.tenant != tenant { return false }
        if let user, request.caller.user != user { return false }
        guard let question else { return true }
        return CanonicalQuestion(request.question).contains(phrase: question)
    }

    func write(to writer: inout JSONWriter) {
        if let tenant { writer.member("tenant", tenant.text) }
        if let user { writer.member("user", user.text) }
        if let question { writer.member("question", question) }
    }
}

extension FaultFilter {
    init(_ section: ConfigurationSection) throws(FileError) {
        tenant = try section["tenant"].map { node throws(FileError) in TenantID(try node.name("a tenant")) }
        user = try section["user"].map { node throws(FileError) in UserID(try node.name("a user")) }
        question = try section["question"].map { node throws(FileError) in
            CanonicalQuestion(try node.name("a word or phrase")).text
        }
    }
}
