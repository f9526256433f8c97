import Foundation
import SQLSandbox
import SandboxJudge
import Testing

/// What the fuzzer sends and judges by: on its seeds, on queries written from fixed bytes, and with planted faults.
@Suite struct TrialTests {
    private func judge(_ texts: [String], of trial: Trial) throws -> (accepted: Int, refused: Int) {
        let folder = try TemporaryFolder()
        let judge = try TrialJudge(trial, in: folder.path)
        var (accepted, refused) = (0, 0)
        for sql in texts {
            switch judge.judge(sql) {
            case .finding(let why): Issue.record("\(trial.name): \(why): \(sql)")
            case .refused: refused += 1
            case .failed, .harmless: accepted += 1
            }
        }
        return (accepted, refused)
    }

    @Test(arguments: Trial.all)
    func `a seed of the fuzzer comes to a good end`(trial: Trial) throws {
        let path = ThisPackage.folder.appending(path: "Tests/SandboxJudge/Seeds/guard.sql")
        let seeds = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").dropFirst()
        let (accepted, refused) = try judge(seeds.map { String($0).replacing("\\0", with: "\0") }, of: trial)
        #expect(accepted > 5 && refused > 50, "\(trial.name): \(accepted) accepted, \(refused) refused")
    }

    @Test(arguments: Trial.all)
    func `a written query comes to a good end, and many are accepted`(trial: Trial) throws {
        // Knuth's generator, so that the queries are the same in every run.
        var state: UInt64 = 1
        func byte() -> UInt8 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(state >> 56)
        }
        let queries = (0..<300).map { number in
            QueryWriter.query(on: trial.database, from: (0..<20 + number % 200).map { _ in byte() }[...])
        }
        let (accepted, _) = try judge(queries, of: trial)
        #expect(accepted > queries.count / 10, "\(trial.name): \(accepted) of \(queries.count)")
    }

    /// A fault of the guard, and a statement that must be told from others by it.
    struct PlantedFault: CustomTestStringConvertible {
        let name: String
        var trial = "allowed tables"
        var layers = GuardLayers.all
        var plant: @Sendable (inout SandboxPolicy) -> Void = { _ in }
        let sql: String
        let finding: String

        var testDescription: String { name }
    }

    static let faults: [PlantedFault] = [
        .init(
            name: "the audit is gone", layers: .all.subtracting(.audit),
            sql: "SELECT note FROM guess JOIN patient USING (ssn)", finding: "it walks in the order of patient.ssn"),
        .init(
            name: "the audit is gone, and a key is compared", layers: .all.subtracting(.audit),
            sql: "SELECT note FROM guess NOT INDEXED JOIN patient NOT INDEXED USING (ssn)",
            finding: "it reads patient.ssn"),
        .init(
            name: "the audit is gone, and the order of an index tells", layers: .all.subtracting(.audit),
            sql: "SELECT ward FROM patient ORDER BY ward", finding: "it walks in the order of patient.ssn"),
        .init(
            name: "a denied table is forgotten", plant: { $0.tables = .all }, sql: "SELECT count(*) FROM secret",
            finding: "it opens secret"),
        .init(
            name: "a denied column is forgotten", plant: { $0.deniedColumns = [:] },
            sql: "SELECT max(ssn) FROM patient", finding: "it reads patient.ssn"),
        .init(
            name: "a function too many", plant: { $0.functions.insert("random") }, sql: "SELECT random() IS NULL",
            finding: "it calls random"),
        .init(
            name: "too many rows", plant: { $0.budget.rows = 99 },
            sql: "SELECT a.ward FROM visit a, visit b, visit c", finding: "it gives 64 rows"),
        .init(
            name: "too many bytes", plant: { $0.budget.bytes = 99_999 },
            sql: "SELECT hex(hex(hex(hex(hex(hex(hex(hex(hex(hex('0123456789'))))))))))",
            finding: "it gives 10398 bytes"),
        .init(
            name: "too many operations", plant: { $0.budget.operations = 99_999 },
            sql: "SELECT count(*) FROM visit a, visit b, visit c, visit d, visit e, visit f", finding: "it takes "),
        .init(
            name: "rows that are left out", plant: { $0.budget.rows = 2 }, sql: "SELECT id FROM visit",
            finding: "it is cut short after 2 rows"),
        .init(
            name: "statistics are read", trial: "statistics of denied columns", layers: .all.subtracting(.hardening),
            sql: "SELECT night FROM stay WHERE room = 1 AND person_id = 6",
            finding: "it tells the databases apart by being refused on one of them"),
        .init(
            name: "every layer is gone", layers: [], sql: "VACUUM INTO 'PLACE/stolen.db'", finding: "it writes"),
    ]

    @Test(arguments: faults)
    func `a fault of the guard is found:`(fault: PlantedFault) throws {
        let trial = try #require(Trial.all.first { $0.name == fault.trial })
        let folder = try TemporaryFolder()
        var planted = trial.policy
        fault.plant(&planted)
        let judge = try TrialJudge.twins(of: trial, in: folder.path, layers: fault.layers, planted: planted)
        let outcome = judge.attack(fault.sql.replacing("PLACE", with: folder.path))
        guard case .accepted(let why) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(why.hasPrefix(fault.finding), "\(why)")
    }
}
