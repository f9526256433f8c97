import ToolRouter
import ToolRouterFormats

/// When a rule holds, in virtual time since the traffic began. The moment at which a call is made counts.
package struct FaultWindow: Hashable, Sendable {
    /// Always.
    package static let always = FaultWindow()

    /// The first moment.
    package let from: Duration
    /// The moment from which it no longer holds; nil when it always does.
    package let to: Duration?

    /// From the moment `from` until just before `to`, which is later.
    package init(from: Duration = .zero, to: Duration? = nil) {
        precondition(from >= .zero && to.map { $0 > from } ?? true, "a window from \(from) to \(to as Any)")
        self.from = from
        self.to = to
    }

    /// Whether it holds when so much time has passed since the traffic began.
    func contains(_ elapsed: Duration) -> Bool {
        elapsed >= from && (to.map { elapsed < $0 } ?? true)
    }

    func write(to writer: inout JSONWriter) {
        writer.object { window in
            if from > .zero { window.member("from", DurationText.format(from)) }
            if let to { window.member("to", DurationText.format(to)) }
        }
    }
}

extension FaultWindow {
    init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(node, keys: ["from", "to"])
        let from = try section["from"]?.elapsed()
        let to = try section["to"]?.elapsed()
        guard from != nil || to != nil else {
            throw node.fault(
                found: "an empty window", expected: "`from`, `to` or both", remedy: "add one, or remove the key")
        }
        if let to, to <= from ?? .zero {
            throw (section["to"] ?? node).fault(
                expected: "a moment after `from`, which is \(DurationText.format(from ?? .zero))",
                remedy: "swap or correct the two")
        }
        self.init(from: from ?? .zero, to: to)
    }
}

extension ConfigurationNode {
    /// How long after the beginning of the traffic.
    fileprivate func elapsed() throws(FileError) -> Duration {
        let expected = "the time since the traffic began such as 90s or 5m"
        guard let duration = DurationText.parse(try text(expected)) else {
            throw fault(expected: expected, remedy: "write a number and one of the units us, ms, s, m, h")
        }
        return duration
    }
}
