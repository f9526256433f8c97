import Synchronization
package import ToolRouter
import ToolRouterTools

/// A tool that approves every statement but those it is told to refuse, and answers each with what it is told, else with
/// one row that holds the statement.
package final class ScriptedTool: Tool {
    /// What the tool does with a statement.
    package enum Behaviour: Sendable {
        case refuse(ErrorCode)
        case refuseWithHint(ErrorCode, String)
        case answer(ResultSet)
        /// Answers with one row that says who asked: the tenant, and the user or NULL.
        case answerCaller
        /// Compiles it to the program of this name, which reads only so much.
        case compile(to: String, reading: [String] = ["scripted"])
        /// Judges it never, whatever happens.
        case hang
        case fail(ErrorCode)
    }

    private struct State {
        var behaviours: [String: Behaviour] = [:]
        var fingerprint = ToolFingerprint(data: "shop", version: "1", policy: "read")
        var approvals: [String] = []
        var runs: [String] = []
        var understands = true
        var understandingTakes = Duration.zero
        /// Places at which something can be judged or understood, and who waits for one.
        var freeJudges: Int
        var waiting: [UnsafeContinuation<Void, Never>] = []
    }

    package let name: ToolName
    package let syntax: any PlanSyntax
    private let scheduler: any Scheduler
    private let duration: Duration
    private let rawPrefix: String
    private let state: Mutex<State>

    /// - Parameters:
    ///   - duration: how long each call takes.
    ///   - rawPrefix: how a question begins that is a statement already.
    ///   - judges: how many statements can be judged or understood at once; others wait until one of those is free.
    package init(
        name: ToolName = .sql, scheduler: any Scheduler, duration: Duration = .milliseconds(30),
        rawPrefix: String = "SELECT ", behaviours: [String: Behaviour] = [:], judges: Int = .max
    ) {
        self.name = name
        syntax = name == .sql ? SQLPlanSyntax() : PlainPlanSyntax(tool: name)
        self.scheduler = scheduler
        self.duration = duration
        self.rawPrefix = rawPrefix
        state = Mutex(State(behaviours: behaviours, freeJudges: judges))
    }

    /// The statements it was asked to judge, in order.
    package var approvals: [String] { state.withLock { $0.approvals } }
    /// The statements it ran, in order.
    package var runs: [String] { state.withLock { $0.runs } }

    /// From now on `statement` is treated otherwise.
    package func set(_ statement: String, _ behaviour: Behaviour) {
        state.withLock { $0.behaviours[statement] = behaviour }
    }

    /// From now on no bare text is in its language.
    package func understandsNothing() {
        state.withLock { $0.understands = false }
    }

    /// From now on it has to wait so long before it can say what it understands.
    package func understands(after duration: Duration) {
        state.withLock { $0.understandingTakes = duration }
    }

    package func understands(_ text: String, for request: Request, at now: Timestamp) async -> Bool {
        await takeJudge()
        defer { giveJudgeBack() }
        let duration = state.withLock { $0.understandingTakes }
        if duration > .zero { try? await scheduler.sleep(for: duration) }
        return state.withLock { $0.understands }
    }

    /// From now on answers depend on something else.
    package func change(_ change: (inout ToolFingerprint) -> Void) {
        state.withLock { change(&$0.fingerprint) }
    }

    package func fingerprint(for request: Request) async throws(RouterError) -> ToolFingerprint {
        if request.database == "unknown" {
            throw RouterError(.unknownDatabase, at: .recall, "there is no database named unknown")
        }
        return state.withLock { $0.fingerprint }
    }

    package func mayRecognise(_ question: String) -> Bool { question.hasPrefix(rawPrefix) }

    package func recognise(_ request: Request, at now: Timestamp) async -> Plan? {
        request.question.hasPrefix(rawPrefix)
            ? Plan(tool: name, arguments: ["sql": .string(request.question)]) : nil
    }

    package func approve(_ plan: Plan, for request: Request, at now: Timestamp) async throws(RouterError)
        -> any ApprovedCall
    {
        let statement = if case .string(let text) = plan.arguments["sql"] { text } else { "" }
        await takeJudge()
        defer { giveJudgeBack() }
        let behaviour = state.withLock { state in
            state.approvals.append(statement)
            return state.behaviours[statement]
        }
        if case .refuse(let code) = behaviour { throw RouterError(code, at: .guard, "the guard refuses this") }
        if case .refuseWithHint(let code, let hint) = behaviour {
            throw RouterError(code, at: .guard, "the guard refuses this", hint: hint)
        }
        if case .hang = behaviour { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
        return Call(plan: plan, caller: request.caller, tool: self, statement: statement, behaviour: behaviour)
    }

    private func takeJudge() async {
        let isFree = state.withLock { state in
            if state.freeJudges > 0 { state.freeJudges -= 1 } else { return false }
            return true
        }
        if isFree { return }
        await withUnsafeContinuation { waiting in
            let isFree = state.withLock { state in
                if state.freeJudges > 0 {
                    state.freeJudges -= 1
                    return true
                }
                state.waiting.append(waiting)
                return false
            }
            if isFree { waiting.resume() }
        }
    }

    private func giveJudgeBack() {
        let next = state.withLock { state -> UnsafeContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.freeJudges += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }

    private struct Call: ApprovedCall {
        let plan: Plan
        let caller: Caller
        var footprint: Footprint {
            var footprint = Footprint(tables: ["scripted"], clock: statement.contains("'now'") ? .day : .nothing)
            if case .compile(let program, let tables) = behaviour {
                footprint.program = program
                footprint.tables = tables
            }
            if case .answerCaller = behaviour { footprint.dependsOnCaller = true }
            return footprint
        }
        let tool: ScriptedTool
        let statement: String
        let behaviour: Behaviour?

        func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
            let behaviour = tool.state.withLock { state in
                state.runs.append(statement)
                return state.behaviours[statement]
            }
            do {
                try await tool.scheduler.sleep(for: tool.duration)
            } catch {
                throw RouterError(.cancelled, at: .run, "cut short")
            }
            switch behaviour {
            case .fail(let code): throw RouterError(code, at: .run, "the tool failed")
            case .answer(let rows): return .rows(rows)
            case .answerCaller:
                let user: Value = caller.user.map { .text($0.text) } ?? .null
                return .rows(ResultSet(columns: ["tenant", "user"], rows: [[.text(caller.tenant.text), user]]))
            case .refuse, .refuseWithHint, .compile, .hang, nil:
                return .rows(ResultSet(columns: ["statement"], rows: [[.text(statement)]]))
            }
        }
    }
}
