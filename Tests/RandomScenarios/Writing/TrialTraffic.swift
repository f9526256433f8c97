import ToolRouter

/// Writes the recordings: what was asked, and what planners and tools did.
struct TrialTraffic {
    let draws: Draws
    let leaning: Leaning
    let databases: [String]
    let nextPlanners: [String]
    let candidates: [String]
    /// The roles that callers may have.
    let roles: [String]
    /// How many recordings there are.
    let recordings: Int

    /// Statuses with which a provider can fail.
    static let errorStatuses = [
        400, 401, 402, 403, 404, 408, 409, 413, 422, 425, 429, 429, 500, 500, 502, 503, 504, 529, 599,
    ]

    /// One request, as its line says it.
    struct Exchange {
        let atMicroseconds: Int
        let line: String
    }

    /// How many requests there are: at least one for each recording.
    var count: Int {
        let most = leaning == .repetition || leaning == .aging ? 40 : 30
        return draws.happens(3, "is tiny")
            ? draws.number(in: 1...2, "tiny") + recordings - 1 : draws.number(in: 5...most, "count")
    }

    /// The epoch of the recording of that number.
    func epoch(_ recording: Int) -> String {
        guard leaning == .extremes else { return recording == 0 ? Self.epochs[0] : draws.one(of: Self.epochs, "epoch") }
        return draws.one(of: Self.extremeEpochs, "epoch \(recording)")
    }

    private static let epochs = ["2026-11-20T09:00:00Z", "2026-11-20T09:00:00.000000001Z", "2026-11-20T09:00:01Z"]
    private static let extremeEpochs = [
        "1677-09-21T00:12:43.145224192Z", "1970-01-01T00:00:00Z", "2262-04-11T23:00:00Z",
        "2262-04-11T23:47:16.854775807Z",
    ]

    /// The lines of the recordings, header first, by their file names; and whether any two requests arrive at one moment.
    func recordings(_ names: [String]) -> (files: [(name: String, text: String)], hasEqualMoments: Bool) {
        var lines = names.map { _ in [Exchange]() }
        var now = 0
        var equal = false
        for number in 0..<count {
            let own = draws.about("request", number)
            let step = step(own)
            equal = equal || (number > 0 && step == 0)
            now = min(now, 9_223_372_036_854_775 - step) + step
            let recording = number < names.count ? number : own.number(below: names.count, "recording")
            let moment = min(now, latest(recording))
            lines[recording].append(Exchange(atMicroseconds: moment, line: line(number, moment, own, in: recording)))
        }
        let files = names.enumerated().map { number, name in
            var exchanges = lines[number]
            // Lines may be out of their order.
            if exchanges.count > 2, draws.happens(15, "disorder \(number)") { exchanges.swapAt(0, exchanges.count - 1) }
            return (name, ([header(number)] + exchanges.map(\.line)).joined(separator: "\n") + "\n")
        }
        return (files, equal)
    }

    /// The latest moment of a request in that recording: near the end of time it is the epoch.
    private func latest(_ recording: Int) -> Int {
        epoch(recording).hasPrefix("2262") ? 0 : 9_223_372_036_854_775
    }

    private func step(_ own: Draws) -> Int {
        switch leaning {
        case .stampede: own.one(of: [0, 0, 0, 0, 1, 1_000_000], "step")
        case .extremes:
            own.one(of: [0, 0, 1, 1_000_000, 86_400_000_000, 300_000_000_000_000, 4_611_686_018_427_387], "step")
        case .aging: own.one(of: [0, 500_000, 1_000_000, 1_500_000, 2_000_000, 9_000_000, 30_000_000], "step")
        case .repetition: own.one(of: [0, 0, 1_000, 500_000, 1_000_000, 6_000_000, 11_000_000, 400_000_000], "step")
        default: own.one(of: [0, 0, 1, 50_000, 200_000, 1_000_000, 1_000_000, 12_000_000, 31_000_000], "step")
        }
    }

    private func header(_ number: Int) -> String {
        var header = JSONWriter()
        header.object { header in
            header.member("format", "toolrouter-recording")
            header.member("version", 1)
            header.member("source", "drawn")
            header.member("epoch", epoch(number))
            if let convention = convention(number) { header.member("usage_convention", convention.rawValue) }
        }
        return header.text
    }

