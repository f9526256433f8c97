import ToolRouter
import ToolRouterFormats

/// What stands beside the lines names tenants, too.
extension Redactor {
    /// The settings of a server as its recording may hold them: the tenants that have budgets of their own have the names that
    /// they have in the lines, or are gone where tenants are removed.
    func settings(_ node: ConfigurationNode) -> ConfigurationNode {
        guard rules.contains(where: { if case .field(.tenant) = $0.place { true } else { false } }) else { return node }
        return node.namingTenants { tenant in
            var name: String? = tenant
            for rule in rules {
                guard case .field(.tenant) = rule.place else { continue }
                name = rule.substitute == .hash ? name.map(hashedName) : nil
            }
            return name
        }
    }
}
