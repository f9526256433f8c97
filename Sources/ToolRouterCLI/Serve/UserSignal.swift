import Dispatch
import Glibc

/// A signal that asks a server for something while it goes on.
final class UserSignal {
    private let source: any DispatchSourceSignal

    /// Listens from now on, for as long as it lives.
    init(_ number: Int32, _ act: @escaping @Sendable () -> Void) {
        // Without this the signal would end the process.
        signal(number, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { act() }
        source.resume()
    }

    deinit {
        source.cancel()
    }
}
