import Logging
import ToolRouter
import ToolRouterFormats

extension Recorder {
    /// The recorder of a server; nil where nothing is to be recorded.
    ///
    /// - Throws: what is wrong with its folder.
    static func start(
        _ settings: ServerSettings, planners: PlannerSet, environment: [String: String], version: String,
        scheduler: LiveScheduler, logger: Logger
    ) throws -> Recorder? {
        guard let record = settings.record, let source = settings.source else { return nil }
        let redactor = Redactor(
            record, foldsCase: settings.router.router.foldsCase,
            secrets: ServerSecrets.all(of: settings, environment: environment), keys: settings.identity.keys,
            environment: environment, ipv6Prefix: settings.router.router.limits.ipv6Prefix)
        let parts = RecorderParts(
            source, settings.router, planners: planners, redactor: redactor, version: version, start: scheduler.now)
        return try Recorder(record, parts, logger: logger) { scheduler.now }
    }
}
