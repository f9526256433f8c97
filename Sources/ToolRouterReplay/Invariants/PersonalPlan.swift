import ToolRouter
import ToolRouterTools

extension Plan {
    /// Whether its statement asks for who the caller is, by its text and not by what its guard says of it.
    var isPersonal: Bool { sql.map { !CallerParameter.named(in: $0).isEmpty } ?? false }
}
