package import ToolRouter

/// Where a Redis is, who asks it, and how long and how much a client bears.
package struct RedisClientSettings: Sendable {
    /// A name or an address, IPv6 without brackets.
    package var host: String
    /// From 1 to 65,535.
    package var port: Int
    /// The number of the database, from 0.
    package var database = 0
    /// The user of the server's access list; nil asks as the default one. It needs a password.
    package var user: String?
    /// Nil does not say who asks.
    package var password: Secret?
    /// From 1 to 16; each has a thread. More than one pays only where processors are idle.
    package var connections = 1
    /// The longest that all of a connect may take: the handshakes of TCP, AUTH, SELECT and PING.
    package var connectTimeout = Duration.milliseconds(250)
    /// The longest a command may take, from the moment it is handed to the client.
    package var commandTimeout = Duration.milliseconds(50)
    /// The most commands of one connection whose replies have not come; more are refused as overloaded.
    package var waiting = 4_096
    /// The most bytes of the commands of one connection whose replies have not come; more are refused as overloaded.
    package var waitingBytes = 64 << 20
    /// The most bytes of one reply; a longer one ends its connection.
    package var replyBytes = 16 << 20
    /// How long a lost connection stays lost: at first, and at most, after several attempts.
    package var backOff = Duration.milliseconds(50)...Duration.seconds(1)

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Stops at values that no client can work with: whoever reads settings checks them before.
    func check() {
        precondition((1...65_535).contains(port), "port \(port)")
        precondition(database >= 0, "database \(database)")
        precondition(user == nil || password != nil, "a user without a password")
        precondition((1...16).contains(connections), "\(connections) connections")
        precondition(connectTimeout > .zero, "a connect timeout of \(connectTimeout)")
        precondition(commandTimeout > .zero, "a command timeout of \(commandTimeout)")
        precondition(waiting > 0 && waitingBytes > 0, "\(waiting) commands or \(waitingBytes) bytes may wait")
        precondition(replyBytes > 0, "replies of \(replyBytes) bytes")
        precondition(backOff.lowerBound > .zero, "a back-off of \(backOff)")
    }
}
