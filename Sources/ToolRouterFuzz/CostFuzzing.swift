import CFuzzCounters
import Foundation
import SQLSandbox
import SandboxJudge

/// Any bytes as a template of a statement (`CostTemplate`), with what it costs as its score: an input that costs more than
/// any before it is kept and changed further. From 128 on, the bytes behind the first are no text, but decisions of
/// `CostWriter`, most of whose templates compile.
enum CostFuzzing {
    // libFuzzer calls from one thread.
    nonisolated(unsafe) private static var worst = (judging: Found(), running: Found())
    nonisolated(unsafe) private static var approved = 0
    nonisolated(unsafe) private static var judged = 0

    private struct Found {
        var cost = Duration.zero
        var template: [UInt8] = []
    }

    private static let trial: CostTrial = {
        guard let folder = ProcessInfo.processInfo.environment["TOOLROUTER_FUZZ_FOLDER"] else {
            fatalError("TOOLROUTER_FUZZ_FOLDER is not set, expected a folder")
        }
        atexit { CostFuzzing.print() }
        do {
            return try CostTrial(at: "\(folder)/cost-\(getpid()).sqlite")
        } catch {
            fatalError("\(error)")
        }
    }()

    /// What a writer changes.
    private static let known: [String] = {
        let path = ProcessInfo.processInfo.environment["TOOLROUTER_FUZZ_SEEDS"] ?? ""
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            fatalError("TOOLROUTER_FUZZ_SEEDS is \"\(path)\", expected a file of templates")
        }
        return text.split(separator: "\n").dropFirst().map(String.init)
    }()

    static func judge(_ bytes: [UInt8]) {
        let isWritten = bytes.first.map { $0 >= 128 } ?? false
        let input = isWritten ? Array(CostWriter.template(of: known, from: bytes.dropFirst()).utf8) : bytes
        let sql = CostTemplate.statement(input, upTo: StatementLimits().statementBytes)
        var cost = self.cost(of: sql)
        // A machine that is busy can make anything look costly, but not three times.
        for _ in 0..<2 where cost.judging > CostTrial.mostJudging || cost.running > CostTrial.mostRunning {
            let again = self.cost(of: sql)
            cost.judging = min(cost.judging, again.judging)
            cost.running = min(cost.running, again.running)
        }
        judged += 1
        approved += cost.isApproved ? 1 : 0
        // 8 numbers for each doubling from a microsecond on; the first half is judging's.
        toolrouter_fuzz_reach(number(of: cost.judging))
        toolrouter_fuzz_reach(UInt32(toolrouter_fuzz_counters) / 2 + number(of: cost.running))
        if cost.judging > worst.judging.cost { worst.judging = Found(cost: cost.judging, template: input) }
        if cost.running > worst.running.cost { worst.running = Found(cost: cost.running, template: input) }
        if cost.judging > CostTrial.mostJudging { fatalError("judging takes \(cost.judging): \(sql.prefix(2_000))") }
        if cost.running > CostTrial.mostRunning { fatalError("running takes \(cost.running): \(sql.prefix(2_000))") }
    }

    private static func cost(of sql: String) -> CostTrial.Cost {
        do {
            return try trial.cost(of: sql)
        } catch {
            fatalError("\(error)")
        }
    }

    private static func number(of cost: Duration) -> UInt32 {
        let microseconds = Double(cost.components.seconds) * 1e6 + Double(cost.components.attoseconds) / 1e12
        return UInt32(min(max(log2(max(microseconds, 1)) * 4, 0), 127))
    }

    /// Prints the worst that was found to stderr, as libFuzzer does with its own.
    private static func print() {
        let lines = [("judging", worst.judging), ("running", worst.running)].map { name, found in
            "cost, \(name): \(found.cost) for \(String(decoding: found.template, as: UTF8.self))\n"
        }
        let all = "cost: \(judged) judged, \(approved) approved\n"
        FileHandle.standardError.write(Data((all + lines.joined()).utf8))
    }
}
