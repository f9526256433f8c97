import Logging
import ToolRouter

/// What all connections of a service share.
final class HTTPServing: Sendable {
    let limits: HTTPLimits
    let isEncrypted: Bool
    let responder: any HTTPResponder
    let census: HTTPCensus
    let logger: Logger
    let nextID: @Sendable () -> RequestID

    init(
        _ settings: HTTPSettings, _ responder: any HTTPResponder, _ logger: Logger,
        _ nextID: @escaping @Sendable () -> RequestID
    ) {
        limits = settings.limits
        isEncrypted = settings.tls != nil
        self.responder = responder
        census = HTTPCensus(settings.limits)
        self.logger = logger
        self.nextID = nextID
    }
}
