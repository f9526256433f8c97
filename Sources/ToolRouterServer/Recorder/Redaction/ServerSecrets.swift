import Foundation
import ToolRouterFormats

/// The secrets that a server is given, which a recording must not hold by any accident.
enum ServerSecrets {
    /// All that can be looked up now.
    static func all(of settings: ServerSettings, environment: [String: String]) -> [String] {
        var sources: [SecretSource?] = [settings.redis?.key, settings.redis?.password, settings.audit?.hashKey]
        for provider in settings.providers?.all ?? [] {
            sources.append(provider.key)
            for header in provider.headers {
                if case .secret(let source) = header.value { sources.append(source) }
            }
        }
        let named = sources.compactMap { source in (try? source?.read(environment))?.reveal() }
        let usual = [RedisSecrets.keyVariable, RedisSecrets.passwordVariable].compactMap { environment[$0] }
        return named + usual.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    }
}
