package import ToolRouter
package import ToolRouterFormats

/// The call fails without being made: a planner with an HTTP status, a lost connection or its provider's timeout, a tool
/// with an error code of its own, a store outside that is gone, refuses or gives up. What a store that gives up was asked to do
/// may have been done all the same.
package struct ErrorFault: PlannerFault, ToolFault, StoreFault, LimiterFault {
    package static let kind = "error"
    package static let parameters = ["status", "retry_after", "cause", "code", "after"]

    /// How a call fails.
    package enum Failure: Hashable, Sendable {
        /// A planner's provider answers with an error; the status is from 400 to 599.
        case http(status: Int, retryAfter: Duration? = nil)
        /// The connection to a planner's provider or to a store is lost.
        case connection
        /// A planner's provider gives up, or a store.
        case timeout
        /// A store refuses: it has no room, is still loading, or may not be written to.
        case refused
        /// A tool fails with one of `codes`.
        case tool(ErrorCode)
    }

    /// The codes with which a tool can fail.
    package static let codes = codes(of: .tool(nil)) + codes(of: .tool("rest"))

    /// The codes with which calls of `target`, a tool or all, can fail.
    private static func codes(of target: FaultTarget) -> [ErrorCode] {
        if target == .tool("rest") {
            return [.serviceFailed, .serviceRejected, .serviceTimeout, .serviceUnreachable, .serviceUnreadable]
        }
        return [.databaseBusy, .databaseUnavailable, .executionBudget, .sqlFailed]
    }

    private let failure: Failure
    /// How long it takes to fail.
    private let after: Duration

    /// `failure`, so long after the call began.
    package init(_ failure: Failure, after: Duration = .zero) {
        switch failure {
        case .http(let status, let retryAfter):
            precondition(
                400...599 ~= status && retryAfter ?? .zero >= .zero,
                "no provider fails with \(status), \(retryAfter as Any)")
        case .tool(let code): precondition(Self.codes.contains(code), "no tool fails with \(code)")
        case .connection, .timeout, .refused: break
        }
        precondition(after >= .zero, "a call can't fail \(after) after it began")
        self.failure = failure
        self.after = after
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        let after = try section.duration("after") ?? .zero
        switch target {
        case .planner, .nextPlanner, .shadow: self.init(try Self.plannerFailure(section), after: after)
        case .tool: self.init(try Self.toolFailure(section, of: target), after: after)
        case .store, .limiter: self.init(try Self.storeFailure(section), after: after)
        case .database, .audit, .clock, .callers: preconditionFailure("no call of \(target.text) fails so")
        }
    }

    package func fits(_ target: FaultTarget) -> Bool {
        guard Self.fits(target) else { return false }
        return switch (target, failure) {
        case (.tool, .tool(let code)): Self.codes(of: target).contains(code)
        case (.tool, _), (_, .tool): false
        case (.store, .http), (.limiter, .http): false
        case (.store, _), (.limiter, _): true
        case (_, .refused): false
        default: true
        }
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these(
            [
                ErrorFault(.http(status: 503)), ErrorFault(.http(status: 429, retryAfter: .seconds(2))),
                ErrorFault(.connection), ErrorFault(.timeout, after: .milliseconds(30)), ErrorFault(.refused),
                ErrorFault(.tool(.databaseBusy)), ErrorFault(.tool(.sqlFailed), after: .milliseconds(20)),
                ErrorFault(.tool(.serviceFailed)), ErrorFault(.tool(.serviceUnreachable), after: .milliseconds(20)),
            ], at: target)
    }

    package var weaker: [any Fault] {
        var weaker: [any Fault] = []
        if case .http(let status, _?) = failure { weaker.append(ErrorFault(.http(status: status), after: after)) }
        if after > .zero { weaker.append(ErrorFault(failure)) }
        return weaker
    }

    package func write(to writer: inout JSONWriter) {
        switch failure {
        case .http(let status, let retryAfter):
            writer.member("status", status)
            if let retryAfter { writer.member("retry_after", DurationText.format(retryAfter)) }
        case .timeout: writer.member("cause", "timeout")
        case .connection: writer.member("cause", "connection")
        case .refused: writer.member("cause", "refused")
        case .tool(let code): writer.member("code", code.rawValue)
        }
        if after > .zero { writer.member("after", DurationText.format(after)) }
    }

    func propose(
        _ inquiry: PlannerInquiry, asking planner: any Planner, _ call: FaultedCall
    ) async -> Result<PlannerReply, PlannerFailure> {
        guard let failure = failure.ofPlanner else { preconditionFailure("a planner fails as none does: \(words)") }
        call.inject(words)
        // A call that is cut off fails as it would have, too late.
        try? await call.scheduler.sleep(for: after)
        return .failure(failure)
    }

    func run(
        _ approved: any ApprovedCall, at now: Timestamp, _ call: FaultedCall
    ) async throws(RouterError) -> ToolResult {
        guard case .tool(let code) = failure else { preconditionFailure("a tool fails as none does: \(words)") }
        call.inject(words)
        do {
            try await call.scheduler.sleep(for: after)
        } catch {
            throw .cutShort
        }
        throw RouterError(code, at: .run, "the tool failed: \(code.title)")
    }

    func reply(
        to command: AnswerCommand, from server: SimulatedAnswerServer, _ call: FaultedCall
    ) async -> Result<AnswerReply, StoreFailure> {
        let failure = await fail(call)
        if failure == .timedOut, call.isCarriedOut { _ = server.reply(to: command) }
        return .failure(failure)
    }

    func reply(
        to command: LimiterCommand, from limiter: SimulatedLimiter, _ call: FaultedCall
    ) async -> Result<RateLimitDecision, StoreFailure> {
        let failure = await fail(call)
        if failure == .timedOut, call.isCarriedOut { _ = limiter.reply(to: command) }
        return .failure(failure)
    }

    /// How a store fails, when it does.
    private func fail(_ call: FaultedCall) async -> StoreFailure {
        guard let failure = failure.ofStore else { preconditionFailure("a store fails as none does: \(words)") }
        call.inject(words)
        do {
            try await call.scheduler.sleep(for: after)
        } catch {
            return .cancelled
        }
        return failure
    }

    private var words: String {
        switch failure {
        case .http(let status, let retryAfter):
            "HTTP \(status)" + (retryAfter.map { ", retry after \(DurationText.format($0))" } ?? "")
        case .timeout: "the provider gives up"
        case .connection: "the connection is lost"
        case .refused: "it refuses"
        case .tool(let code): code.rawValue
        }
    }
}

