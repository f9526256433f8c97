import ToolRouter

extension RouterConfiguration {
    /// The keys under `planner` that are read here.
    static let plannerKeys = [
        "confidence_threshold", "deadline", "attempt_timeout", "shortest_attempt", "retries", "repairs",
        "backoff", "backoff_jitter", "longest_question", "reply",
    ]

    /// Reads how a router decides from the sections of `file`. Unknown keys of the planner and of the cache are refused by
    /// the readers of those two.
    init(_ file: ConfigurationSection) throws(FileError) {
        self.init()
        if let node = file["seed"] { seed = try Self.seed(node) }
        if let planner = file["planner"] { try readPlanner(ConfigurationSection(planner)) }
        if let breaker = file["breaker"] { self.breaker = try CircuitBreakerConfiguration(breaker) }
        if let cache = file["cache"], case .mapping = cache.content {
            let section = try ConfigurationSection(cache)
            earlyRefresh = try EarlyRefresh(section)
            if let scope = try section["scope"]?.choice(["user": CacheScope.user, "tenant": .tenant]) {
                cacheScope = scope
            }
            if let folds = try section["fold_case"]?.choice(["true": true, "false": false]) { foldsCase = folds }
        }
        if let limits = file["limits"] { self.limits = try RateLimits(limits) }
        if let budgets = file["budgets"] { self.budgets = try Budgets(budgets) }
        if let load = file["load"] { try readLoad(load) }
        if let stores = file["stores"] { self.stores = try StoreSettings(stores) }
        if let rules = file["rules"] { self.rules = try RuleSet(rules) }
        if let margin = try file.integer("rules_margin", in: 0...Rule.weights.upperBound) { rulesMargin = margin }
    }

    private static func seed(_ node: ConfigurationNode) throws(FileError) -> UInt64 {
        let expected = "a whole number from 0 to \(UInt64.max), or the 40 digits of a commit hash"
        guard let seed = SeedText.parse(try node.text(expected)) else {
            throw node.fault(expected: expected, remedy: "correct it")
        }
        return seed
    }

    private mutating func readLoad(_ node: ConfigurationNode) throws(FileError) {
        let load = try ConfigurationSection(
            node, keys: ["requests", "planner_calls", "candidate_calls", "abandoned_calls"])
        let range = 1...100_000
        if let requests = try load.integer("requests", in: range) { maximumRequestsInFlight = requests }
        if let calls = try load.integer("planner_calls", in: range) { plannerCalls.inFlight = calls }
        if let calls = try load.integer("candidate_calls", in: range) { candidateCalls.inFlight = calls }
        if let calls = try load.integer("abandoned_calls", in: range) {
            plannerCalls.abandoned = calls
            candidateCalls.abandoned = calls
        }
    }

    private mutating func readPlanner(_ planner: ConfigurationSection) throws(FileError) {
        if let threshold = try planner.ratio("confidence_threshold") { confidenceThreshold = threshold }
        if let deadline = try planner.duration("deadline") { self.deadline = deadline }
        if let timeout = try planner.duration("attempt_timeout") { attemptTimeout = timeout }
        if let shortest = try planner.duration("shortest_attempt") { minimumAttempt = shortest }
        retry = try RetryPolicy(planner)
        if let repairs = try planner.integer("repairs", in: 0...1) { self.repairs = repairs }
        if let reply = planner["reply"] { replies = try ReplyRules(reply) }
        if let longest = try planner.integer("longest_question", in: 1...1_048_576) { maximumQuestion = longest }
    }
}

extension RetryPolicy {
    /// Reads when a planner is asked again.
    fileprivate init(_ planner: ConfigurationSection) throws(FileError) {
        self.init()
        if let jitter = try planner.ratio("backoff_jitter") { self.jitter = jitter }
        if let retries = try planner.integer("retries", in: 0...5) { self.retries = retries }
        if let backoff = try planner.duration("backoff") {
            self.backoff = backoff
            // A pause that the file asks for is not cut short.
            maximumBackoff = max(maximumBackoff, backoff)
        }
    }
}

extension EarlyRefresh {
    /// Reads when the answers of a cache are renewed.
    fileprivate init(_ cache: ConfigurationSection) throws(FileError) {
        self.init(beta: try cache["early_refresh"]?.ratio(upTo: Ratio(millionths: 100_000_000)) ?? .zero)
    }
}

/// Seeds as people write them: a number, or the commit that is tested.
package enum SeedText {
    /// Reads a decimal number of 64 bits, or a commit hash of 40 hexadecimal digits, of which the first 64 bits count;
    /// nil for anything else.
    package static func parse(_ text: some StringProtocol) -> UInt64? {
        let digits = text.utf8
        if digits.count == 40, digits.allSatisfy(isHexadecimal) { return UInt64(text.prefix(16), radix: 16) }
        // A number that begins with 0 means something else in every second language.
        guard digits.allSatisfy(isDecimal), digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
        return UInt64(text)
    }

    private static func isDecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDecimal(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}