    /// What the header of that recording says of how tokens are counted.
    private func convention(_ recording: Int) -> UsageConvention? {
        draws.one(of: [nil, nil] + UsageConvention.allCases.map(Optional.some), "convention \(recording)")
    }

    private func line(_ number: Int, _ now: Int, _ own: Draws, in recording: Int) -> String {
        let convention = convention(recording) ?? .disjoint
        let isExtreme = leaning == .extremes
        var line = JSONWriter()
        line.object { line in
            line.member("id", own.happens(3, "odd id") ? "r \(number) \u{1B}<&>\"é\n" : "r-\(number)")
            line.member("at_us", now)
            line.member("caller", object: { caller(own, &$0) })
            line.member("question", TrialQuestions(draws: own, leaning: leaning).text)
            if databases.count > 1 || own.happens(5, "names database") {
                line.member(
                    "database", own.happens(4, "unknown database") ? "nowhere" : own.one(of: databases, "database"))
            }
            if own.happens(8, "bypass") { line.member("bypass_cache", true) }
            if own.happens(5, "says null") {
                for name in ["expected", "decisions"] { line.member(name, nil as String?) }
            } else if own.happens(15, "is expected") {
                line.member(
                    "expected",
                    object: { expected in
                        expected.member("tool", "sql")
                        expected.member("sql", own.one(of: TrialStatements.honest, "right"))
                    })
            }
            if own.happens(isExtreme || leaning == .slow ? 40 : 10, "has deadline") {
                line.member(
                    "deadline_us",
                    own.recordedMicroseconds(
                        "deadline", [0, 1, 50_000, 300_000, 1_000_000, 60_000_000], isExtreme: isExtreme))
            }
            if own.happens(leaning == .impatience ? 50 : leaning == .stampede ? 30 : 5, "hangs up") {
                line.member("hangs_up_after_us", hangUp(own, isExtreme))
            }
            let asked =
                own.happens(leaning == .repetition ? 50 : leaning == .aging ? 75 : 88, "is planned") || number == 0
            if asked {
                line.member(
                    "planner",
                    array: { list in
                        attempts(own, convention, &list)
                        for name in nextPlanners where number == 0 || own.about(name).happens(85, "is recorded") {
                            attempts(own.about(name), convention, of: name, &list)
                        }
                    })
            }
            if !candidates.isEmpty, number == 0 || own.happens(85, "has candidates") {
                line.member(
                    "shadow",
                    object: { shadow in
                        for candidate in candidates {
                            shadow.member(candidate, array: { attempts(own.about(candidate), convention, &$0) })
                        }
                    })
            }
            if own.happens(35, "has tools") {
                let latency = own.recordedMicroseconds(
                    "tool", [0, 1, 5_000, 400_000, 3_000_000, 40_000_000], isExtreme: isExtreme)
                line.member(
                    "tools",
                    object: { tools in tools.member("sql", array: { $0.object { $0.member("latency_us", latency) } }) })
            }
        }
        return line.text
    }

    /// Moments at which a caller leaves: those at which something else happens, too, are the awkward ones.
    private func hangUp(_ own: Draws, _ isExtreme: Bool) -> Int {
        let latency = latency(own.about("attempt", 0))
        let moments = [
            0, 1, latency, min(latency, 1 << 50) + 1, max(0, latency - 1), min(latency, 1 << 50) + 5_000, 200_000,
            500_000, 1_000_000,
        ]
        return own.recordedMicroseconds("hang-up", moments, isExtreme: isExtreme)
    }

    private func caller(_ own: Draws, _ caller: inout JSONWriter) {
        let few = leaning == .repetition || leaning == .stampede || leaning == .aging
        caller.member("tenant", "t-\(own.number(below: few ? 1 : 3, "tenant"))")
        if !own.happens(leaning == .aging ? 5 : 15, "is anonymous") {
            caller.member("user", "u-\(own.number(below: leaning == .aging ? 1 : few ? 2 : 4, "user"))")
        }
        if own.happens(roles.isEmpty ? 2 : 50, "has a role") {
            caller.member("role", own.happens(10, "unknown role") ? "nobody" : own.one(of: roles + ["clerk"], "role"))
        }
        if !own.happens(20, "has no address") { caller.member("ip", own.one(of: Self.addresses, "address")) }
    }

