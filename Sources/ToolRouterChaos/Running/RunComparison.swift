/// stand-in until Invariants has it
enum RunComparison { static let sameBytes = "same_bytes"; static let shadowsChangeNothing = "shadows_change_nothing" }
