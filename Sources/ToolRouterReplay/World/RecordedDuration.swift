import ToolRouter

/// A tool whose calls take the virtual time that was recorded, else a configured one; never the wall clock's.
struct RecordedDuration: DecoratedTool {
    let tool: any Tool
    let scheduler: any Scheduler
    /// How long a call for `request` takes.
    let duration: @Sendable (RequestID) -> Duration

    func approve(_ plan: Plan, for request: Request, at now: Timestamp) async throws(RouterError) -> any ApprovedCall {
        Call(
            call: try await tool.approve(plan, for: request, at: now), scheduler: scheduler,
            duration: duration(request.id))
    }

    private struct Call: ApprovedCall {
        let call: any ApprovedCall
        let scheduler: any Scheduler
        let duration: Duration

        var plan: Plan { call.plan }
        var footprint: Footprint { call.footprint }

        func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
            let result: Result<ToolResult, RouterError>
            do throws(RouterError) {
                result = .success(try await call.run(at: now))
            } catch {
                result = .failure(error)
            }
            do {
                try await scheduler.sleep(for: duration)
            } catch {
                throw .cutShort
            }
            return try result.get()
        }
    }
}
