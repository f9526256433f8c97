import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import ToolRouter
import ToolRouterTools

/// Carries calls of `rest` over the network.
///
/// The name of a service is looked up once for each call. All its addresses must be allowed, the connection goes to one of them, and the
/// other end is looked at again before anything is sent, so that a name which means another host a moment later leads
/// nowhere. No redirect is followed, no proxy is asked, and nothing is sent twice.
final class LiveTransport: RESTTransport {
    /// The most addresses of a name that are tried.
    private static let mostAddresses = 4

    private let scheduler: any Scheduler
    private let resolver: any NameResolver
    private let clients: ServiceClients
    private let places = EndpointPlaces()

    /// - Parameters:
    ///   - resolver: tells the addresses of names.
    ///   - tls: which certificates are trusted; nil trusts those that the system does.
    init(
        scheduler: any Scheduler, resolver: any NameResolver = SystemNameResolver(), tls: TLSConfiguration? = nil
    ) {
        self.scheduler = scheduler
        self.resolver = resolver
        clients = ServiceClients(tls: tls)
    }

    func close() async { await clients.close() }

    func send(_ call: RESTCall) async throws(RouterError) -> ResponseBody {
        let endpoint = call.endpoint
        guard places.take(endpoint.name, of: endpoint.calls) else { throw .service(.overloaded, of: endpoint.name) }
        defer { places.give(endpoint.name) }
        let end = scheduler.now + endpoint.timeout
        let result = await withTaskGroup(of: Result<ResponseBody, RouterError>?.self) { group in
            group.addTask { await self.attempt(call, by: end) }
            group.addTask { [scheduler] in
                try? await scheduler.sleep(until: end)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        if Task.isCancelled { throw .callCutShort }
        guard let result else { throw .service(.serviceTimeout, of: endpoint.name) }
        return try result.get()
    }

    private func attempt(_ call: RESTCall, by end: Timestamp) async -> Result<ResponseBody, RouterError> {
        let name: String?
        let addresses: [String]
        switch call.url.host {
        case .address(let address): (name, addresses) = (nil, [address])
        case .name(let host):
            name = host
            do throws(NameResolverBusy) {
                addresses = try await resolver.addresses(of: host)
            } catch {
                return .failure(.service(.overloaded, of: call.endpoint.name))
            }
        }
        guard !addresses.isEmpty else {
            return .failure(.service(.serviceUnreachable, of: call.endpoint.name, "has a name without an address"))
        }
        // One that is not allowed among others is no accident.
        guard addresses.allSatisfy(call.endpoint.addresses.allows) else {
            return .failure(.service(.addressDenied, of: call.endpoint.name))
        }
        for address in addresses.prefix(Self.mostAddresses) {
            if Task.isCancelled { return .failure(.callCutShort) }
            let key = ServiceClients.Key(name: name, address: address, policy: call.endpoint.addresses)
            let ended = await clients.with(key) { client in await self.exchange(call, over: client, by: end) }
            if case .ended(let result)? = ended { return result }
            if ended == nil { break }
        }
        return .failure(.service(.serviceUnreachable, of: call.endpoint.name))
    }

    private enum Exchange: Sendable {
        case ended(Result<ResponseBody, RouterError>)
        /// There was no connection: another address may be tried.
        case unsent
    }

    private func exchange(_ call: RESTCall, over client: HTTPClient, by end: Timestamp) async -> Exchange {
        var request = HTTPClientRequest(url: call.url.text)
        request.method = HTTPMethod(rawValue: call.endpoint.method.rawValue)
        request.headers = headers(of: call)
        if let body = call.body { request.body = .bytes(Array(body.utf8)) }
        let deadline = NIODeadline.now() + .nanoseconds(max(.zero, end - scheduler.now).wholeNanoseconds)
        let sight = ConnectionWitness.Sight()
        do {
            let response = try await client.execute(
                request, deadline: deadline, logger: ConnectionWitness.logger(sight))
            return .ended(try await ServiceResponse.read(response, of: call.endpoint))
        } catch {
            if error is CancellationError || Task.isCancelled { return .ended(.failure(.callCutShort)) }
            let name = call.endpoint.name
            switch error as? HTTPClientError {
            case .deadlineExceeded, .readTimeout, .writeTimeout:
                return .ended(.failure(.service(.serviceTimeout, of: name)))
            default: break
            }
            if error is ServiceClients.PeerDenied { return .ended(.failure(.service(.addressDenied, of: name))) }
            if let broken = error as? HTTPParserError, broken != .invalidEOFState {
                return .ended(.failure(.service(.serviceUnreadable, of: name)))
            }
            if error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError {
                return .ended(.failure(.service(.serviceUnreachable, of: name, "has no certificate that is trusted")))
            }
            return sight.id == nil ? .unsent : .ended(.failure(.service(.serviceUnreachable, of: name)))
        }
    }

    private func headers(of call: RESTCall) -> HTTPHeaders {
        var headers: HTTPHeaders = [
            "accept": call.endpoint.contentTypes.joined(separator: ", "), "accept-encoding": "identity",
            "user-agent": "toolrouter",
        ]
        if call.body != nil { headers.add(name: "content-type", value: "application/json") }
        for header in call.endpoint.headers { headers.replaceOrAdd(name: header.name, value: header.value.reveal()) }
        return headers
    }
}

extension RouterError {
    /// A call whose caller left, or whose request's deadline passed.
    fileprivate static let callCutShort = RouterError(.cancelled, at: .run, "the call was cut short")
}
