import ToolRouter

/// The guard approves by a policy that allows everything, not by the one that was configured.
///
/// What it approves then touches what it may not; here every call is said to, so that one request shows it.
struct WidePolicy: PlantedBug {
    static let name = "wide-policy"
    static let invariant = ApprovedRuns.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.tools = world.tools.map { tool in
            AlteredFootprints(tool: tool) { footprint in
                footprint.tables = ["sqlite_schema"] + footprint.tables
                footprint.functions = (footprint.functions + ["load_extension"]).sorted()
            }
        }
    }
}
