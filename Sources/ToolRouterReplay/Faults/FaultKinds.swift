import ToolRouterFormats

/// The kinds of fault that a plan can name.
package enum FaultKinds {
    /// All of them, sorted by name. A new one is a new file and a line here.
    package static let all: [any Fault.Type] = [
        BurstFault.self,
        DiskFullFault.self,
        DriftFault.self,
        DuplicatedFault.self,
        EndlessSQLFault.self,
        ErrorFault.self,
        HallucinatedFault.self,
        HangFault.self,
        HangUpFault.self,
        HugeResultFault.self,
        JumpFault.self,
        LateFault.self,
        LatencyFault.self,
        LowConfidenceFault.self,
        MalformedFault.self,
        OtherTenantFault.self,
        PartitionFault.self,
        ProseFault.self,
        RefusalFault.self,
        ResetFault.self,
        SlowDripFault.self,
        SQLiteFault.self,
        StaleFault.self,
        TruncatedFault.self,
        UnsafeSQLFault.self,
        UsageFault.self,
        WrongFault.self,
        WrongSchemaFault.self,
    ]

    /// Reads the kind that `node` names; it must be able to spoil calls of `target`.
    static func kind(
        _ node: ConfigurationNode, for target: FaultTarget
    ) throws(FileError) -> any Fault.Type {
        let word = try node.text("a kind of fault")
        guard let kind = all.first(where: { $0.kind == word }) else {
            let words = all.map { $0.kind }
            throw node.fault(
                expected: "one of " + list(all),
                remedy: Spelling.nearest(to: word, among: words).map { "did you mean `\($0)`?" } ?? "write one of them")
        }
        guard kind.fits(target) else {
            throw node.fault(
                expected: "a kind that \(target.text) can suffer: " + list(all.filter { $0.fits(target) }),
                remedy: "correct the kind or the target")
        }
        return kind
    }

    private static func list(_ kinds: [any Fault.Type]) -> String {
        kinds.map { "`\($0.kind)`" }.joined(separator: ", ")
    }
}
