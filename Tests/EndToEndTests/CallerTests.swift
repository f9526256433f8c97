import Foundation
import Testing

/// Who asks, as far as it decides what is answered: whose answers one is given, and whose allowance one uses up.
@Suite struct CallerTests {
    /// A request and what becomes of it.
    struct Step: Sendable {
        let at: Int
        let caller: String
        var question = "How many?"
        /// What the planner says; nil when nothing is recorded beside a lost connection.
        var sql: String? = "SELECT 1"
        /// Where the answer came from, or the code of the error.
        let end: String
        var usage = 100
    }

    struct Story: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let settings: String
        let steps: [Step]
    }

    private func replay(_ story: Story) throws {
        let workplace = try Workplace()
        try workplace.folder.write(
            """
            version: 1
            databases: {shop: shop.sql}
            planner: {name: recorded, retries: 0}
            breaker: {mode: disabled}

            """ + story.settings + "\n", to: "replays/callers/scenario.yaml")
        try workplace.folder.write("CREATE TABLE t(id INTEGER PRIMARY KEY);\n", to: "replays/callers/shop.sql")
        var recording = """
            {"format":"toolrouter-recording","version":1,"source":"by hand","epoch":"2026-11-20T09:00:00Z"}

            """
        for (number, step) in story.steps.enumerated() {
            let attempt =
                step.sql.map {
                    "\"content\":\"\($0)\",\"usage\":{\"input\":\(step.usage),\"output\":0},\"finish_reason\":\"stop\""
                } ?? "\"error\":{\"kind\":\"connection\"}"
            recording += """
                {"id":"r-\(number)","at_us":\(step.at * 1_000),"caller":{"tenant":"t",\(step.caller)},\
                "question":"\(step.question)","planner":[{"latency_us":800000,\(attempt)}]}

                """
        }
        try workplace.folder.write(
            recording.replacingOccurrences(of: "\"tenant\":\"t\",\"tenant\"", with: "\"tenant\"")
                .replacingOccurrences(of: "\"t\",}", with: "\"t\"}"), to: "replays/callers/traffic.jsonl")
        let run = try workplace.run("replay")
        #expect(run.code == 3, "\(run.text)\(run.errors)")
        let answers = try workplace.answers("reports/callers/answers.jsonl")
        let ends = story.steps.indices.map { number in
            answers["r-\(number)"].map { $0.code ?? $0.source ?? $0.outcome } ?? "absent"
        }
        #expect(ends == story.steps.map(\.end))
        #expect(try workplace.report().scenarios[0].broken == [])
    }

    private static let ada = #""user":"ada""#
    private static let bob = #""user":"bob""#

    @Test(arguments: [
        Story(
            testDescription: "a fresh answer", settings: "cache: {ttl: 1m}",
            steps: [
                Step(at: 0, caller: ada, end: "planner"), Step(at: 5_000, caller: bob, end: "planner"),
                Step(at: 9_000, caller: ada, end: "cache"),
            ]),
        Story(
            testDescription: "a stale answer", settings: "cache: {ttl: 1s, stale_if_error: 1h}",
            steps: [
                Step(at: 0, caller: ada, end: "planner"),
                Step(at: 9_000, caller: bob, sql: nil, end: "provider_unreachable"),
                Step(at: 19_000, caller: ada, sql: nil, end: "stale"),
            ]),
        Story(
            testDescription: "an answer that is renewed early", settings: "cache: {ttl: 1m, early_refresh: 100}",
            steps: [
                Step(at: 0, caller: ada, end: "planner"),
                Step(at: 59_000, caller: bob, sql: nil, end: "provider_unreachable"),
                Step(at: 60_000, caller: ada, sql: nil, end: "cache"),
            ]),
        Story(
            testDescription: "a call that is under way", settings: "cache: {ttl: 1m}",
            steps: [
                Step(at: 0, caller: ada, sql: "SELECT 1", end: "planner"),
                Step(at: 100, caller: bob, sql: nil, end: "provider_unreachable"),
                Step(at: 200, caller: ada, sql: nil, end: "planner"),
            ]),
        Story(
            testDescription: "callers without a name", settings: "cache: {ttl: 1m}",
            steps: [
                Step(at: 0, caller: #""ip":"10.1.0.9""#, end: "planner"),
                Step(at: 5_000, caller: #""ip":"10.1.0.8""#, end: "planner"),
                Step(at: 9_000, caller: #""ip":"::ffff:a01:9""#, end: "cache"),
                Step(at: 12_000, caller: #""user":"ada","ip":"10.1.0.9""#, end: "planner"),
            ]),
        Story(
            testDescription: "callers who are known by nothing", settings: "cache: {ttl: 1m}",
            steps: [Step(at: 0, caller: "", end: "planner"), Step(at: 5_000, caller: "", end: "planner")]),
        Story(
            testDescription: "neighbours in a network of IPv6",
            settings: "cache: {ttl: 1m}\nlimits: {ipv6_prefix: 48}",
            steps: [
                Step(at: 0, caller: #""ip":"fe80::1%eth0""#, end: "planner"),
                Step(at: 5_000, caller: #""ip":"fe80::2%eth1""#, end: "planner"),
                Step(at: 9_000, caller: #""ip":"fe80::1%eth1""#, end: "planner"),
                Step(at: 12_000, caller: #""ip":"FE80:0::1%eth0""#, end: "cache"),
            ]),
        Story(
            testDescription: "callers whose name is empty", settings: "cache: {ttl: 1m}",
            steps: [
                Step(at: 0, caller: #""user":"""#, end: "planner"),
                Step(at: 5_000, caller: #""user":"","ip":"""#, end: "planner"),
                Step(at: 9_000, caller: #""ip":"unknown""#, end: "planner"),
                Step(at: 12_000, caller: #""ip":"unknown""#, end: "planner"),
            ]),
        Story(
            testDescription: "a tenant that shares", settings: "cache: {ttl: 1m, scope: tenant}",
            steps: [
                Step(at: 0, caller: ada, end: "planner"), Step(at: 5_000, caller: bob, end: "cache"),
                Step(at: 9_000, caller: #""tenant":"other","user":"ada""#, end: "planner"),
            ]),
    ])
    func `nobody is given another user's answer`(story: Story) throws {
        try replay(story)
    }

    @Test(arguments: [
        Story(
            testDescription: "an address in other spellings",
            settings: "cache: off\nlimits: {ip: {requests: 1, per: 60s}}",
            steps: [
                Step(at: 0, caller: #""ip":"10.1.0.9""#, end: "planner"),
                Step(at: 5_000, caller: #""ip":"::ffff:10.1.0.9""#, end: "rate_limited"),
                Step(at: 9_000, caller: #""ip":"0:0:0:0:0:FFFF:0A01:0009""#, end: "rate_limited"),
                Step(at: 12_000, caller: #""ip":"10.1.0.8""#, end: "planner"),
            ]),
        Story(
            testDescription: "a network of IPv6", settings: "cache: off\nlimits: {ip: {requests: 1, per: 60s}}",
            steps: [
                Step(at: 0, caller: #""ip":"2001:db8::1""#, end: "planner"),
                Step(at: 5_000, caller: #""ip":"2001:db8::ffff:2""#, end: "rate_limited"),
                Step(at: 9_000, caller: #""ip":"2001:db8:0:1::1""#, end: "planner"),
            ]),
        Story(
            testDescription: "addresses of IPv6 one by one",
            settings: "cache: off\nlimits: {ip: {requests: 1, per: 60s}, ipv6_prefix: 128}",
            steps: [
                Step(at: 0, caller: #""ip":"2001:db8::1""#, end: "planner"),
                Step(at: 5_000, caller: #""ip":"2001:db8::2""#, end: "planner"),
                Step(at: 9_000, caller: #""ip":"2001:DB8:0::1""#, end: "rate_limited"),
            ]),
        Story(
            testDescription: "tokens of an address in other spellings",
            settings: "cache: off\nlimits: {tokens: {ip: {tokens: 1, per: 1h, burst: 1100}, estimate: 1000}}",
            steps: [
                Step(at: 0, caller: #""ip":"::ffff:10.1.0.9""#, end: "planner", usage: 1_000),
                Step(at: 5_000, caller: #""ip":"10.1.0.9""#, end: "rate_limited"),
            ]),
        Story(
            testDescription: "callers whose name is empty, who use up nobody's allowance",
            settings: "cache: off\nlimits: {user: {requests: 1, per: 60s}, ip: {requests: 1, per: 60s}}",
            steps: [
                Step(at: 0, caller: #""user":"","ip":"""#, end: "planner"),
                Step(at: 5_000, caller: #""user":"","ip":"""#, end: "planner"),
            ]),
    ])
    func `one caller has one allowance`(story: Story) throws {
        try replay(story)
    }

    @Test(arguments: [
        Story(
            testDescription: "users", settings: "cache: off\nlimits: {user: {requests: 1, per: 60s}, keys: 1}",
            steps: [
                Step(at: 0, caller: ada, end: "planner"), Step(at: 59_000, caller: bob, end: "planner"),
                Step(at: 60_000, caller: bob, end: "rate_limited"), Step(at: 119_000, caller: bob, end: "planner"),
            ]),
        Story(
            testDescription: "addresses", settings: "cache: off\nlimits: {ip: {requests: 1, per: 60s}, keys: 1}",
            steps: [
                Step(at: 0, caller: #""ip":"10.1.0.9""#, end: "planner"),
                Step(at: 59_000, caller: #""ip":"10.1.0.8""#, end: "planner"),
                Step(at: 60_000, caller: #""ip":"::ffff:10.1.0.8""#, end: "rate_limited"),
            ]),
        Story(
            testDescription: "tokens, as estimated",
            settings: "cache: off\nlimits: {tokens: {user: {tokens: 1100, per: 60s}, estimate: 1000}, keys: 1}",
            steps: [
                Step(at: 0, caller: ada, end: "planner", usage: 1_000),
                Step(at: 53_000, caller: bob, end: "planner", usage: 1_000),
                Step(at: 60_000, caller: bob, end: "rate_limited"),
            ]),
        Story(
            testDescription: "tokens that were owed on the shared bucket",
            settings: "cache: off\nlimits: {tokens: {user: {tokens: 1100, per: 60s}, estimate: 10}, keys: 1}",
            steps: [
                Step(at: 0, caller: ada, end: "planner", usage: 1_000),
                Step(at: 20_000, caller: bob, end: "planner", usage: 3_000),
                Step(at: 60_000, caller: bob, end: "rate_limited"),
            ]),
        Story(
            testDescription: "users who take turns",
            settings: "cache: off\nlimits: {user: {requests: 1, per: 60s}, keys: 1}",
            steps: [
                Step(at: 0, caller: ada, end: "planner"), Step(at: 30_000, caller: bob, end: "planner"),
                Step(at: 61_000, caller: #""user":"eve""#, end: "rate_limited"),
                Step(at: 62_000, caller: bob, end: "rate_limited"), Step(at: 91_000, caller: bob, end: "planner"),
            ]),
    ])
    func `a full table of callers is stricter, never laxer`(story: Story) throws {
        try replay(story)
    }
}
