import SwiftProtobuf
import ToolRouter
import Tracing

extension WireSpan {
    /// The message that a finished span is.
    init(_ span: FinishedSpan) {
        self.init()
        traceID = span.context.trace.data
        spanID = span.context.span.data
        if let parent = span.parent { parentSpanID = parent.span.data }
        name = span.name
        kind = SpanKind(span.kind)
        startTimeUnixNano = UInt64(max(0, span.start.nanoseconds))
        endTimeUnixNano = UInt64(max(0, span.end.nanoseconds))
        attributes = span.attributes.wire
        droppedAttributesCount = UInt32(clamping: span.attributes.dropped)
        events = span.events.map { event in
            .with { message in
                let attributes = BoundedAttributes(event.attributes)
                message.name = event.name
                message.timeUnixNano = event.nanosecondsSinceEpoch
                message.attributes = attributes.wire
                message.droppedAttributesCount = UInt32(clamping: attributes.dropped)
            }
        }
        droppedEventsCount = UInt32(clamping: span.dropped.events)
        links = span.links.compactMap { link in
            // A link to a span of another backend has no name here.
            guard let context = link.context[SpanContextKey.self] else { return nil }
            return .with { message in
                let attributes = BoundedAttributes(link.attributes)
                message.traceID = context.trace.data
                message.spanID = context.span.data
                message.flags = Self.flags(context)
                message.attributes = attributes.wire
                message.droppedAttributesCount = UInt32(clamping: attributes.dropped)
            }
        }
        droppedLinksCount = UInt32(clamping: span.dropped.links)
        if let status = span.status {
            self.status.code = status.code == .ok ? .ok : .error
            self.status.message = BoundedAttributes.cut(status.message ?? "")
        }
        flags = (span.context.isSampled ? 1 : 0) | Self.parentFlags(span.parent)
    }

    /// The W3C flags, then whether the span is another process's: bit 8 says that bit 9 is known.
    private static func flags(_ context: SpanContext) -> UInt32 {
        (context.isSampled ? 1 : 0) | parentFlags(context)
    }

    private static func parentFlags(_ parent: SpanContext?) -> UInt32 {
        0x100 | (parent?.isRemote == true ? 0x200 : 0)
    }
}

extension WireSpan.SpanKind {
    fileprivate init(_ kind: SpanKind) {
        switch kind {
        case .server: self = .server
        case .client: self = .client
        case .producer: self = .producer
        case .consumer: self = .consumer
        case .internal: self = .internal
        }
    }
}
