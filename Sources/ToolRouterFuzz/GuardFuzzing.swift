import Foundation
import SandboxJudge

/// Any bytes as SQL that a sandbox is sent: a refusal that helps, or a statement that reads, writes and spends nothing
/// that it must not.
///
/// The first byte picks the policy and the database; in its upper half, the other bytes are no text, but decisions of
/// `QueryWriter`, which writes queries that compile.
enum GuardFuzzing {
    /// Where the databases lie; Scripts/fuzz removes it.
    private static let parent: String = {
        guard let parent = ProcessInfo.processInfo.environment["TOOLROUTER_FUZZ_FOLDER"] else {
            fatalError("TOOLROUTER_FUZZ_FOLDER is not set, expected a folder")
        }
        return parent
    }()

    // libFuzzer calls from one thread.
    nonisolated(unsafe) private static var judges: [TrialJudge?] = Trial.all.map { _ in nil }
    nonisolated(unsafe) private static var judged = 0
    nonisolated(unsafe) private static var tally = GuardTally()

    /// After so many inputs all sandboxes are opened anew: they remember statements, which fill the memory.
    private static let lifetime = 2_000

    static func judge(_ input: [UInt8]) {
        guard let first = input.first else { return }
        let (isWritten, number) = (first >= 128, Int(first & 127) % Trial.all.count)
        let trial = Trial.all[number]
        let rest = input.dropFirst()
        let sql =
            isWritten ? QueryWriter.query(on: trial.database, from: rest) : String(decoding: rest, as: UTF8.self)

        let outcome = judgeOfTrial(number).judge(sql)
        if case .finding(let why) = outcome { fatalError("\(trial.name): \(why)\n\(sql)") }
        tally.count(outcome, isWritten: isWritten)
    }

    private static func judgeOfTrial(_ number: Int) -> TrialJudge {
        if judged == 0 { atexit { GuardFuzzing.tally.print() } }
        judged += 1
        if judged.isMultiple(of: lifetime) { judges = Trial.all.map { _ in nil } }
        if let judge = judges[number] { return judge }
        let folder = "\(parent)/\(getpid())-\(number)"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let judge = try TrialJudge(Trial.all[number], in: folder)
            judges[number] = judge
            return judge
        } catch {
            fatalError("\(Trial.all[number].name): \(error)")
        }
    }
}
