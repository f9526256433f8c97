package import ToolRouter

/// What single cases of a run must keep to, beside what drift says of them.
package enum CasePolicy: Hashable, Sendable {
    /// Each case that is required passes: nothing of it drifts that fails a run, and where it is known what is right, it is
    /// strictly right.
    case everyRequiredCasePasses(Required)
    /// No case that the golden answered (strictly right, where that is known) is answered wrongly now, or not at all.
    case noApprovedPassingCaseMayRegress

    /// Which cases are required.
    package enum Required: Hashable, Sendable {
        /// Those that have an expected answer in the recording.
        case withExpectedAnswer
        /// These; one that the run does not have does not pass.
        case listed([RequestID])
    }

    /// The keys of all, sorted.
    package static let names = [requiredName, approvedName]
    private static let requiredName = "every_required_case_passes"
    private static let approvedName = "no_approved_passing_case_may_regress"
    /// How many cases may be listed.
    private static let mostListed = 10_000

    /// Its name in a scenario and in reports.
    package var name: String {
        switch self {
        case .everyRequiredCasePasses: Self.requiredName
        case .noApprovedPassingCaseMayRegress: Self.approvedName
        }
    }
}

extension CasePolicy {
    /// Reads those among all gates, sorted by name.
    static func all(_ node: ConfigurationNode) throws(FileError) -> [CasePolicy] {
        let section = try ConfigurationSection(node)
        var policies: [CasePolicy] = []
        if let node = section[requiredName] { policies.append(.everyRequiredCasePasses(try required(node))) }
        if try section[approvedName]?.choice(["on": true, "off": false]) ?? false {
            policies.append(.noApprovedPassingCaseMayRegress)
        }
        return policies
    }

    private static func required(_ node: ConfigurationNode) throws(FileError) -> Required {
        if case .scalar = node.content { return try node.choice(["expected": .withExpectedAnswer]) }
        let list = try ConfigurationSection(node, keys: ["ids"])
            .required("ids", "a list of requests, or `expected` instead of the mapping")
        let ids = try list.someElements("a list of requests")
        guard ids.count <= mostListed else {
            throw list.fault(
                found: Quantity.words(ids.count, "request"), expected: "at most \(mostListed) requests",
                remedy: "write `expected` for all whose expected answer is recorded")
        }
        return .listed(
            try ids.distinct { node throws(FileError) in RequestID(try node.name("a request's id", longest: 200)) })
    }
}
