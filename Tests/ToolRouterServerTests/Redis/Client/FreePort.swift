import Glibc

/// A port of this machine that nobody listens at just now.
enum FreePort {
    static func find() -> Int {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        return LoopbackAddress.bind(socket, port: 0)
    }
}

/// 127.0.0.1, as the C functions take it.
enum LoopbackAddress {
    /// Binds `socket` to a port, 0 being a free one, and returns the port.
    static func bind(_ socket: Int32, port: Int) -> Int {
        var on: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                precondition(Glibc.bind(socket, address, length) == 0, "bind to \(port): errno \(errno)")
                getsockname(socket, address, &length)
            }
        }
        return Int(in_port_t(bigEndian: address.sin_port))
    }
}
