import Foundation

/// What libFuzzer throws its inputs at: `TOOLROUTER_FUZZ_TARGET` says which reader. See Scripts/fuzz.
enum FuzzTarget: String, CaseIterable {
    case recording, golden, plan, `guard`, cost

    /// The one that was asked for.
    static let chosen: FuzzTarget = {
        let name = ProcessInfo.processInfo.environment["TOOLROUTER_FUZZ_TARGET"] ?? ""
        guard let target = FuzzTarget(rawValue: name) else {
            fatalError("TOOLROUTER_FUZZ_TARGET is \"\(name)\", expected one of \(allCases.map(\.rawValue))")
        }
        return target
    }()

    /// Reads `input`, whatever it is; traps when the result is wrong.
    func judge(_ input: [UInt8]) {
        switch self {
        case .recording: RecordingFuzzing.judge(input)
        case .golden: GoldenFuzzing.judge(input)
        case .plan: PlanFuzzing.judge(input)
        case .guard: GuardFuzzing.judge(input)
        case .cost: CostFuzzing.judge(input)
        }
    }
}

/// The entry that libFuzzer knows by its name.
@_cdecl("LLVMFuzzerTestOneInput")
public func judgeOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzTarget.chosen.judge(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
