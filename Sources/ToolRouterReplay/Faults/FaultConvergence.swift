import ToolRouter
import ToolRouterFormats

/// When everything must be well again after the last fault, as the invariant `converges` says it.
package struct FaultConvergence: Hashable, Sendable {
    /// The time from the end of the last rule's window; above zero. `RecoveryTime` says the least that a configuration allows.
    package let within: Duration

    /// Everything is well again so long after the last window ended.
    package init(within: Duration) {
        precondition(within > .zero, "nothing is well again after \(within)")
        self.within = within
    }

    /// Reads the mapping under `converge`.
    init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(node, keys: ["within"])
        self.init(within: try section.required("within", "a time such as 30s").duration())
    }

    func write(to writer: inout JSONWriter) {
        writer.object { $0.member("within", DurationText.format(within)) }
    }
}
