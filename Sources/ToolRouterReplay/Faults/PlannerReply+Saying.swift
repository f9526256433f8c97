import ToolRouter

extension PlannerReply {
    /// The same reply, of another text and complete.
    func saying(_ text: String) -> PlannerReply {
        var reply = self
        reply.text = text
        reply.finishReason = "stop"
        return reply
    }
}
