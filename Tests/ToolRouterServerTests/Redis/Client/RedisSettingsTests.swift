import Foundation
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// What the section `redis` may say, and `--redis`.
@Suite struct RedisSettingsTests {
    private static let key = "0123456789abcdef"

    private func settings(_ yaml: String, in folder: String = "/nowhere") throws -> RedisSettings {
        try RedisSettings(
            ConfigurationNode(yaml: yaml, file: "server.yaml"),
            in: ConfigurationFolder(URL(filePath: folder, directoryHint: .isDirectory), called: "the folder"))
    }

    @Test func `an address is enough, and the rest has the documented defaults`() throws {
        let access = try settings("url: redis://cache").resolved(environment: ["TOOLROUTER_REDIS_KEY": Self.key])
        #expect(access.client.host == "cache")
        #expect(access.client.port == 6_379)
        #expect(access.client.database == 0)
        #expect(access.client.user == nil)
        #expect(access.client.password == nil)
        #expect(access.client.connections == 1)
        #expect(access.client.connectTimeout == .milliseconds(250))
        #expect(access.client.commandTimeout == .milliseconds(50))
        #expect(access.limitsClient == nil)
        #expect(access.prefix == "toolrouter")
        #expect(access.key.reveal() == Self.key)
        #expect(access.keepsAnswers)
        #expect(access.keepsLimits)
    }

    @Test func `every key is read`() throws {
        let scratch = try OutputFolder.scratch()
        try OutputFile.write("right-secret\n", to: scratch.path + "/password")
        let yaml = """
            url: redis://cache:6380/2
            limits_url: redis://limits
            prefix: "shop:v1"
            key_env: SEAL
            user: router
            password_file: password
            connections: 2
            connect_timeout: 1s
            timeout: 20ms
            answers: true
            limits: true

            """
        let access = try settings(yaml, in: scratch.path).resolved(environment: ["SEAL": Self.key])
        #expect(access.client.port == 6_380)
        #expect(access.client.database == 2)
        #expect(access.limitsClient?.host == "limits")
        #expect(access.limitsClient?.database == 0)
        #expect(access.prefix == "shop:v1")
        for client in [access.client, try #require(access.limitsClient)] {
            #expect(client.user == "router")
            #expect(client.password?.reveal() == "right-secret")
            #expect(client.connections == 2)
            #expect(client.connectTimeout == .seconds(1))
            #expect(client.commandTimeout == .milliseconds(20))
        }
        #expect(!"\(access)".contains("right-secret"))
        #expect(!"\(access)".contains(Self.key))
        let limitsOnly = try settings("{url: redis://cache, answers: false}")
        #expect(!limitsOnly.keepsAnswers)
        #expect(limitsOnly.keepsLimits)
    }

    private static let faults: [(yaml: String, error: String)] = [
        ("{}", "`url`: found nothing, expected where the Redis is, such as redis://127.0.0.1:6379; add the key `url`"),
        ("{url: 'redis://u:hunter2@h'}", "put the password into a variable of the environment"),
        ("{url: 'rediss://hunter2'}", "use stunnel on this machine, or a private network"),
        ("{url: 'redis://h', limits_url: 'http://hunter2'}", "`limits_url`: found an address with another scheme"),
        ("{url: 'redis://h', password: hunter2}", "found a password in the file itself"),
        ("{url: 'redis://h', key: hunter2}", "found a key in the file itself"),
        ("{url: 'redis://h', prefx: a}", "did you mean `prefix`?"),
        ("{url: 'redis://h', prefix: 'a b'}", "1 to 64 letters of ASCII, digits and . _ : -"),
        ("{url: 'redis://h', prefix: \(String(repeating: "a", count: 65))}", "1 to 64 letters of ASCII"),
        ("{url: 'redis://h', key_env: A, key_file: b}", "either `key_env` or `key_file`"),
        ("{url: 'redis://h', password_env: A, password_file: b}", "either `password_env` or `password_file`"),
        ("{url: 'redis://h', user: u}", "name the password with `password_env` or `password_file`"),
        ("{url: 'redis://h', connections: 17}", "a whole number from 1 to 16"),
        ("{url: 'redis://h', timeout: 0s}", "above 0"),
        ("{url: 'redis://h', timeout: 1us}", "from 1ms to 10s"),
        ("{url: 'redis://h', timeout: 11s}", "from 1ms to 10s"),
        ("{url: 'redis://h', connect_timeout: 61s}", "from 1ms to 60s"),
        ("{url: 'redis://h', answers: yes}", "one of `true`, `false`"),
        ("{url: 'redis://h', answers: false, limits: false}", "at least one of them to be kept there"),
        ("{url: 'redis://h', limits: false, limits_url: 'redis://l'}", "which are not kept there"),
    ]

    @Test(arguments: faults.indices) func `what is wrong is said, without what may be a secret`(row: Int) {
        let (yaml, part) = Self.faults[row]
        let error = #expect(throws: FileError.self) { try settings(yaml) }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "no error")")
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func `a key is needed, and long enough`() throws {
        let missing = #expect(throws: FileError.self) {
            try RedisSettings(url: "redis://h").resolved(environment: [:])
        }
        #expect(missing?.description.hasPrefix("--redis: found no key in TOOLROUTER_REDIS_KEY, expected") == true)
        #expect(missing?.description.hasSuffix("export TOOLROUTER_REDIS_KEY=$(openssl rand -hex 32)") == true)
        let inFile = #expect(throws: FileError.self) { try settings("url: redis://h").resolved(environment: [:]) }
        #expect(inFile?.description.hasPrefix("server.yaml:1:1: found no key in TOOLROUTER_REDIS_KEY") == true)
        let short = #expect(throws: FileError.self) {
            try settings("{url: redis://h, key_env: SEAL}").resolved(environment: ["SEAL": "hunter2"])
        }
        #expect(short?.description.contains("found a key of 7 bytes, expected at least 16 bytes") == true)
        #expect(short?.description.contains("hunter2") == false)
        let unset = #expect(throws: FileError.self) {
            try settings("{url: redis://h, key_env: SEAL}").resolved(environment: ["TOOLROUTER_REDIS_KEY": Self.key])
        }
        #expect(unset?.description.contains("\"SEAL\", which is not set") == true)
    }

    @Test func `the usual password belongs to the command line`() throws {
        let environment = ["TOOLROUTER_REDIS_KEY": Self.key, "TOOLROUTER_REDIS_PASSWORD": "right-secret"]
        let option = try RedisSettings(url: "redis://h:1/2").resolved(environment: environment)
        #expect(option.client.password?.reveal() == "right-secret")
        #expect(option.client.database == 2)
        #expect(try settings("url: redis://h").resolved(environment: environment).client.password == nil)
    }
}