extension ErrorFault.Failure {
    /// As a planner says it; nil when it is a tool's.
    fileprivate var ofPlanner: PlannerFailure? {
        switch self {
        case .http(let status, let retryAfter): .http(status: status, retryAfter: retryAfter)
        case .connection: .connection
        case .timeout: .timeout
        case .tool, .refused: nil
        }
    }

    /// As a store says it; nil when it is another one's.
    fileprivate var ofStore: StoreFailure? {
        switch self {
        case .connection: .unavailable
        case .timeout: .timedOut
        case .refused: .refused
        case .http, .tool: nil
        }
    }
}

extension FaultedCall {
    /// Whether what was asked for was done, though nobody was told.
    var isCarriedOut: Bool { number(below: 2, for: "carried out") == 0 }
}

extension ErrorFault {
    private static func plannerFailure(_ section: ConfigurationSection) throws(FileError) -> Failure {
        try refuse("code", in: section, expected: "`status` or `cause`, as the target is a planner")
        guard let status = section["status"] else {
            try refuse("retry_after", in: section, expected: "`retry_after` beside a `status` only")
            return try section.required("cause", "`status`, or a `cause`: `connection` or `timeout`")
                .choice(["connection": .connection, "timeout": .timeout])
        }
        try refuse("cause", in: section, expected: "either `status` or `cause`")
        return .http(status: try status.integer(in: 400...599), retryAfter: try section.duration("retry_after"))
    }

    private static func storeFailure(_ section: ConfigurationSection) throws(FileError) -> Failure {
        for key in ["status", "retry_after", "code"] {
            try refuse(key, in: section, expected: "`cause`, as the target is a store")
        }
        return try section.required("cause", "a `cause`: `connection`, `refused` or `timeout`")
            .choice(["connection": .connection, "refused": .refused, "timeout": .timeout])
    }

    private static func toolFailure(
        _ section: ConfigurationSection, of target: FaultTarget
    ) throws(FileError) -> Failure {
        for key in ["status", "retry_after", "cause"] {
            try refuse(key, in: section, expected: "`code`, as the target is a tool")
        }
        let codes = codes(of: target)
        let words = codes.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        let node = try section.required("code", "one of " + words)
        let word = try node.text("an error code")
        guard let code = codes.first(where: { $0.rawValue == word }) else {
            let nearest = Spelling.nearest(to: word, among: codes.map(\.rawValue))
            throw node.fault(
                expected: "one of " + words, remedy: nearest.map { "did you mean `\($0)`?" } ?? "write one of them")
        }
        return .tool(code)
    }

    private static func refuse(
        _ key: String, in section: ConfigurationSection, expected: String
    ) throws(FileError) {
        guard let node = section[key] else { return }
        throw node.fault(found: "the key `\(key)`", expected: expected, remedy: "remove it")
    }
}
