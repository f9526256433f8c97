import Logging
import ToolRouter
import ToolRouterFormats

/// The prices of models.
extension ServiceResponder {
    /// Reads the prices again from where the configuration has them. Where they are at fault, nothing changes.
    func reloadPrices(_ routed: RoutedCall) async throws(RouterError) -> HTTPReply {
        let read = await BlockingWork.run(prices)
        switch read {
        case .success(let catalogue):
            live.setPrices(catalogue)
            noteAction("prices reload", routed, ["digest": "\(catalogue.digest)"])
            return .json { writer in
                writer.member("models", catalogue.entries.count)
                writer.member("digest", catalogue.digest)
            }
        case .failure(let fault):
            live.logger.warning("prices could not be read again", metadata: ["fault": "\(fault)"])
            noteAction("prices reload, without effect", routed)
            throw RouterError(
                .malformedRequest, at: .admit, "the prices can't be read: \(fault)",
                hint: "correct the file, then reload")
        }
    }
}
