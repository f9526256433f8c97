import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import ToolRouter
import ToolRouterFormats

/// One call over HTTP: sends a body, and brings what is answered, or why nothing is.
struct ProviderCall: Sendable {
    /// A connection that is closed by the other side as a call sets out is closed at once: what takes longer may have been
    /// the call's own doing, and have cost something.
    private static let longestRace = Duration.seconds(1)

    let endpoint: ProviderEndpoint
    let connections: ProviderConnections
    let scheduler: any Scheduler

    /// Sends `body`, and waits for the end of the response.
    ///
    /// Nothing is sent twice, but for one case: the provider may close an idle connection while a call sets out on it. Such a
    /// call is sent once more, over a connection of its own.
    ///
    /// - Parameter timeout: how long it may take altogether, if there is a bound.
    func send(_ body: [UInt8], within timeout: Duration?) async -> Result<ProviderResponse, PlannerFailure> {
        let timeouts = ProviderConnections.Timeouts(connect: endpoint.connectTimeout, silence: endpoint.silence)
        guard let line = connections.line(timeouts) else { return .failure(Self.unsent(.connection)) }
        var request = HTTPClientRequest(url: endpoint.url)
        request.method = .POST
        request.headers = endpoint.headers
        request.body = .bytes(body)
        let deadline = timeout.map { NIODeadline.now() + .nanoseconds($0.wholeNanoseconds) } ?? .distantFuture
        let sight = ConnectionWitness.Sight()
        let began = scheduler.now
        do {
            let response = try await line.kept.execute(
                request, deadline: deadline, logger: ConnectionWitness.logger(sight))
            _ = sight.id.map { line.isUsed($0) }
            return await Self.whole(response)
        } catch {
            // Without a connection nothing was sent, so nothing is charged.
            guard let id = sight.id else { return .failure(Self.unsent(Self.failure(error))) }
            guard line.isUsed(id), Self.isLoss(error), scheduler.now - began < Self.longestRace, !Task.isCancelled
            else {
                return .failure(Self.failure(error))
            }
        }
        do {
            return await Self.whole(try await line.fresh.execute(request, deadline: deadline))
        } catch {
            return .failure(Self.failure(error))
        }
    }

    /// The response with its body, as far as it came.
    private static func whole(_ response: HTTPClientResponse) async -> Result<ProviderResponse, PlannerFailure> {
        var body: [UInt8] = []
        var isComplete = true
        do {
            for try await part in response.body {
                let room = ProviderResponse.maximumBody - body.count
                body += part.readableBytesView.prefix(room)
                guard part.readableBytes <= room else {
                    isComplete = false
                    break
                }
            }
        } catch {
            let failure = failure(error)
            guard failure == .connection else { return .failure(failure) }
            isComplete = false
        }
        if Task.isCancelled { return .failure(.cancelled) }
        if body.count == ProviderResponse.maximumBody, !isComplete, (200..<300).contains(response.status.code) {
            return .failure(.unreadable)
        }
        return .success(
            ProviderResponse(
                status: Int(clamping: response.status.code),
                headers: response.headers.map { ProviderResponse.Header($0.name, $0.value) }, body: body,
                isComplete: isComplete))
    }

    /// Whether the connection was lost, be it while the call set out on it.
    private static func isLoss(_ error: any Error) -> Bool {
        if let error = error as? HTTPClientError { return error == .remoteConnectionClosed }
        if let error = error as? IOError { return [ECONNRESET, EPIPE, ENOTCONN].contains(error.errnoCode) }
        return error is ChannelError
    }

    /// A failure before anything was sent: it costs nothing.
    static func unsent(_ failure: PlannerFailure) -> PlannerFailure { .metered(failure, TokenUsage()) }

    /// What came of a call that ended without a whole response.
    private static func failure(_ error: any Error) -> PlannerFailure {
        if error is CancellationError || Task.isCancelled { return .cancelled }
        switch error as? HTTPClientError {
        case .cancelled, .deadlineExceeded: return .cancelled
        case .readTimeout, .writeTimeout: return .timeout
        default: return .connection
        }
    }
}
