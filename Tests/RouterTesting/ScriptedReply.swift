package import ToolRouter

/// One line of a planner's script: what it says, after how long, and what it makes of being cancelled.
package struct ScriptedReply: Sendable {
    /// What a call is charged: 1,000 tokens in and 100 out.
    package static let usage = TokenUsage(input: 1_000, output: 100)

    package var outcome: Result<PlannerReply, PlannerFailure>
    /// How long it takes; nil is for ever.
    package var latency: Duration?
    /// Whether it goes on after its cancellation.
    package var isStubborn = false

    /// A plan for `sql`.
    package static func plan(
        _ sql: String = "SELECT 1", confidence: String? = nil, after latency: Duration = .milliseconds(800)
    ) -> ScriptedReply {
        let sure = confidence.map { #","confidence":\#($0)"# } ?? ""
        return text(#"{"tool":"sql","sql":"\#(sql)"\#(sure)}"#, after: latency)
    }

    /// A reply of this very text.
    package static func text(
        _ text: String, finishReason: String? = "stop", model: String = "model-a",
        usage: TokenUsage? = ScriptedReply.usage, after latency: Duration = .milliseconds(800)
    ) -> ScriptedReply {
        let reply = PlannerReply(text: text, model: model, usage: usage, finishReason: finishReason)
        return ScriptedReply(outcome: .success(reply), latency: latency)
    }

    /// No reply.
    package static func failure(_ failure: PlannerFailure, after latency: Duration = .milliseconds(100))
        -> ScriptedReply
    {
        ScriptedReply(outcome: .failure(failure), latency: latency)
    }

    /// An HTTP error of the provider.
    package static func http(_ status: Int, retryAfter: Duration? = nil) -> ScriptedReply {
        failure(.http(status: status, retryAfter: retryAfter))
    }

    /// Neither a reply nor an end, whatever happens.
    package static let hang = ScriptedReply(outcome: .failure(.connection), latency: nil, isStubborn: true)

    /// The same line, but deaf to its cancellation.
    package var stubborn: ScriptedReply {
        var line = self
        line.isStubborn = true
        return line
    }

    /// Waits as long as the line takes; true when it was cut short.
    func wait(on scheduler: any Scheduler) async -> Bool {
        guard let latency else {
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            return true
        }
        guard isStubborn else {
            do {
                try await scheduler.sleep(for: latency)
                return false
            } catch {
                return true
            }
        }
        // Only a lane of its own sleeps through the cancellation of the task that waits for it.
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            scheduler.spawn {
                try? await scheduler.sleep(for: latency)
                continuation.resume()
            }
        }
        return false
    }
}
