import Foundation
import Glibc
import SQLSandbox
import Synchronization

/// Asks the system, which blocks: each look-up has a thread of its own, and there are at most so many. One that nobody waits for any
/// more is counted until it ends.
final class SystemNameResolver: NameResolver {
    /// The most look-ups at once.
    static let most = 32

    private let underWay = Mutex(0)

    func addresses(of name: String) async throws(NameResolverBusy) -> [String] {
        let isBegun = underWay.withLock { count in
            guard count < Self.most else { return false }
            count += 1
            return true
        }
        guard isBegun else { throw NameResolverBusy() }
        let lookup = PendingLookup()
        SystemThread.start("resolver") { [self] in
            let addresses = Self.addresses(of: name)
            underWay.withLock { $0 -= 1 }
            lookup.finish(addresses)
        }
        return await lookup.addresses
    }

    private static func addresses(of name: String) -> [String] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [String] = []
        var next = list
        while let entry = next {
            next = entry.pointee.ai_next
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let failed = getnameinfo(
                entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            guard failed == 0 else { continue }
            let address = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if !addresses.contains(address) { addresses.append(address) }
        }
        return addresses
    }
}

/// A look-up that a task waits for, until it ends or the task is cancelled.
private final class PendingLookup: Sendable {
    private struct State {
        var waiter: UnsafeContinuation<[String], Never>?
        var addresses: [String]?
    }

    private let state = Mutex(State())

    /// It has ended; the first end counts.
    func finish(_ addresses: [String]) {
        let waiter = state.withLock { state in
            guard state.addresses == nil else { return nil as UnsafeContinuation<[String], Never>? }
            state.addresses = addresses
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: addresses)
    }

    /// What came of it; nothing where the task is cancelled. One task waits, once.
    var addresses: [String] {
        get async {
            await withTaskCancellationHandler {
                await withUnsafeContinuation { waiter in
                    let addresses = state.withLock { state in
                        if state.addresses == nil { state.waiter = waiter }
                        return state.addresses
                    }
                    if let addresses { waiter.resume(returning: addresses) }
                }
            } onCancel: {
                finish([])
            }
        }
    }
}
