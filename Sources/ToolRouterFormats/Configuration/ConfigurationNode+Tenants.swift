extension ConfigurationNode {
    /// The same settings with other names for the tenants that have budgets of their own; those that `name` gives nil for are
    /// left out.
    package func namingTenants(_ name: (String) -> String?) -> ConfigurationNode {
        guard case .mapping(let sections) = content,
            let section = sections.first(where: { $0.name == "budgets" })?.value,
            case .mapping(let budgets) = section.content,
            case .mapping(let tenants)? = budgets.first(where: { $0.name == "tenants" })?.value.content
        else { return self }
        let named = tenants.compactMap { entry in name(entry.name).map { (name: $0, value: entry.value) } }
        // An empty mapping would be an error.
        if !named.isEmpty { return replacing("budgets", by: section.replacing("tenants", by: .made(named))) }
        return budgets.count == 1 ? removing("budgets") : replacing("budgets", by: section.removing("tenants"))
    }
}
