package import ToolRouter
package import Tracing

/// A span that has ended, ready to be sent.
package struct FinishedSpan: Sendable {
    /// Itself.
    package let context: SpanContext
    /// The span it is a part of; nil where the trace begins.
    package let parent: SpanContext?
    /// Its name.
    package let name: String
    /// Which side of a call it is.
    package let kind: SpanKind
    /// When it began.
    package let start: Timestamp
    /// When it ended.
    package let end: Timestamp
    /// What is known of it.
    package let attributes: BoundedAttributes
    /// What happened in it, in order.
    package let events: [SpanEvent]
    /// Other spans it has to do with.
    package let links: [SpanLink]
    /// How it ended; nil when nobody said.
    package let status: SpanStatus?
    /// Events and links that were too many.
    package let dropped: Dropped

    /// How many of each were too many.
    package struct Dropped: Hashable, Sendable {
        package var events = 0
        package var links = 0
    }
}