    private static let addresses = [
        "10.0.0.1", "10.0.0.2", "::ffff:10.0.0.1", "2001:db8::1", "2001:db8::2", "2001:DB8:0:0:0:0:0:1",
        "2001:db8:1::1",
        "fe80::1%eth0", "not an address", "::1", "",
    ]

    private func attempts(
        _ own: Draws, _ convention: UsageConvention, of planner: String? = nil, _ list: inout JSONWriter
    ) {
        for number in 0..<own.one(of: [1, 1, 1, 2, 3], "attempts") {
            list.object { writer in
                if let planner { writer.member("planner", planner) }
                attempt(own.about("attempt", number), convention, &writer)
            }
        }
    }

    private func latency(_ own: Draws) -> Int {
        let usual =
            leaning == .slow
            ? [300_000, 1_000_000, 2_000_000, 20_000_000, 40_000_000] : [0, 1, 20_000, 300_000, 800_000]
        return own.recordedMicroseconds("latency", usual, isExtreme: leaning == .extremes)
    }

    /// How many attempts of 100 fail.
    private var failures: Int {
        switch leaning {
        case .outage: 55
        case .repetition: 30
        case .aging: 45
        default: 15
        }
    }

    private func attempt(_ own: Draws, _ convention: UsageConvention, _ attempt: inout JSONWriter) {
        attempt.member("latency_us", latency(own))
        guard !own.happens(failures, "fails") else {
            attempt.member("error", object: { error(own, &$0) })
            return
        }
        if own.happens(80, "says its model") { attempt.member("model", own.one(of: TrialSettings.models, "model")) }
        attempt.member("content", TrialReplies(draws: own, leaning: leaning).text)
        switch own.number(below: 12, "usage") {
        case 0: break
        case 1: attempt.member("usage", object: { _ in })
        case 2: attempt.member("usage", object: { $0.member("input", 1_000_000_000_000) })
        default: attempt.member("usage", object: { usage(own, convention, &$0) })
        }
        if own.happens(75, "finishes") {
            attempt.member(
                "finish_reason", own.happens(12, "finishes oddly") ? own.one(of: Self.finishReasons, "finish") : "stop")
        }
    }

    private static let finishReasons = [
        "length", "content_filter", "tool_calls", "end_turn", "max_tokens", "SAFETY", "", "no such reason",
        "stop_sequence",
    ]

    private func usage(_ own: Draws, _ header: UsageConvention, _ usage: inout JSONWriter) {
        var convention = header
        if own.happens(10, "counts otherwise") {
            convention = own.one(of: UsageConvention.allCases, "convention")
            usage.member("convention", convention.rawValue)
        }
        let cached = own.happens(20, "cached") ? own.one(of: [0, 50, 5_000], "cached") : nil
        let written = own.happens(10, "written") ? 70 : nil
        let long = own.happens(10, "written for long") ? own.one(of: [0, 30], "long") : nil
        let reasoning = own.happens(10, "reasoned") ? own.one(of: [0, 10, 9_000], "reasoning") : nil
        // Wholes have their parts in them, or stand beside them.
        let isPromptWhole = convention == .inclusive || convention == .inclusivePrompt
        let isReplyWhole = convention == .inclusive || convention == .inclusiveReply
        let promptParts = isPromptWhole ? (cached ?? 0) + (written ?? 0) + (long ?? 0) : 0
        usage.member("input", own.one(of: [0, 1, 100, 1_200], "input") + promptParts)
        usage.member("output", own.one(of: [0, 1, 40, 3_000], "output") + (isReplyWhole ? reasoning ?? 0 : 0))
        if let cached { usage.member("cached_input", cached) }
        if let written { usage.member("cache_write", written) }
        if let long { usage.member("cache_write_1h", long) }
        if let reasoning { usage.member("reasoning", reasoning) }
    }

    private func error(_ own: Draws, _ error: inout JSONWriter) {
        let kind = own.one(of: ["http", "http", "http", "timeout", "connection"], "error")
        error.member("kind", kind)
        guard kind == "http" else { return }
        error.member(
            "status",
            own.happens(9, "odd status")
                ? own.one(of: [100, 200, 204, 301, 302, 304, 307, 308], "odd")
                : own.one(of: Self.errorStatuses, "status"))
        if own.happens(25, "has Retry-After") {
            error.member(
                "retry_after_us",
                own.recordedMicroseconds("retry", [0, 1, 500_000, 5_000_000], isExtreme: leaning == .extremes))
        }
    }
}
