import ToolRouter

extension Budgets {
    /// Reads what may be spent at planners; what is absent does not limit.
    init(_ node: ConfigurationNode) throws(FileError) {
        self.init()
        let section = try ConfigurationSection(
            node, keys: ["global", "tenant", "tenants", "over", "lease", "estimate", "unknown_cost"])
        if let global = section["global"] { self.global = try BudgetLimits(global) }
        if let tenant = section["tenant"] { self.tenant = try BudgetLimits(tenant) }
        if let tenants = section["tenants"] {
            for entry in try tenants.someEntries("a mapping of tenants to budgets") {
                self.tenants[TenantID(entry.name)] = try BudgetLimits(entry.value)
            }
        }
        if let over = try section["over"]?.choice(["refuse": OverBudget.refuse, "rules": .rules]) { self.over = over }
        if let lease = try section.duration("lease") { self.lease = lease }
        if let cost = try section["unknown_cost"]?.dollars() { unknownCost = cost }
        guard let node = section["estimate"] else { return }
        let estimate = try node.dollars()
        guard let smallest = smallest, estimate > smallest else {
            self.estimate = estimate
            return
        }
        throw node.fault(
            expected: "at most \(smallest.usdText) USD, the smallest budget there is",
            remedy: "correct it: a call that is estimated at more is never made")
    }

    /// The smallest budget of a call of the current planner; nil where nothing limits it.
    private var smallest: Money? {
        ([global, tenant] + tenants.values).flatMap { [$0.day, $0.month] }.compactMap { $0 }.min()
    }
}

extension BudgetLimits {
    /// Reads the budget of a day, of a month, or both.
    init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(node, keys: ["day", "month"])
        self.init(day: try section["day"]?.dollars(), month: try section["month"]?.dollars())
        guard !isEmpty else { throw node.missing("day", expected: "a `day` or a `month`, or both") }
    }
}

extension ConfigurationNode {
    /// An amount of US dollars above 0, exactly as it is written.
    fileprivate func dollars() throws(FileError) -> Money {
        let expected = "an amount in USD such as \"50\" or \"0.02\""
        let text = try text(expected)
        guard text.utf8.count <= 30, text.utf8.allSatisfy(Self.isAmountByte), let money = Money(usd: text) else {
            throw fault(expected: expected, remedy: "write it in digits, with a point where needed")
        }
        guard money > .zero, money <= Money.dollar * 1_000_000_000 else {
            throw fault(expected: "an amount above 0 and at most 1,000,000,000 USD", remedy: "correct the number")
        }
        return money
    }

    private static func isAmountByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".")
    }
}
