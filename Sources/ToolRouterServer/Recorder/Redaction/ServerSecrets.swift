import Foundation
import ToolRouter
import ToolRouterFormats

/// The secrets that a server is given, which a recording must not hold by any accident.
enum ServerSecrets {
    /// All that can be looked up now.
    static func all(of settings: ServerSettings, environment: [String: String]) -> [String] {
        var sources: [SecretSource?] = [settings.redis?.key, settings.redis?.password, settings.audit?.hashKey]
        for provider in settings.providers?.all ?? [] {
            sources.append(provider.key)
            sources += provider.headers.map(\.secret)
        }
        for tool in settings.router.tools { sources += tool.secrets }
        let named = sources.compactMap { source in (try? source?.read(environment))?.reveal() }
        let usual = [RedisSecrets.keyVariable, RedisSecrets.passwordVariable].compactMap { environment[$0] }
        return named + usual.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    }
}
