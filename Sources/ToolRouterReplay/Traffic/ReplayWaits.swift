/// How long the three threads of a replay waited for each other, by the clock that was handed in.
///
/// The one that waits least is the one that the others wait for. It says nothing of what was replayed, and no report holds it.
package struct ReplayWaits: Hashable, Sendable {
    /// The reader, for room for the requests that it has read ahead; zero where nothing is read ahead.
    package var reader = Duration.zero
    /// The simulation, for requests that are not read yet.
    package var simulationForRequests = Duration.zero
    /// The simulation, for room for what is not folded yet; zero where it folds itself.
    package var simulationForFold = Duration.zero
    /// The fold, for what the simulation has not done yet; zero where there is no thread for it.
    package var fold = Duration.zero

    package init() {}
}
