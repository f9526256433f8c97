import ToolRouter
package import ToolRouterFormats

/// A setting that schedules draw: its key in scenario.yaml, and values at its edges, each with what it does to the settings
/// that were read from the file.
package struct SettingKnob: Sendable {
    /// The key as a path, such as `breaker.failures`.
    package let key: String
    /// The values, the mildest first: what differs least from a usual configuration.
    package let values: [(text: String, apply: @Sendable (inout RouterSettings) -> Void)]

    /// What a value does to the settings of `key`; a value that is not among `values` does nothing and is a bug.
    func apply(_ value: String, to settings: inout RouterSettings) {
        guard let found = values.first(where: { $0.text == value }) else {
            preconditionFailure("\(key) has no value \(value)")
        }
        found.apply(&settings)
    }
}

extension SettingKnob {
    /// Whole numbers.
    static func numbers(
        _ key: String, _ values: Int..., set: @escaping @Sendable (inout RouterSettings, Int) -> Void
    ) -> SettingKnob {
        SettingKnob(key: key, values: values.map { value in ("\(value)", { set(&$0, value) }) })
    }

    /// Durations as files have them.
    static func durations(
        _ key: String, _ values: String..., set: @escaping @Sendable (inout RouterSettings, Duration) -> Void
    ) -> SettingKnob {
        SettingKnob(
            key: key,
            values: values.map { text in
                guard let value = DurationText.parse(text) else { preconditionFailure("\(text) is no duration") }
                return (text, { set(&$0, value) })
            })
    }

    /// Shares as decimals.
    static func ratios(
        _ key: String, _ values: (String, millionths: Int64)...,
        set: @escaping @Sendable (inout RouterSettings, Ratio) -> Void
    ) -> SettingKnob {
        SettingKnob(
            key: key,
            values: values.map { text, millionths in (text, { set(&$0, Ratio(millionths: millionths)) }) })
    }

    /// Limits, as mappings of `unit`, `per` and `burst`.
    static func limits(
        _ key: String, _ unit: String, _ values: (Int, per: Duration, burst: Int)...,
        set: @escaping @Sendable (inout RouterSettings, RateLimit) -> Void
    ) -> SettingKnob {
        SettingKnob(
            key: key,
            values: values.map { count, per, burst in
                let limit = RateLimit(requests: count, per: per, burst: burst)
                return ("{\(unit): \(count), per: \(DurationText.format(per)), burst: \(burst)}", { set(&$0, limit) })
            })
    }

    /// Amounts of US dollars.
    static func dollars(
        _ key: String, _ budget: any WritableKeyPath<Budgets, Money?> & Sendable,
        _ amounts: [String] = ["0.1", "0.03", "0.01", "0.003", "0.001"]
    ) -> SettingKnob {
        SettingKnob(
            key: key,
            values: amounts.map { text in
                guard let amount = Money(usd: text) else { preconditionFailure("\(text) is no amount") }
                return ("\"\(text)\"", { $0.router.budgets[keyPath: budget] = amount })
            })
    }
}
