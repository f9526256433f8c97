import ToolRouter

/// A bug to plant into the world around the router, so that an invariant can show that it would catch it: a check which
/// can't fail is a defect.
package protocol PlantedBug: WorldDecoration {
    /// Names it on the command line.
    static var name: String { get }
    /// The name of the invariant that it breaks, and the only one.
    static var invariant: String { get }

    init()
}

/// The bugs that can be planted.
package enum PlantedBugs {
    /// All of them, sorted by the invariant they break. A new one is a new file and a line here.
    package static let all: [any PlantedBug.Type] = [
        AnsweredTwice.self, LostAnswers.self, SlowTurns.self,
        SpeechlessGuard.self,
        SwappedCall.self,
        CommonRights.self,
        CallOnHit.self, HastyCircuit.self, ManyProbes.self,
        GenerousLimiter.self, UnestimatedTokens.self, ForgottenDebts.self, OpenLimiter.self,
        CarelessBudgets.self, LeakedReservations.self, FreeUnknowns.self,
        MixedUpStore.self, StoredFallback.self, SharedAnswers.self, UnsealedStore.self,
        StalePrices.self, UnbilledAnswers.self,
        LostRecords.self,
        ForgottenCalls.self,
        ForgottenComparisons.self,
        AskedBackInstead.self,
    ]

    /// Their names, for people.
    package static var names: String { all.map { $0.name }.joined(separator: ", ") }

    /// The bug of that name.
    package static func named(_ name: String) -> (any PlantedBug)? {
        all.first { $0.name == name }.map { $0.init() }
    }
}
