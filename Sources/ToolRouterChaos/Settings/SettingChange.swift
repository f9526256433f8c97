/// One setting that a schedule has otherwise than its scenario: a key of scenario.yaml with another value.
package struct SettingChange: Hashable, Sendable {
    /// The key as a path, such as `breaker.failures`; one of `SettingKnobs.all`.
    package let key: String
    /// The value as the file would say it, such as `1` or `250ms`.
    package let value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}
