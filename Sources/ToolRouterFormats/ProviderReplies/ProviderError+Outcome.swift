import ToolRouter

extension ProviderError {
    /// What is to be told of a response that is an error.
    ///
    /// - Parameters:
    ///   - status: its HTTP status; one that says success says nothing of why it failed.
    ///   - pause: what the provider asked for.
    ///   - asked: the model that was asked.
    func outcome(
        of status: Int, _ pause: ProviderPause, asked: String
    ) -> Result<PlannerReply, PlannerFailure> {
        let isSuccess = 200...299 ~= status
        guard isSuccess || 400...499 ~= status else { return .failure(pause.failure(of: status)) }
        switch ErrorWords.meaning(of: self) {
        case .blocked:
            // Providers charge for a prompt that they have read to filter it, and don't say how much.
            return .success(PlannerReply(text: "", model: asked, usage: nil, finishReason: "content_filter"))
        case .status(let better): return .failure(pause.failure(of: better))
        case nil: break
        }
        guard isSuccess else { return .failure(pause.failure(of: status)) }
        guard let status = self.status ?? ErrorWords.status(of: self) else { return .failure(.unreadable) }
        return .failure(pause.failure(of: status))
    }
}
