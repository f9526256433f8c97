import ToolRouter
import Tracing

/// Where the spans of requests stood that left a call behind, so that a reply which comes late is still a part of their trace.
/// It holds a bounded number; the oldest go first.
struct LeftContexts {
    private var contexts: [RequestID: InstrumentationContext] = [:]
    private var order: [RequestID?]
    private var next = 0

    init(capacity: Int) {
        order = Array(repeating: nil, count: capacity)
    }

    /// Keeps the context of a request.
    mutating func keep(_ context: InstrumentationContext, of request: RequestID) {
        guard contexts.updateValue(context, forKey: request) == nil else { return }
        if let oldest = order[next] { contexts[oldest] = nil }
        order[next] = request
        next = (next + 1) % order.count
    }

    /// The context of a request; nil when it left none or that was long ago.
    subscript(_ request: RequestID) -> InstrumentationContext? { contexts[request] }
}
