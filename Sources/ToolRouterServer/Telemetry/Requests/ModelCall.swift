import ToolRouter
import Tracing

/// One call of a model, as it becomes a span.
struct ModelCall {
    /// The model that was asked for; nil when nobody says.
    let model: String?
    let planner: PlannerName
    /// `current` or `shadow`.
    let role: String
    let start: Timestamp
    let end: Timestamp
    /// Why it brought nothing.
    var error: ErrorCode?

    /// The longest name of a model in the name of a span, in characters.
    private static let longestName = 100

    /// Writes the span; `more` adds what else is known.
    func write(
        to tracer: any Tracer, in context: InstrumentationContext, _ description: CallDescription,
        _ more: (inout SpanAttributes) -> Void = { _ in }
    ) {
        begin(with: tracer, in: context, description, more).end(at: end.tracing)
    }

    /// Begins the span, which has all that is known of the call so far and is to be ended at its end.
    func begin(
        with tracer: any Tracer, in context: InstrumentationContext, _ description: CallDescription,
        _ more: (inout SpanAttributes) -> Void
    ) -> any Span {
        let operation = GenAIName.Operation.chat.rawValue
        let name = model.map { "\(operation) \($0.prefix(Self.longestName))" } ?? operation
        let span = tracer.startSpan(name, context: context, ofKind: .client, at: start.tracing)
        var attributes: SpanAttributes = [:]
        attributes[GenAIName.operation] = operation
        attributes[GenAIName.requestModel] = model
        attributes[GenAIName.planner] = planner.text
        attributes[GenAIName.role] = role
        description.describe(model: model ?? "", planner: planner, in: &attributes)
        more(&attributes)
        if let error {
            attributes[GenAIName.errorType] = error.rawValue
            span.setStatus(SpanStatus(code: .error))
        }
        span.attributes = attributes
        return span
    }
}
