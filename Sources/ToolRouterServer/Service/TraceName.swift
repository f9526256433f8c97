import ToolRouter

/// The trace of a request as answers, problem documents and logs name it: the caller's, or one made of the request's name.
enum TraceName {
    static func of(_ request: RequestID, _ trace: TraceContext?) -> String {
        // Problem documents say what it is; there is no second rule.
        ProblemDocument(RouterError(.cancelled, at: .admit, ""), request: request, trace: trace).traceID
    }
}
