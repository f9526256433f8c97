import ToolRouter

/// A bug to plant into the world around the router, so that an invariant can show that it would catch it: a check which
/// can't fail is a defect.
package protocol PlantedBug: WorldDecoration {
    /// Names it on the command line.
    static var name: String { get }
    /// The name of the invariant that it breaks, and the only one; or one of `RunComparison`.
    static var invariant: String { get }

    init()
}

extension PlantedBug {
    /// Why no single replay shows it; nil where one does.
    package static var isNotSeenAlone: String? {
        switch invariant {
        case RunComparison.sameBytes: "two replays of the same show it"
        case RunComparison.shadowsChangeNothing: "a replay with candidates and one without show it"
        default: nil
        }
    }
}

/// The bugs that can be planted.
package enum PlantedBugs {
    /// All of them, sorted by the invariant they break. A new one is a new file and a line here.
    package static let all: [any PlantedBug.Type] = [
        AnsweredTwice.self, LostAnswers.self, SlowTurns.self,
        SpeechlessGuard.self,
        SwappedCall.self, CommonRights.self, WidePolicy.self,
        CallOnHit.self, HastyCircuit.self, ManyProbes.self,
        GenerousLimiter.self, UnestimatedTokens.self, ForgottenDebts.self, OpenLimiter.self,
        CarelessBudgets.self, LeakedReservations.self, FreeUnknowns.self,
        MixedUpStore.self, StoredFallback.self, SharedAnswers.self, SharedCalls.self, UnsealedStore.self,
        PersonalAnswers.self,
        StalePrices.self, UnbilledAnswers.self,
        LostRecords.self, DoubledRecords.self,
        ForgottenCalls.self,
        ForgottenComparisons.self,
        AskedBackInstead.self,
        CrowdedRouter.self, CrowdedPlanner.self, HeldCalls.self, HoardingCache.self,
        StubbornCircuit.self, LonelyStore.self, LastingDebt.self,
        Unseeded.self,
        MeddlingCandidate.self,
    ]

    /// Their names, for people.
    package static var names: String { all.map { $0.name }.joined(separator: ", ") }

    /// All of them in the order of the reports, a line each with the invariant that it breaks, for people.
    package static var listing: String {
        let width = all.map { $0.name.count }.max() ?? 0
        return all.map { bug in
            let note = bug.isNotSeenAlone.map { "  (\($0))" } ?? ""
            return bug.name.padding(to: width) + "  " + bug.invariant + note
        }.joined(separator: "\n")
    }

    /// The bug of that name.
    package static func named(_ name: String) -> (any PlantedBug)? {
        all.first { $0.name == name }.map { $0.init() }
    }
}

extension String {
    /// The text with so many blanks behind it that it is `width` characters long.
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
