package import ToolRouter

/// Ratios for people.
package enum Percent {
    /// `35.4 %`.
    package static func text(_ ratio: Ratio) -> String {
        let tenths = ratio.millionths / 1_000
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
