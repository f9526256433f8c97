package import NIOCore
package import ToolRouter

/// The JSON body of an answer, as `POST /v1/query` gives it; a refusal or failure is its problem document.
package enum AnswerBody {
    /// Writes the body.
    ///
    /// - Parameters:
    ///   - answer: the answer.
    ///   - planner: the planner whose plan it is; nil when no planner made one.
    ///   - latency: from the arrival to here.
    ///   - trail: what happened at each stage; nil where nobody asked.
    package static func write(
        _ answer: Answer, planner: PlannerName?, latency: Duration, trail: [TrailStep]? = nil
    ) -> ByteBuffer {
        fatalError("not there yet")
    }
}
