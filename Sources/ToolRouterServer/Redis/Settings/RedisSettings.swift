package import ToolRouter
package import ToolRouterFormats

/// What the section `redis` says, or `--redis`: where answers and limits are kept that several routers share. Secrets are
/// named here; `resolved(environment:)` looks them up.
package struct RedisSettings: Sendable {
    /// The instance.
    package var address: RedisAddress
    /// Another instance for the limits, whose keys must not be evicted; nil keeps them on the same one.
    package var limitsAddress: RedisAddress?
    /// What all keys begin with: routers with the same one share what they keep.
    package var prefix = "toolrouter"
    /// The user of the server's access list; nil is the default one.
    package var user: String?
    /// The connections of each instance, from 1 to 16.
    package var connections = 1
    /// The longest a connect may take.
    package var connectTimeout = Duration.milliseconds(250)
    /// The longest a command may take.
    package var commandTimeout = Duration.milliseconds(50)
    /// Whether answers are kept there.
    package var keepsAnswers = true
    /// Whether limits are kept there.
    package var keepsLimits = true
    /// Where the secret is by which answers are sealed and keys are named; nil is the usual variable.
    package var key: SecretSource?
    /// Where the password is; nil does without, or is the usual variable when it came with the command.
    package var password: SecretSource?
    /// The section; nil when it came with the command.
    let node: ConfigurationNode?

    /// What `--redis` says.
    ///
    /// - Throws: what is wrong with it, never what it says.
    package init(url: String) throws(FileError) {
        do throws(FileError.Reason) { address = try RedisAddress.parse(url) } catch {
            let remedy =
                url.contains("@")
                ? "take it out, and put the password into \(RedisSecrets.passwordVariable)" : error.remedy
            throw FileError(
                path: RedisSecrets.option, found: error.found, expected: error.expected ?? "", remedy: remedy)
        }
        node = nil
    }

    init(_ address: RedisAddress, _ node: ConfigurationNode) {
        self.address = address
        self.node = node
    }
}

/// How to reach the instances, secrets among it.
package struct RedisAccess: Sendable {
    /// The instance of the answers, and of the limits unless they have one of their own.
    package let client: RedisClientSettings
    /// The instance of the limits; nil is the same.
    package let limitsClient: RedisClientSettings?
    /// What all keys begin with.
    package let prefix: String
    /// The secret by which answers are sealed and keys are named, at least 16 bytes.
    package let key: Secret
    /// Whether answers are kept there.
    package let keepsAnswers: Bool
    /// Whether limits are kept there.
    package let keepsLimits: Bool
}

extension RedisSettings {
    /// The settings with their secrets, which are looked up now.
    package func resolved(environment: [String: String]) throws(FileError) -> RedisAccess {
        let secrets = try RedisSecrets(self, environment)
        return RedisAccess(
            client: clientSettings(address, secrets), limitsClient: limitsAddress.map { clientSettings($0, secrets) },
            prefix: prefix, key: secrets.key, keepsAnswers: keepsAnswers, keepsLimits: keepsLimits)
    }

    private func clientSettings(_ address: RedisAddress, _ secrets: RedisSecrets) -> RedisClientSettings {
        var settings = RedisClientSettings(host: address.host, port: address.port)
        settings.database = address.database
        settings.user = user
        settings.password = secrets.password
        settings.connections = connections
        settings.connectTimeout = connectTimeout
        settings.commandTimeout = commandTimeout
        return settings
    }
}
